/** What a search found: what it is, how it hangs together, and its lot's story. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { MaizeTrace, Trace, TraceLot } from "../../../contract/trace.ts";
import { ask } from "../api.ts";
import { news } from "../data/news.ts";
import { opinions } from "../data/opinions.ts";
import { mapOfLots, mapOfMaize, mapOfTrace } from "../data/trace_map.ts";
import { findAny, type Found, type Gaveur } from "../data/trace_search.ts";
import { day, grams, number, percent } from "../format.ts";
import { words } from "../i18n.ts";
import { isLoaded, loads } from "../live/store.ts";
import { href } from "../router.ts";
import { GradeMark, samplesText } from "../ui/grades.tsx";
import { Icon } from "../ui/icon.tsx";
import { SiteTag } from "../ui/lot_facts.tsx";
import { useRead } from "../ui/read.ts";
import { saveFile } from "../ui/save.ts";
import { opinionsText, Stars } from "../ui/stars.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { TraceMapView } from "../ui/trace_map.tsx";
import type { Grade } from "../data/samples.ts";
import { productsText } from "./_opinions.tsx";
import { Timeline } from "./_timeline.tsx";
import { lotsText, LotTable } from "./_traced_lots.tsx";

const t = words({
  fr: {
    found_lot: "C’est un lot",
    found_product: "C’est un produit",
    found_sample: "C’est un échantillon",
    found_maize: "C’est un lot de maïs",
    found_gaveur: "C’est un gaveur",
    found_gaveurs: "Plusieurs gaveurs portent ce nom",
    nothing: "Rien ne porte ce nom",
    nothing_hint:
      "« {name} » n’est ni un lot, ni un produit, ni un QR code, ni un échantillon, ni un maïs, ni un gaveur connu.",
    map: "D’où, vers où",
    story: "Chronologie du lot",
    no_story: "Cet échantillon ne nomme aucun lot",
    lots: "Lots concernés",
    see_lot: "Repas et courbes",
    see_product: "Fiche du produit",
    see_samples: "Échantillons du lot",
    epcis: "Enregistrer en EPCIS 2.0",
    drill: "Exercice de rappel",
    site: "Site",
    gaveur: "Gaveur",
    maize: "Maïs",
    began: "Début",
    ducks: "Canards",
    mortality: "Mortalité",
    itm: "ITM",
    liver: "Foie moyen",
    supplier: "Fournisseur",
    delivered: "Livré le",
    given: "{given}, pour {planned} prévus",
    dose: "Maïs par canard",
    curve: "Courbe",
    version: "version {n}",
    numbers: "En chiffres",
    numbers_newest: "En chiffres, pour les {n} derniers lots",
  },
  en: {
    found_lot: "It is a lot",
    found_product: "It is a product",
    found_sample: "It is a sample",
    found_maize: "It is a lot of maize",
    found_gaveur: "It is a gaveur",
    found_gaveurs: "Several gaveurs bear this name",
    nothing: "Nothing bears this name",
    nothing_hint: "“{name}” is no lot, product, QR code, sample, maize or gaveur that is known.",
    map: "Where from, where to",
    story: "The lot’s timeline",
    no_story: "This sample names no lot",
    lots: "Lots concerned",
    see_lot: "Meals and curves",
    see_product: "The product’s page",
    see_samples: "The lot’s samples",
    epcis: "Save as EPCIS 2.0",
    drill: "Recall drill",
    site: "Site",
    gaveur: "Gaveur",
    maize: "Maize",
    began: "Began",
    ducks: "Ducks",
    mortality: "Mortality",
    itm: "ITM",
    liver: "Mean liver",
    supplier: "Supplier",
    delivered: "Delivered on",
    given: "{given}, of {planned} planned",
    dose: "Maize per duck",
    curve: "Curve",
    version: "version {n}",
    numbers: "In figures",
    numbers_newest: "In figures, of the newest {n} lots",
  },
});

export function FoundView({ name }: { name: string }) {
  useEffect(() => opinions.watch(), []);
  const read = useRead(
    // A gaveur's name is looked for among the lots that are there.
    `${name}/${isLoaded.value}`,
    async (signal) => isLoaded.value ? { found: await findAny(name, signal) } : undefined,
    [opinions.version.value, news.ofLot(name), loads.value],
  );
  if (read.status === "failed") return <Failed reason={read.reason} onRetry={read.retry} />;
  if (read.status === "loading" || !read.value) return <Loading rows={4} />;
  const { found } = read.value;
  if (!found) {
    return <Empty icon="search" title={t("nothing")}>{t("nothing_hint", { name })}</Empty>;
  }
  return <OneFound found={found} />;
}

function OneFound({ found }: { found: Found }) {
  switch (found.kind) {
    case "maize":
      return <MaizeFound trace={found.trace} />;
    case "gaveur":
      return <GaveurFound {...found} />;
    case "gaveurs":
      return <GaveursFound gaveurs={found.gaveurs} />;
    default:
      return <ThingFound found={found} />;
  }
}

interface HeadProps {
  what: string;
  name: string;
  isCode?: boolean;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

function Head({ what, name, isCode = true, actions, children }: HeadProps) {
  return (
    <section class="panel found-head" data-found={name}>
      <div class="panel-head">
        <div>
          <p class="quiet" role="status">{what}</p>
          <p class={`display ${isCode ? "code" : ""}`}>{name}</p>
        </div>
        <div class="found-actions">{actions}</div>
      </div>
      <dl class="facts facts-wide">{children}</dl>
    </section>
  );
}

interface FactProps {
  name: string;
  children: ComponentChildren;
  isWide?: boolean;
}

function Fact({ name, children, isWide }: FactProps) {
  return (
    <div class={isWide ? "fact-wide" : ""}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

type ThingKind = Extract<Found, { trace: Trace }>["kind"];

function ThingFound({ found }: { found: Extract<Found, { kind: ThingKind }> }) {
  const { trace, timeline } = found;
  const map = useMemo(() => mapOfTrace(trace), [trace]);
  const { lot } = trace;
  return (
    <>
      <Head
        what={t(`found_${found.kind}`)}
        name={trace.subject.id}
        actions={
          <>
            {found.kind === "product" && (
              <a class="button" href={href("consumers", trace.subject.id)}>{t("see_product")}</a>
            )}
            {lot && (
              <a class="button" href={href("gavage", lot.code_lot)}>
                <Icon name="curve" />
                {t("see_lot")}
              </a>
            )}
            {lot && (
              <button type="button" class="button" onClick={() => saveEpcis(lot.code_lot)}>
                {t("epcis")}
              </button>
            )}
            {lot && <DrillLink query={{ lot: lot.code_lot }} />}
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

async function saveEpcis(codeLot: string): Promise<void> {
  const document = await ask<object>(`/api/lots/${encodeURIComponent(codeLot)}/epcis`);
  saveFile({
    name: `${codeLot}.epcis.jsonld`,
    type: "application/ld+json",
    text: JSON.stringify(document, null, 2),
  });
}

function DrillLink({ query }: { query: Record<string, string> }) {
  return (
    <a class="button" href={href("trace", undefined, { view: "recall", ...query })}>{t("drill")}</a>
  );
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
          {lot.maize_lots.map((code) => (
            <a key={code} class="code maize-link" href={href("trace", code)}>{code}</a>
          ))}
        </Fact>
      )}
    </>
  );
}

function MaizeFound({ trace }: { trace: MaizeTrace }) {
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

function Numbers({ lots, samples, products, feedbacks, isPart }: MaizeTrace["totals"] & {
  /** There are more lots than these. */
  isPart?: boolean;
}) {
  const texts = [
    lotsText(lots),
    samplesText(samples),
    productsText(products),
    opinionsText(feedbacks),
  ];
  const name = isPart ? t("numbers_newest", { n: lots }) : t("numbers");
  return <Fact name={name} isWide>{texts.join(" · ")}</Fact>;
}

function GaveurFound({ id, name, lots, hasMore }: Extract<Found, { kind: "gaveur" }>) {
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

function LotsFound(
  { lots, map }: { lots: readonly TraceLot[]; map: ReturnType<typeof mapOfLots> },
) {
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

function GaveursFound({ gaveurs }: { gaveurs: readonly Gaveur[] }) {
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
