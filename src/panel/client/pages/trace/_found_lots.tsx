/** What belongs to many lots: maize, or a gaveur. */
import { useMemo } from "preact/hooks";
import type { MaizeTrace, TraceLot } from "../../../../contract/trace.ts";
import { mapOfLots, mapOfMaize } from "../../data/trace_map.ts";
import type { Found, Gaveur } from "../../data/trace_search.ts";
import { day } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { lotsText, opinionsText, productsText, samplesText } from "../../ui/counts.ts";
import { Fact } from "../../ui/fact.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { TraceMapView } from "../../ui/trace_map.tsx";
import { DrillLink, Head } from "./_found_head.tsx";
import { LotTable } from "./_lot_table.tsx";

const t = words({
  fr: {
    found_maize: "C’est un lot de maïs",
    found_gaveur: "C’est un gaveur",
    found_gaveurs: "Plusieurs gaveurs portent ce nom",
    site: "Site",
    supplier: "Fournisseur",
    delivered: "Livré le",
    numbers: "En chiffres",
    numbers_newest: "En chiffres, pour les {n} derniers lots",
    map: "D’où, vers où",
    lots: "Lots concernés",
  },
  en: {
    found_maize: "It is a lot of maize",
    found_gaveur: "It is a gaveur",
    found_gaveurs: "Several gaveurs bear this name",
    site: "Site",
    supplier: "Supplier",
    delivered: "Delivered on",
    numbers: "In figures",
    numbers_newest: "In figures, of the newest {n} lots",
    map: "Where from, where to",
    lots: "Lots concerned",
  },
});

export function MaizeFound({ trace }: { trace: MaizeTrace }) {
  const map = useMemo(() => mapOfMaize(trace), [trace]);
  const { maize, totals, lots } = trace;
  return (
    <>
      <Head
        what={t("found_maize")}
        name={maize.code}
        actions={<DrillLink query={{ maize_lot: maize.code }} />}
      >
        {maize.site && (
          <Fact name={t("site")}>
            <SiteTag code={maize.site} />
          </Fact>
        )}
        {maize.supplier && <Fact name={t("supplier")}>{maize.supplier}</Fact>}
        {maize.delivered_on && (
          <Fact name={t("delivered")}>{day(Date.parse(maize.delivered_on))}</Fact>
        )}
        <Numbers {...totals} />
      </Head>
      <LotsFound lots={lots} map={map} />
    </>
  );
}

export function GaveurFound({ id, name, lots, hasMore }: Extract<Found, { kind: "gaveur" }>) {
  const map = useMemo(
    () => mapOfLots({ origin: { kind: "gaveur", id: `${id}`, name }, lots, total: lots.length }),
    [id, name, lots],
  );
  const sum = (of: (lot: TraceLot) => number) => lots.reduce((sum, lot) => sum + of(lot), 0);
  return (
    <>
      <Head
        what={t("found_gaveur")}
        name={name}
        isCode={false}
        actions={<DrillLink query={{ gaveur: `${id}` }} />}
      >
        <Fact name={t("site")}>
          <SiteTag code={lots[0]!.site} />
        </Fact>
        <Numbers
          isPart={hasMore}
          lots={lots.length}
          samples={sum((lot) => lot.nb_samples)}
          products={sum((lot) => lot.nb_products)}
          feedbacks={sum((lot) => lot.nb_feedbacks)}
        />
      </Head>
      <LotsFound lots={lots} map={map} />
    </>
  );
}

export function GaveursFound({ gaveurs }: { gaveurs: readonly Gaveur[] }) {
  return (
    <section class="panel">
      <h2>{t("found_gaveurs")}</h2>
      <ul class="name-list">
        {gaveurs.map(({ id, name }) => (
          <li key={id}>
            <a class="button" href={href("trace", `${id}`)}>{name}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface NumbersProps {
  lots: number;
  samples: number;
  products: number;
  feedbacks: number;
  /** There are more lots than these. */
  isPart?: boolean;
}

function Numbers({ lots, samples, products, feedbacks, isPart }: NumbersProps) {
  const texts = [
    lotsText(lots),
    samplesText(samples),
    productsText(products),
    opinionsText(feedbacks),
  ];
  const name = isPart ? t("numbers_newest", { n: lots }) : t("numbers");
  return <Fact name={name} isWide>{texts.join(" · ")}</Fact>;
}

interface LotsFoundProps {
  lots: readonly TraceLot[];
  map: ReturnType<typeof mapOfLots>;
}

function LotsFound({ lots, map }: LotsFoundProps) {
  return (
    <>
      <section class="panel">
        <h2>{t("map")}</h2>
        <TraceMapView map={map} />
      </section>
      <section class="panel">
        <h2>{t("lots")}</h2>
        <LotTable lots={lots} />
      </section>
    </>
  );
}
