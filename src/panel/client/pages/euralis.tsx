/** The sites beside each other: what they feed today, how they compare, best and worst lots. */
import { useMemo } from "preact/hooks";
import type { LotResult, SiteMeal } from "../../../contract/sites.ts";
import { type MealsToday, mealsToday } from "../data/farm_day.ts";
import { lots } from "../data/lots.ts";
import { siteQualities, type SiteQuality } from "../data/site_quality.ts";
import { useCourses, useResults } from "../data/site_results.ts";
import { type Site, siteName, SITES } from "../data/sites.ts";
import { grams, kilograms, NOTHING, number, percent } from "../format.ts";
import { words } from "../i18n.ts";
import { isLoaded } from "../live/store.ts";
import type { Page } from "../page.ts";
import { href, place, setQuery } from "../router.ts";
import { Chart } from "../ui/chart.tsx";
import { GradeBar, samplesText } from "../ui/grades.tsx";
import { mealName, mortalityTone } from "../ui/lot_facts.tsx";
import { Stat } from "../ui/stat.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";

const t = words({
  fr: {
    fed: "Lots en gavage",
    ducks: "Canards",
    weight: "Poids moyen",
    mortality: "Mortalité",
    itm: "ITM moyen",
    itm_note: "kg de maïs / kg de foie",
    score: "Score SQAL",
    compliant: "Conformes",
    today: "Repas du jour",
    matin: "Matin",
    soir: "Soir",
    of_lots: "{done} sur {all}",
    no_lot: "Aucun lot en gavage",
    grades: "Classement des foies",
    see_lots: "Voir les lots de {site}",
    curves: "Courbes comparées",
    measure: "Mesure",
    dose: "Dose donnée",
    curves_summary: "{measure} moyen par repas, par site. {values}",
    no_curve: "Pas encore de repas à comparer",
    best: "Meilleurs lots",
    worst: "Lots les moins bons",
    ranked: "Lots terminés et contrôlés, par score moyen",
    lot: "Lot",
    site: "Site",
    no_result: "Aucun lot contrôlé",
    no_result_hint: "Le classement apparaît dès que deux lots ont été contrôlés.",
  },
  en: {
    fed: "Lots being fed",
    ducks: "Ducks",
    weight: "Mean weight",
    mortality: "Mortality",
    itm: "Mean ITM",
    itm_note: "kg of maize / kg of liver",
    score: "SQAL score",
    compliant: "Compliant",
    today: "Meals of the day",
    matin: "Morning",
    soir: "Evening",
    of_lots: "{done} of {all}",
    no_lot: "No lot is being fed",
    grades: "Grades of the livers",
    see_lots: "See the lots of {site}",
    curves: "Curves compared",
    measure: "Measure",
    dose: "Dose given",
    curves_summary: "{measure} at each meal, by site. {values}",
    no_curve: "No meal to compare yet",
    best: "Best lots",
    worst: "Lots that did worst",
    ranked: "Finished and inspected lots, by mean score",
    lot: "Lot",
    site: "Site",
    no_result: "No lot inspected",
    no_result_hint: "The ranking appears once two lots have been inspected.",
  },
});

export const euralisPage: Page = {
  id: "euralis",
  title: { fr: "Euralis", en: "Euralis" },
  icon: "sites",
  View: Euralis,
};

function Euralis() {
  const results = useResults();
  if (!isLoaded.value) return <Loading rows={4} />;
  const found = results.status === "there" ? results.value.lots : [];
  return (
    <>
      <div class="sites">
        {SITES.map((site) => (
          <SiteCard
            key={site.code}
            site={site}
            results={found.filter((r) => r.site === site.code)}
          />
        ))}
      </div>
      <Curves />
      {results.status === "failed"
        ? <Failed reason={results.reason} onRetry={results.retry} />
        : results.status === "loading"
        ? <Loading />
        : <Ranking results={found} />}
    </>
  );
}

interface SiteToday {
  lots: number;
  ducks: number;
  weightGrams: number | null;
  mortalityPercent: number | null;
  fed: MealsToday;
}

/** Of the lots that a site feeds. */
function siteToday(code: string): SiteToday {
  let [count, ducks, weighed, weight, mortality] = [0, 0, 0, 0, 0];
  for (const { lot } of lots.all) {
    if (lot.site !== code || lot.statut !== "en_cours") continue;
    count++;
    const living = lot.nb_canards_vivants ?? 0;
    ducks += living;
    if (lot.poids_moyen_actuel !== null) {
      weighed += living;
      weight += lot.poids_moyen_actuel * living;
    }
    mortality += lot.taux_mortalite;
  }
  return {
    lots: count,
    ducks,
    weightGrams: weighed > 0 ? weight / weighed : null,
    mortalityPercent: count > 0 ? mortality / count : null,
    fed: mealsToday([...lots.all].map(({ lot }) => lot), code),
  };
}

function SiteCard({ site, results }: { site: Site; results: readonly LotResult[] }) {
  const version = lots.version.value;
  const today = useMemo(() => siteToday(site.code), [version, site.code]);
  const quality: SiteQuality | undefined = siteQualities.bySite.value[site.code];
  const itms = results.flatMap(({ itm }) => itm === null ? [] : [itm]);
  const itm = itms.length > 0 ? itms.reduce((sum, value) => sum + value, 0) / itms.length : null;
  const samples = quality?.samples ?? 0;
  return (
    <section class="panel site-card" style={{ "--site": `var(--${site.colour})` }}>
      <header>
        <h2>{site.name}</h2>
        <span class="code quiet">{site.code}</span>
      </header>
      <dl class="stats stats-dense">
        <Stat name={t("fed")} value={number(today.lots)} />
        <Stat name={t("ducks")} value={number(today.ducks)} />
        <Stat name={t("weight")} value={kilograms(today.weightGrams)} />
        <Stat
          name={t("mortality")}
          value={percent(today.mortalityPercent)}
          tone={mortalityTone(today.mortalityPercent ?? 0)}
        />
        <Stat name={t("itm")} value={number(itm, 1)} note={t("itm_note")} />
        <Stat
          name={t("score")}
          value={samples > 0 ? number(quality!.scoreSum / samples, 2) : NOTHING}
          note={samples > 0
            ? `${percent(100 * quality!.compliant / samples, 0)} ${t("compliant").toLowerCase()}`
            : samplesText(0)}
        />
      </dl>
      <h3>{t("today")}</h3>
      {today.lots === 0 ? <p class="quiet">{t("no_lot")}</p> : (
        <div class="day-meals">
          {(["matin", "soir"] as const).map((moment) => {
            const shown = t("of_lots", { done: today.fed[moment], all: today.lots });
            return (
              <div key={moment} class="day-meal">
                <span>{t(moment)}</span>
                <progress
                  value={Math.min(today.fed[moment], today.lots)}
                  max={today.lots}
                  aria-label={`${t(moment)} : ${shown}`}
                />
                <span class="num">{shown}</span>
              </div>
            );
          })}
        </div>
      )}
      {samples > 0 && (
        <>
          <h3>{t("grades")}</h3>
          <GradeBar counts={quality!.grades} />
        </>
      )}
      <a href={href("gavage", undefined, { site: site.code })}>
        {t("see_lots", { site: site.name })}
      </a>
    </section>
  );
}

const MEASURES = {
  weight: { of: (meal: SiteMeal) => meal.poids_moyen, format: (y: number) => kilograms(y) },
  dose: { of: (meal: SiteMeal) => meal.dose_reelle, format: (y: number) => grams(y) },
  mortality: { of: (meal: SiteMeal) => meal.taux_mortalite, format: (y: number) => percent(y) },
} as const;
type Measure = keyof typeof MEASURES;

/** Sites differ by their dashes too. */
const DASHES: (number[] | undefined)[] = [undefined, [8, 4], [2, 4]];

function Curves() {
  const courses = useCourses();
  const asked = place.value.query.measure;
  const measure: Measure = asked === "dose" || asked === "mortality" ? asked : "weight";
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{t("curves")}</h2>
        <div class="segmented" role="group" aria-label={t("measure")}>
          {(Object.keys(MEASURES) as Measure[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={measure === name}
              onClick={() => setQuery({ measure: name })}
            >
              {t(name)}
            </button>
          ))}
        </div>
      </header>
      {courses.status === "loading"
        ? <Loading />
        : courses.status === "failed"
        ? <Failed reason={courses.reason} onRetry={courses.retry} />
        : courses.value.meals.length === 0
        ? <Empty icon="curve" title={t("no_curve")} />
        : <CourseChart meals={courses.value.meals} measure={measure} />}
    </section>
  );
}

function CourseChart({ meals, measure }: { meals: readonly SiteMeal[]; measure: Measure }) {
  const { of, format } = MEASURES[measure];
  const { data, ends } = useMemo(() => {
    const at = (meal: SiteMeal) => meal.jour * 2 + (meal.moment === "soir" ? 1 : 0);
    const xs = [...new Set(meals.map(at))].sort((a, b) => a - b);
    const lines = SITES.map(({ code }) => {
      const byMeal = new Map(
        meals.filter(({ site }) => site === code).map((meal) => [at(meal), of(meal)]),
      );
      return xs.map((x) => byMeal.get(x) ?? null);
    });
    return { data: [xs, ...lines], ends: lines.map((line) => line.findLast((y) => y !== null)) };
  }, [meals, measure]);
  const values = SITES.flatMap(({ name }, i) => {
    const end = ends[i];
    return typeof end === "number" ? [`${name} : ${format(end)}`] : [];
  });
  return (
    <Chart
      summary={t("curves_summary", { measure: t(measure), values: values.join(", ") })}
      lines={SITES.map(({ name, colour }, i) => ({
        label: name,
        colour,
        width: 2.5,
        ...(DASHES[i] && { dash: DASHES[i] }),
      }))}
      data={data}
      height={280}
      stepsX={[2, 4, 8]}
      formatX={(x) => x % 2 === 0 ? mealName(x / 2, "matin").split(" ")[0]! : ""}
      tipX={(x) => mealName(Math.floor(x / 2), x % 2 ? "soir" : "matin")}
      formatY={format}
    />
  );
}

const RANKED = 5;

function Ranking({ results }: { results: readonly LotResult[] }) {
  const judged = results.filter(({ score }) => score !== null)
    .toSorted((a, b) => b.score! - a.score! || a.code_lot.localeCompare(b.code_lot));
  if (judged.length < 2) {
    return (
      <section class="panel">
        <h2>{t("best")}</h2>
        <Empty icon="quality" title={t("no_result")}>{t("no_result_hint")}</Empty>
      </section>
    );
  }
  // No lot is both: of few, the better half and the other.
  const each = Math.min(RANKED, Math.floor(judged.length / 2));
  return (
    <div class="panels">
      <RankTable title={t("best")} results={judged.slice(0, each)} />
      <RankTable title={t("worst")} results={judged.slice(-each).reverse()} />
    </div>
  );
}

function RankTable({ title, results }: { title: string; results: readonly LotResult[] }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <caption>{t("ranked")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("lot")}</th>
              <th scope="col">{t("site")}</th>
              <th scope="col" class="num">{t("score")}</th>
              <th scope="col" class="num">{t("itm")}</th>
              <th scope="col" class="num">{t("weight")}</th>
              <th scope="col" class="num">{t("mortality")}</th>
            </tr>
          </thead>
          <tbody>
            {results.map((lot) => (
              <tr key={lot.code_lot}>
                <th scope="row">
                  <a class="code" href={href("gavage", lot.code_lot)}>{lot.code_lot}</a>
                </th>
                <td>{siteName(lot.site)}</td>
                <td class="num">{number(lot.score, 3)}</td>
                <td class="num">{number(lot.itm, 1)}</td>
                <td class="num">{kilograms(lot.poids_moyen)}</td>
                <td class="num">{percent(lot.taux_mortalite)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
