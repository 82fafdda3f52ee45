/** A lot from its first meal to its last at once, for those who only want to know how it ends. */
import type { Curve } from "../../src/contract/curves.ts";
import { type Genetique, MOMENTS } from "../../src/contract/words.ts";
import type { RandomStream } from "../kernel/mod.ts";
import { referenceCurve } from "./curve.ts";
import { planLot } from "./lots.ts";
import { feedLot, placeLot } from "./model.ts";
import { type ProfileName, PROFILES } from "./params.ts";

export interface FedLot {
  readonly site: string;
  /** Really given over the whole lot, g per duck. */
  readonly maizeGrams: number;
  /** Mean live weight at the end, g. */
  readonly finalWeightGrams: number;
  /** % of the ducks placed. */
  readonly mortalityPercent: number;
}

/**
 * Feeds the `index`-th lot of a seed along a curve. Ducks, their luck and the deviations of their
 * doses come from `stream` whatever the curve: two curves on one stream are a fair comparison.
 */
export function feedWholeLot(
  { profile, seed, index, genetique, curve }: {
    profile: ProfileName;
    seed: number;
    index: number;
    genetique: Genetique;
    curve: Curve;
  },
  stream: RandomStream,
): FedLot {
  const params = PROFILES[profile];
  const plan = { ...planLot(params, seed, index), genetique, curve, days: curve.duree_jours };
  const lot = placeLot(params, plan, stream);
  let maizeGrams = 0;
  let mortalityPercent = 0;
  for (let jour = 0; jour < plan.days; jour++) {
    for (const moment of MOMENTS) {
      const meal = feedLot(params, lot, { jour, moment });
      maizeGrams += meal.givenDoseGrams;
      mortalityPercent = meal.mortalityPercent;
    }
  }
  const finalWeightGrams = lot.meanWeightGrams;
  return { site: plan.gaveur.site, maizeGrams, finalWeightGrams, mortalityPercent };
}

/** What a profile feeds over so many days when no curve is asked for. */
export function profileCurve(profile: ProfileName, days: number): Curve {
  return referenceCurve(PROFILES[profile].dose, days);
}
