/** What kind of livers a lot promises, from what is known of it at slaughter. */

export type LotQualityProfile =
  | "foiegras_premium"
  | "foiegras_standard_barquette"
  | "foiegras_low_quality";

/** A lot as it left the gaveur. What was never told is null. */
export interface LotAtSlaughter {
  /** A genetics name; one that has no row of its own is judged as Pékin. */
  readonly genetique: string | null;
  /** Mean live weight, g. */
  readonly finalWeightGrams: number | null;
  /** % of the ducks placed. */
  readonly mortalityPercent: number | null;
}

/** Live weight at slaughter, g. */
export interface WeightLimits {
  readonly optimalGrams: number;
  readonly minimalGrams: number;
}

/** The older lot monitor's table; its last row stands for every other strain. */
const MULARD: WeightLimits = { optimalGrams: 6_500, minimalGrams: 5_800 };
const BARBARIE: WeightLimits = { optimalGrams: 6_000, minimalGrams: 5_500 };
const PEKIN: WeightLimits = { optimalGrams: 6_200, minimalGrams: 5_600 };
const LIMITS = new Map([["mulard", MULARD], ["barbarie", BARBARIE], ["pékin", PEKIN]]);

/** What quality control expects of a strain at slaughter. */
export function weightLimits(genetique: string | null): WeightLimits {
  return LIMITS.get(genetique?.normalize("NFC").toLowerCase() ?? "") ?? PEKIN;
}

const PREMIUM_MORTALITY_PERCENT = 3;
const STANDARD_MORTALITY_PERCENT = 5;

/**
 * Optimal weight and at most 3 % dead: premium. Minimal weight and at most 5 %: standard. Else low
 * quality. A lot of which weight or mortality was never told is taken for a standard one.
 */
export function qualityProfileOf(lot: LotAtSlaughter): LotQualityProfile {
  const { finalWeightGrams: weight, mortalityPercent: dead } = lot;
  if (weight === null || dead === null) return "foiegras_standard_barquette";
  const limits = weightLimits(lot.genetique);
  if (weight >= limits.optimalGrams && dead <= PREMIUM_MORTALITY_PERCENT) {
    return "foiegras_premium";
  }
  if (weight >= limits.minimalGrams && dead <= STANDARD_MORTALITY_PERCENT) {
    return "foiegras_standard_barquette";
  }
  return "foiegras_low_quality";
}
