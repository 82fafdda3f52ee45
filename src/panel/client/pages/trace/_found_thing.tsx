/** A lot, or what was made of one: a product, a sample. */
import { useMemo } from "preact/hooks";
import type { Trace } from "../../../../contract/trace.ts";
import { ask } from "../../api.ts";
import type { Grade } from "../../data/samples.ts";
import { mapOfTrace } from "../../data/trace_map.ts";
import type { Found } from "../../data/trace_search.ts";
import { day, grams, number, percent } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { opinionsText, samplesText } from "../../ui/counts.ts";
import { Fact } from "../../ui/fact.tsx";
import { GradeMark } from "../../ui/grades.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { saveFile } from "../../ui/save.ts";
import { Stars } from "../../ui/stars.tsx";
import { Empty } from "../../ui/states.tsx";
import { TraceMapView } from "../../ui/trace_map.tsx";
import { DrillLink, Head } from "./_found_head.tsx";
import { MaizeLinks } from "./_lot_table.tsx";
import { Timeline } from "./_timeline.tsx";

const t = words({
  fr: {
    found_lot: "C’est un lot",
    found_product: "C’est un produit",
    found_sample: "C’est un échantillon",
    see_product: "Fiche du produit",
    see_lot: "Repas et courbes",
    epcis: "Enregistrer en EPCIS 2.0",
    map: "D’où, vers où",
    story: "Chronologie du lot",
    no_story: "Cet échantillon ne nomme aucun lot",
    site: "Site",
    gaveur: "Gaveur",
    began: "Début",
    ducks: "Canards",
    mortality: "Mortalité",
    itm: "ITM",
    liver: "Foie moyen",
    dose: "Maïs par canard",
    given: "{given}, pour {planned} prévus",
    curve: "Courbe",
    version: "version {n}",
    maize: "Maïs",
  },
  en: {
    found_lot: "It is a lot",
    found_product: "It is a product",
    found_sample: "It is a sample",
    see_product: "The product’s page",
    see_lot: "Meals and curves",
    epcis: "Save as EPCIS 2.0",
    map: "Where from, where to",
    story: "The lot’s timeline",
    no_story: "This sample names no lot",
    site: "Site",
    gaveur: "Gaveur",
    began: "Began",
    ducks: "Ducks",
    mortality: "Mortality",
    itm: "ITM",
    liver: "Mean liver",
    dose: "Maize per duck",
    given: "{given}, of {planned} planned",
    curve: "Curve",
    version: "version {n}",
    maize: "Maize",
  },
});

type Thing = Extract<Found, { timeline: unknown }>;

export function ThingFound({ found }: { found: Thing }) {
  const { kind, trace, timeline } = found;
  const map = useMemo(() => mapOfTrace(trace), [trace]);
  const { lot } = trace;
  return (
    <>
      <Head
        what={t(`found_${kind}`)}
        name={trace.subject.id}
        actions={
          <>
            {kind === "product" && (
              <a class="button" href={href("consumers", trace.subject.id)}>{t("see_product")}</a>
            )}
            {lot && <LotActions codeLot={lot.code_lot} />}
          </>
        }
      >
        <SubjectFacts trace={trace} />
        {lot && <LotFacts lot={lot} />}
      </Head>
      <section class="panel">
        <h2>{t("map")}</h2>
        <TraceMapView map={map} />
      </section>
      <section class="panel">
        <h2>
          {t("story")}
          {lot && " · "}
          {lot && <span class="code">{lot.code_lot}</span>}
        </h2>
        {timeline
          ? <Timeline timeline={timeline} gaveur={lot?.gaveur_nom ?? undefined} />
          : <Empty icon="clock" title={t("no_story")} />}
      </section>
    </>
  );
}

function LotActions({ codeLot }: { codeLot: string }) {
  return (
    <>
      <a class="button" href={href("gavage", codeLot)}>
        <Icon name="curve" />
        {t("see_lot")}
      </a>
      <button type="button" class="button" onClick={() => saveEpcis(codeLot)}>{t("epcis")}</button>
      <DrillLink query={{ lot: codeLot }} />
    </>
  );
}

async function saveEpcis(codeLot: string): Promise<void> {
  const document = await ask<object>(`/api/lots/${encodeURIComponent(codeLot)}/epcis`);
  saveFile({
    name: `${codeLot}.epcis.jsonld`,
    type: "application/ld+json",
    text: JSON.stringify(document, null, 2),
  });
}

/** Of the sample or product itself; a lot's own facts follow anyway. */
function SubjectFacts({ trace: { subject, samples, products } }: { trace: Trace }) {
  if (subject.kind === "lot") return null;
  const sample = samples[0];
  const rating = subject.kind === "product" ? products[0]?.average_rating : undefined;
  return (
    <>
      {sample && (
        <Fact name={samplesText(1)}>
          <GradeMark grade={sample.grade as Grade} /> {number(sample.score, 3)} ·{" "}
          {grams(sample.poids_foie_g)}
        </Fact>
      )}
      {rating !== undefined && rating !== null && (
        <Fact name={opinionsText(products[0]!.nb_feedbacks)}>
          <Stars rating={rating} />
        </Fact>
      )}
    </>
  );
}

function LotFacts({ lot }: { lot: NonNullable<Trace["lot"]> }) {
  const { meals, curve } = lot;
  return (
    <>
      <Fact name={t("site")}>
        <SiteTag code={lot.site} />
      </Fact>
      <Fact name={t("gaveur")}>
        <a href={href("trace", `${lot.gaveur_id}`)}>{lot.gaveur_nom ?? lot.gaveur_id}</a>
      </Fact>
      <Fact name={t("began")}>{day(Date.parse(lot.debut_lot))}</Fact>
      <Fact name={t("ducks")}>{number(lot.nb_canards_initial)}</Fact>
      <Fact name={t("mortality")}>{percent(lot.taux_mortalite)}</Fact>
      <Fact name={t("itm")}>{number(lot.itm, 1)}</Fact>
      <Fact name={t("liver")}>{grams(lot.poids_foie_moyen_g)}</Fact>
      {meals.count > 0 && (
        <Fact name={t("dose")} isWide>
          {t("given", {
            planned: grams(meals.dose_theorique_g),
            given: grams(meals.dose_reelle_g),
          })}
        </Fact>
      )}
      {curve && <Fact name={t("curve")}>{t("version", { n: curve.version })}</Fact>}
      {lot.maize_lots.length > 0 && (
        <Fact name={t("maize")}>
          <MaizeLinks codes={lot.maize_lots} />
        </Fact>
      )}
    </>
  );
}
