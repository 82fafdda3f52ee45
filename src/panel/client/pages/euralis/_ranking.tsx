/** The lots that did best and those that did worst; of few, all in their order. */
import type { LotResult } from "../../../../contract/sites.ts";
import { siteName } from "../../data/sites.ts";
import { kilograms, number, percent } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { Empty } from "../../ui/states.tsx";

const t = words({
  fr: {
    all: "Classement des lots",
    best: "Meilleurs lots",
    worst: "Lots les moins bons",
    ranked: "Lots terminés et contrôlés, par score moyen",
    none: "Aucun lot contrôlé",
    none_hint: "Le classement apparaît dès qu’un lot a été contrôlé.",
    lot: "Lot",
    site: "Site",
    score: "Score SQAL",
    itm: "ITM moyen",
    weight: "Poids moyen",
    mortality: "Mortalité",
  },
  en: {
    all: "Lots ranked",
    best: "Best lots",
    worst: "Lots that did worst",
    ranked: "Finished and inspected lots, by mean score",
    none: "No lot inspected",
    none_hint: "The ranking appears once a lot has been inspected.",
    lot: "Lot",
    site: "Site",
    score: "SQAL score",
    itm: "Mean ITM",
    weight: "Mean weight",
    mortality: "Mortality",
  },
});

const RANKED = 5;

export function Ranking({ results }: { results: readonly LotResult[] }) {
  const judged = results.filter(({ score }) => score !== null)
    .toSorted((a, b) => b.score! - a.score! || a.code_lot.localeCompare(b.code_lot));
  if (judged.length === 0) {
    return (
      <section class="panel">
        <h2>{t("all")}</h2>
        <Empty icon="quality" title={t("none")}>{t("none_hint")}</Empty>
      </section>
    );
  }
  // No lot is both.
  if (judged.length < 2 * RANKED) return <RankTable title={t("all")} results={judged} />;
  return (
    <div class="panels">
      <RankTable title={t("best")} results={judged.slice(0, RANKED)} />
      <RankTable title={t("worst")} results={judged.slice(-RANKED).reverse()} />
    </div>
  );
}

function RankTable({ title, results }: { title: string; results: readonly LotResult[] }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <DataTable
        label={title}
        caption={<caption>{t("ranked")}</caption>}
        rows={results}
        keyOf={({ code_lot }) => code_lot}
        columns={[
          {
            head: t("lot"),
            isName: true,
            cell: ({ code_lot }) => <a class="code" href={href("gavage", code_lot)}>{code_lot}</a>,
          },
          { head: t("site"), cell: ({ site }) => siteName(site) },
          { head: t("score"), isNumber: true, cell: ({ score }) => number(score, 3) },
          { head: t("itm"), isNumber: true, cell: ({ itm }) => number(itm, 1) },
          { head: t("weight"), isNumber: true, cell: ({ poids_moyen }) => kilograms(poids_moyen) },
          {
            head: t("mortality"),
            isNumber: true,
            cell: ({ taux_mortalite }) => percent(taux_mortalite),
          },
        ]}
      />
    </section>
  );
}
