/** What is said of a lot wherever it is shown. */
import type { Lot } from "../../../contract/lots.ts";
import { siteName, SITES } from "../data/sites.ts";
import { mealAt, plannedMealsOf } from "../data/next_meal.ts";
import { targetWeightGrams } from "../data/target_weight.ts";
import type { Meal } from "../data/meals.ts";
import { kilograms, signedGrams } from "../format.ts";
import { words } from "../i18n.ts";
import { Pill } from "./pill.tsx";
import { Sparkline } from "./sparkline.tsx";
import type { Tone } from "./stat.tsx";

const t = words({
  fr: {
    matin: "matin, 8 h",
    soir: "soir, 18 h",
    matin_short: "matin",
    soir_short: "soir",
    next: "J{jour} {moment}",
    first: "J0 matin, 8 h",
    none: "Prêt pour l’abattage",
    no_more: "Aucun : lot clos",
    closed: "Clos avant terme",
    sparkline: "Poids moyen {weight}, {gap} par rapport à l’objectif",
    no_weight: "Poids pas encore mesuré",
    en_cours: "En gavage",
    termine: "Gavage terminé",
    abattu: "Abattu",
    pending: "Attend le contrôle",
    inspecting: "Au contrôle",
    inspected: "Contrôlé",
    approved: "Accepté",
    rejected: "Refusé",
    error: "Contrôle en échec",
  },
  en: {
    matin: "morning, 08:00",
    soir: "evening, 18:00",
    matin_short: "morning",
    soir_short: "evening",
    next: "D{jour} {moment}",
    first: "D0 morning, 08:00",
    none: "Ready for slaughter",
    no_more: "None: lot ended",
    closed: "Ended early",
    sparkline: "Mean weight {weight}, {gap} from target",
    no_weight: "Not weighed yet",
    en_cours: "Being fed",
    termine: "Feeding done",
    abattu: "Slaughtered",
    pending: "Awaits inspection",
    inspecting: "Being inspected",
    inspected: "Inspected",
    approved: "Accepted",
    rejected: "Rejected",
    error: "Inspection failed",
  },
});

export function SiteTag({ code }: { code: string }) {
  const colour = SITES.find((site) => site.code === code)?.colour ?? "ink-soft";
  return (
    <span class="site-tag">
      <span class="site-dot" style={{ background: `var(--${colour})` }} aria-hidden="true" />
      {siteName(code)}
    </span>
  );
}

/** `J5 soir, 18 h`: the meal that follows, or that none does. */
export function nextMealText(lot: Lot): string {
  if (lot.cloture) return t("no_more");
  if (lot.pret_abattage || lot.statut !== "en_cours") return t("none");
  if (lot.nb_doses >= plannedMealsOf(lot)) return t("none");
  if (lot.nb_doses === 0) return t("first");
  const { jour, moment } = mealAt(lot.nb_doses);
  return t("next", { jour, moment: t(moment) });
}

export function mealName(jour: number, moment: "matin" | "soir"): string {
  return t("next", { jour, moment: t(`${moment}_short`) });
}

/** Says that a lot was ended before it was ready. */
export function ClosedPill() {
  return <Pill tone="warn">{t("closed")}</Pill>;
}

/** Where a lot stands: with its gaveur, or how far quality control is with it. */
export function LotState({ lot }: { lot: Lot }) {
  if (lot.cloture) return <ClosedPill />;
  const state = lot.sqal_status ?? lot.statut;
  const isBad = state === "rejected" || state === "error";
  const isGood = state === "approved" || state === "inspected";
  return <Pill tone={isBad ? "bad" : isGood ? "good" : undefined}>{t(state)}</Pill>;
}

/** Limits of quality control: premium to 3 %, standard to 5 %. */
export function mortalityTone(percent: number): Tone | undefined {
  return percent > 5 ? "bad" : percent > 3 ? "warn" : undefined;
}

/** Comfortable for ducks being fed: 19–23 °C, 55–75 %. */
export function climateTone(meal: Meal | undefined): Tone | undefined {
  if (!meal) return undefined;
  const { temperatureCelsius: t, humidityPercent: h } = meal;
  return t < 19 || t > 23 || h < 55 || h > 75 ? "warn" : undefined;
}

export interface WeightGap {
  /** Above the target, g; negative below. */
  grams: number;
  tone: Tone;
}

export function weightGap(lot: Lot, meal: Meal | undefined): WeightGap | undefined {
  if (!meal) return undefined;
  const target = targetWeightGrams(lot, meal.ordinal);
  const grams = meal.weightGrams - target;
  const share = grams / target;
  return { grams, tone: share >= -0.02 ? "good" : share >= -0.06 ? "warn" : "bad" };
}

export function WeightSparkline({ lot, meals }: { lot: Lot; meals: readonly Meal[] }) {
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  const end = plannedMealsOf(lot) - 1;
  // Without a curve it is a straight line.
  const xs = lot.courbe ? Array.from({ length: end + 2 }, (_, i) => i - 1) : [-1, end];
  const target = xs.map((x) => ({ x, y: targetWeightGrams(lot, x) }));
  const label = last && gap
    ? t("sparkline", { weight: kilograms(last.weightGrams), gap: signedGrams(gap.grams) })
    : t("no_weight");
  const points = meals.map(({ ordinal, weightGrams }) => ({ x: ordinal, y: weightGrams }));
  return <Sparkline label={label} points={points} target={target} />;
}
