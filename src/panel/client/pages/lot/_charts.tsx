/** A lot's course, meal by meal, against what was planned. */
import { useMemo } from "preact/hooks";
import type { LotView } from "../../data/lots.ts";
import { plannedMealsOf } from "../../data/next_meal.ts";
import { minimalGrams, targetWeightGrams } from "../../data/target_weight.ts";
import { celsius, grams, kilograms, percent } from "../../format.ts";
import { words } from "../../i18n.ts";
import { Chart } from "../../ui/chart.tsx";
import { MEAL_AXIS } from "../../ui/meal_axis.ts";

const t = words({
  fr: {
    target: "Objectif",
    weight: "Poids moyen",
    minimal: "Minimum à l’abattage",
    weight_summary: "Poids moyen à chaque repas, dernier : {weight}, objectif {target}.",
    planned: "Prévue",
    given: "Donnée",
    dose_summary:
      "Doses prévues et données à chaque repas, dernière : {given} pour {planned} prévus.",
    temperature: "Température",
    humidity: "Humidité",
    climate_summary:
      "Température et humidité à chaque repas, dernières : {temperature}, {humidity}.",
  },
  en: {
    target: "Target",
    weight: "Mean weight",
    minimal: "Least at slaughter",
    weight_summary: "Mean weight at each meal, last: {weight}, target {target}.",
    planned: "Planned",
    given: "Given",
    dose_summary: "Planned and given doses at each meal, last: {given} for {planned} planned.",
    temperature: "Temperature",
    humidity: "Humidity",
    climate_summary: "Temperature and humidity at each meal, last: {temperature}, {humidity}.",
  },
});

/** With one meal at least. */
type Course = Pick<LotView, "lot" | "meals">;

export function WeightChart({ lot, meals }: Course) {
  const data = useMemo(() => {
    const xs = ordinalsOf({ lot, meals });
    const byOrdinal = new Map(meals.map((meal) => [meal.ordinal, meal.weightGrams]));
    const least = minimalGrams(lot.genetique);
    return [
      xs,
      xs.map((x) => targetWeightGrams(lot, x)),
      xs.map((x) => byOrdinal.get(x) ?? null),
      xs.map(() => least),
    ];
  }, [lot, meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("weight_summary", {
        weight: kilograms(last.weightGrams),
        target: kilograms(targetWeightGrams(lot, last.ordinal)),
      })}
      lines={[
        { label: t("target"), colour: "chart-target", dash: [6, 5] },
        { label: t("weight"), colour: "chart-1", width: 3 },
        { label: t("minimal"), colour: "chart-3", dash: [2, 4], width: 1.5 },
      ]}
      data={data}
      {...MEAL_AXIS}
      formatY={(y) => kilograms(y)}
    />
  );
}

export function DoseChart({ lot, meals }: Course) {
  const data = useMemo(() => {
    const xs = ordinalsOf({ lot, meals });
    const byOrdinal = new Map(meals.map((meal) => [meal.ordinal, meal]));
    return [
      xs,
      xs.map((x) => byOrdinal.get(x)?.plannedGrams ?? null),
      xs.map((x) => byOrdinal.get(x)?.givenGrams ?? null),
    ];
  }, [lot, meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("dose_summary", {
        given: grams(last.givenGrams),
        planned: grams(last.plannedGrams),
      })}
      lines={[
        { label: t("planned"), colour: "chart-target", dash: [6, 5] },
        { label: t("given"), colour: "chart-2", width: 3 },
      ]}
      data={data}
      {...MEAL_AXIS}
      formatY={(y) => grams(y)}
    />
  );
}

export function ClimateChart({ meals }: Pick<Course, "meals">) {
  const data = useMemo(() => [
    meals.map(({ ordinal }) => ordinal),
    meals.map(({ temperatureCelsius }) => temperatureCelsius),
    meals.map(({ humidityPercent }) => humidityPercent),
  ], [meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("climate_summary", {
        temperature: celsius(last.temperatureCelsius),
        humidity: percent(last.humidityPercent, 0),
      })}
      lines={[
        { label: t("temperature"), colour: "chart-2" },
        { label: t("humidity"), colour: "chart-4", scale: "y2", dash: [6, 4] },
      ]}
      data={data}
      height={200}
      {...MEAL_AXIS}
      formatY={(y) => celsius(y, Number.isInteger(y) ? 0 : 1)}
      formatY2={(y) => percent(y, Number.isInteger(y) ? 0 : 1)}
    />
  );
}

/** From J0 matin to the last planned meal, so that a course is seen to advance. */
function ordinalsOf({ lot, meals }: Course): number[] {
  const first = Math.min(0, meals[0]?.ordinal ?? 0);
  const last = Math.max(plannedMealsOf(lot) - 1, meals.at(-1)?.ordinal ?? 0);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
