/** What went otherwise than it should have, the last first. */
import { alertMessage } from "../../alert_texts.ts";
import { alerts } from "../../data/alerts.ts";
import type { Meal } from "../../data/meals.ts";
import { celsius, signedGrams } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { mealName } from "../../ui/lot_facts.tsx";
import { Empty } from "../../ui/states.tsx";

const t = words({
  fr: {
    none: "Rien à signaler",
    alert: "Alerte",
    hot: "Étable à {temperature}, hors de 19–23 °C",
    dose_gap: "Dose donnée à {gap} de la dose prévue",
  },
  en: {
    none: "Nothing to report",
    alert: "Alert",
    hot: "Barn at {temperature}, outside 19–23 °C",
    dose_gap: "Dose given {gap} from the dose planned",
  },
});

interface Incident {
  key: string;
  when: string;
  text: string;
  tone: "warn" | "bad";
}

/** The dose may differ by 5 %: more was not the plan. */
const DOSE_TOLERANCE = 0.0505;
const MOST_SHOWN = 30;

export function Incidents({ codeLot, meals }: { codeLot: string; meals: readonly Meal[] }) {
  const incidents = [...raisedFor(codeLot), ...meals.flatMap(atMeal)];
  if (incidents.length === 0) return <Empty icon="check" title={t("none")} />;
  return (
    <ol class="incidents">
      {incidents.toReversed().slice(0, MOST_SHOWN).map(({ key, when, text, tone }) => (
        <li key={key} class={`tone-${tone}`}>
          <b>{when}</b>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}

function raisedFor(codeLot: string): Incident[] {
  const raised = alerts.all.value.filter(({ lot_id }) => lot_id === codeLot);
  return raised.map((alert) => ({
    key: `alert/${alert.alert_id}`,
    when: t("alert"),
    text: alertMessage(alert),
    tone: alert.severity === "critical" ? "bad" : "warn",
  }));
}

function atMeal(meal: Meal, i: number, meals: readonly Meal[]): Incident[] {
  const { ordinal, living, temperatureCelsius, plannedGrams, givenGrams } = meal;
  const incidents: Incident[] = [];
  const note = (kind: string, text: string, tone: Incident["tone"]) =>
    incidents.push({
      key: `${ordinal}/${kind}`,
      when: mealName(meal.jour, meal.moment),
      text,
      tone,
    });
  const died = (meals[i - 1]?.living ?? living) - living;
  if (died > 0) note("deaths", deathsText(died), "bad");
  if (temperatureCelsius < 19 || temperatureCelsius > 23) {
    note("climate", t("hot", { temperature: celsius(temperatureCelsius) }), "warn");
  }
  const gap = givenGrams - plannedGrams;
  if (plannedGrams > 0 && Math.abs(gap) / plannedGrams > DOSE_TOLERANCE) {
    note("dose", t("dose_gap", { gap: signedGrams(gap) }), "warn");
  }
  return incidents;
}

function deathsText(n: number): string {
  return counted(n, {
    one: {
      fr: "{n} canard mort depuis le repas précédent",
      en: "{n} duck died since the meal before",
    },
    other: {
      fr: "{n} canards morts depuis le repas précédent",
      en: "{n} ducks died since the meal before",
    },
  });
}
