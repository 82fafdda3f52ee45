/** The sites' courses beside each other: one measure at each meal. */
import { useMemo } from "preact/hooks";
import type { SiteMeal } from "../../../../contract/sites.ts";
import { useCourses } from "../../data/site_results.ts";
import { SITES } from "../../data/sites.ts";
import { grams, kilograms, percent } from "../../format.ts";
import { labelled, words } from "../../i18n.ts";
import { place, setQuery } from "../../router.ts";
import { Chart } from "../../ui/chart.tsx";
import { MEAL_AXIS } from "../../ui/meal_axis.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { Toggle } from "../../ui/toggle.tsx";

const t = words({
  fr: {
    title: "Courbes comparées",
    measure: "Mesure",
    weight: "Poids moyen",
    dose: "Dose donnée",
    mortality: "Mortalité",
    summary: "{measure} moyen par repas, par site. {values}",
    none: "Pas encore de repas à comparer",
  },
  en: {
    title: "Curves compared",
    measure: "Measure",
    weight: "Mean weight",
    dose: "Dose given",
    mortality: "Mortality",
    summary: "{measure} at each meal, by site. {values}",
    none: "No meal to compare yet",
  },
});

const MEASURES = {
  weight: { of: (meal: SiteMeal) => meal.poids_moyen, format: (y: number) => kilograms(y) },
  dose: { of: (meal: SiteMeal) => meal.dose_reelle, format: (y: number) => grams(y) },
  mortality: { of: (meal: SiteMeal) => meal.taux_mortalite, format: (y: number) => percent(y) },
} as const;
type Measure = keyof typeof MEASURES;
const NAMES = Object.keys(MEASURES) as Measure[];

/** Sites differ by their dashes too. */
const DASHES: (number[] | undefined)[] = [undefined, [8, 4], [2, 4]];

export function Courses() {
  const courses = useCourses();
  const measure = NAMES.find((name) => name === place.value.query.measure) ?? "weight";
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{t("title")}</h2>
        <Toggle
          label={t("measure")}
          names={NAMES}
          textOf={t}
          chosen={measure}
          onChoose={(measure) => setQuery({ measure })}
        />
      </header>
      {courses.status === "loading"
        ? <Loading />
        : courses.status === "failed"
        ? <Failed {...courses} />
        : courses.value.meals.length === 0
        ? <Empty icon="curve" title={t("none")} />
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
    return typeof end === "number" ? [labelled(name, format(end))] : [];
  });
  return (
    <Chart
      summary={t("summary", { measure: t(measure), values: values.join(", ") })}
      lines={SITES.map(({ name, colour }, i) => ({
        label: name,
        colour,
        width: 2.5,
        ...(DASHES[i] && { dash: DASHES[i] }),
      }))}
      data={data}
      height={280}
      {...MEAL_AXIS}
      formatY={format}
    />
  );
}
