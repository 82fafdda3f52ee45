/** Each meal of a lot, the last first. */
import type { Meal } from "../../data/meals.ts";
import { dayAndTime, grams, kilograms, number, signedGrams } from "../../format.ts";
import { words } from "../../i18n.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { mealName } from "../../ui/lot_facts.tsx";

const t = words({
  fr: {
    meals: "Repas",
    meal: "Repas",
    time: "Heure",
    planned: "Prévue",
    given: "Donnée",
    gap: "Écart",
    weight: "Poids moyen",
    living: "Vivants",
  },
  en: {
    meals: "Meals",
    meal: "Meal",
    time: "Time",
    planned: "Planned",
    given: "Given",
    gap: "Gap",
    weight: "Mean weight",
    living: "Living",
  },
});

export function MealTable({ meals }: { meals: readonly Meal[] }) {
  return (
    <DataTable
      label={t("meals")}
      rows={meals.toReversed()}
      keyOf={({ ordinal }) => ordinal}
      columns={[
        { head: t("meal"), isName: true, cell: ({ jour, moment }) => mealName(jour, moment) },
        { head: t("time"), cell: ({ timeMs }) => dayAndTime(timeMs) },
        { head: t("planned"), isNumber: true, cell: ({ plannedGrams }) => grams(plannedGrams) },
        { head: t("given"), isNumber: true, cell: ({ givenGrams }) => grams(givenGrams) },
        {
          head: t("gap"),
          isNumber: true,
          cell: ({ plannedGrams, givenGrams }) => signedGrams(givenGrams - plannedGrams),
        },
        { head: t("weight"), isNumber: true, cell: ({ weightGrams }) => kilograms(weightGrams) },
        { head: t("living"), isNumber: true, cell: ({ living }) => number(living) },
      ]}
    />
  );
}
