/** What a recall would concern, and the recall itself. */
import { useState } from "preact/hooks";
import type { RecallReport } from "../../../../contract/recall.ts";
import { ask, query } from "../../api.ts";
import { words } from "../../i18n.ts";
import { place } from "../../router.ts";
import { useRead } from "../../ui/read.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import {
  type Criteria,
  CriteriaForm,
  criteriaOf,
  isNarrow,
  wireCriteria,
} from "./_recall_criteria.tsx";
import { RecallOrder } from "./_recall_order.tsx";
import { Report } from "./_recall_report.tsx";

const t = words({
  fr: {
    title: "Que faudrait-il rappeler ?",
    intro:
      "Nommez au moins un lot de maïs, un lot, un gaveur ou un site. L’exercice ne change rien.",
    waiting: "Aucune recherche pour l’instant",
    waiting_hint:
      "Le rapport s’affiche ici : lots, produits et avis concernés, et le temps qu’il a fallu.",
    nothing: "Aucun lot n’est concerné",
  },
  en: {
    title: "What would have to be recalled?",
    intro: "Name at least a lot of maize, a lot, a gaveur or a site. A drill changes nothing.",
    waiting: "Nothing asked for yet",
    waiting_hint:
      "The report appears here: lots, products and opinions concerned, and the time it took.",
    nothing: "No lot is concerned",
  },
});

export function RecallView() {
  const criteria = criteriaOf(place.value.query);
  const key = JSON.stringify(criteria);
  return (
    <>
      <section class="panel">
        <h2>{t("title")}</h2>
        <p class="quiet">{t("intro")}</p>
        <CriteriaForm key={key} criteria={criteria} />
      </section>
      {isNarrow(criteria)
        ? <Drill key={key} criteria={criteria} />
        : <Empty icon="search" title={t("waiting")}>{t("waiting_hint")}</Empty>}
    </>
  );
}

function Drill({ criteria }: { criteria: Criteria }) {
  const [executed, setExecuted] = useState<RecallReport>();
  const drilled = useRead(
    JSON.stringify(criteria),
    (signal) => ask<RecallReport>(`/api/recall${query(wireCriteria(criteria))}`, { signal }),
  );
  if (drilled.status === "failed") return <Failed {...drilled} />;
  if (drilled.status === "loading") return <Loading rows={3} />;
  const report = executed ?? drilled.value;
  if (report.counts.lots === 0) return <Empty icon="check" title={t("nothing")} />;
  return (
    <>
      <Report report={report} />
      {!report.executed && report.counts.products_active > 0 && (
        <RecallOrder
          criteria={criteria}
          products={report.counts.products_active}
          onDone={(report) => {
            setExecuted(report);
            scrollTo(0, 0);
          }}
        />
      )}
    </>
  );
}
