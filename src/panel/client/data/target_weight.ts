/** The weight a lot should have, from its strain and plan. */
import type { Curve } from "../../../contract/curves.ts";
import { plannedDoses } from "../../../domain/feeding_curve.ts";
import { weightLimits } from "../../../domain/quality_profile.ts";

/** Mean live weight on arrival, g: middle of the range of each strain. */
const START_GRAMS: Readonly<Record<string, number>> = {
  Mulard: 4_500,
  Barbarie: 3_900,
  "Pékin": 4_100,
};
/** Where nobody said how long a lot is fed. */
export const USUAL_DAYS = 12;

interface Plan {
  genetique: string | null;
  duree_prevue: number | null;
  /** The feeding curve it follows, where there is one. */
  courbe?: { readonly curve: Curve } | null | undefined;
}

/** Meals of a lot from J0 to its last evening. */
export function plannedMeals({ duree_prevue }: Pick<Plan, "duree_prevue">): number {
  return (duree_prevue ?? USUAL_DAYS) * 2;
}

/**
 * Target after a meal, g: from the strain's weight on arrival to the weight that quality control
 * calls optimal, reached at the last meal. On the way a lot gains with each meal as the maize that
 * its feeding curve plans for it; one without a curve, the same with each.
 */
export function targetWeightGrams(plan: Plan, ordinal: number): number {
  const { optimalGrams } = weightLimits(plan.genetique);
  const start = START_GRAMS[plan.genetique ?? ""] ?? START_GRAMS["Pékin"]!;
  const shares = plan.courbe && sharesOf(plan.courbe.curve);
  const share = shares
    ? shares[Math.min(ordinal, shares.length - 1)] ?? 0
    : Math.min(1, Math.max(0, (ordinal + 1) / plannedMeals(plan)));
  return start + (optimalGrams - start) * share;
}

const known = new WeakMap<Curve, readonly number[]>();

/** Share of a curve's maize that is given by the end of each meal. */
function sharesOf(curve: Curve): readonly number[] {
  let shares = known.get(curve);
  if (!shares) {
    let sum = 0;
    const sums = plannedDoses(curve).map(({ dose_g }) => sum += dose_g);
    known.set(curve, shares = sums.map((part) => part / sum));
  }
  return shares;
}

/** Least weight that quality control takes for a standard lot at slaughter, g. */
export function minimalGrams(genetique: string | null): number {
  return weightLimits(genetique).minimalGrams;
}
