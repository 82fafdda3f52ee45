/** How the quality of livers is distributed: classes, and the profiles that mix them. */

export type QualityClassName = "premium" | "good" | "acceptable" | "low" | "defective";

/** A closed interval of a quality index in 0–1. */
export type IndexRange = readonly [min: number, max: number];

/** What a class of livers looks like; each index is uniform in its range. */
export interface QualityClass {
  readonly freshness: IndexRange;
  readonly fatQuality: IndexRange;
  readonly oxidation: IndexRange;
  /** Evenness of shape and colour. */
  readonly uniformity: IndexRange;
  /** Factor on `DEFECT_RATES`. An assumption: the records do not rate defects by class. */
  readonly defectFactor: number;
}

/** The five classes; ranges are those of the older system's `standard_barquette`. */
export const QUALITY_CLASSES: Readonly<Record<QualityClassName, QualityClass>> = {
  premium: {
    freshness: [0.90, 1],
    fatQuality: [0.90, 1],
    oxidation: [0, 0.10],
    uniformity: [0.85, 0.98],
    defectFactor: 0.25,
  },
  good: {
    freshness: [0.75, 0.95],
    fatQuality: [0.75, 0.95],
    oxidation: [0.05, 0.25],
    uniformity: [0.75, 0.90],
    defectFactor: 1,
  },
  acceptable: {
    freshness: [0.60, 0.80],
    fatQuality: [0.60, 0.80],
    oxidation: [0.20, 0.40],
    uniformity: [0.65, 0.85],
    defectFactor: 2.5,
  },
  low: {
    freshness: [0.45, 0.65],
    fatQuality: [0.45, 0.65],
    oxidation: [0.35, 0.55],
    uniformity: [0.55, 0.75],
    defectFactor: 6,
  },
  defective: {
    freshness: [0.20, 0.50],
    fatQuality: [0.20, 0.50],
    oxidation: [0.50, 0.80],
    uniformity: [0.40, 0.60],
    defectFactor: 12,
  },
};

/** The share of each class in a lot; shares add up to 1. */
export type QualityMix = Readonly<Record<QualityClassName, number>>;

export type QualityProfileName =
  | "foiegras_premium"
  | "foiegras_standard_barquette"
  | "foiegras_low_quality"
  | "foiegras_demo_barquette";

/**
 * The profiles a device can be told to follow. `standard_barquette` and `demo_barquette` keep the older
 * system's shares; premium and low quality were named there but never defined, so theirs are ours.
 */
export const QUALITY_PROFILES: Readonly<Record<QualityProfileName, QualityMix>> = {
  foiegras_premium: { premium: 0.60, good: 0.35, acceptable: 0.05, low: 0, defective: 0 },
  foiegras_standard_barquette: {
    premium: 0.15,
    good: 0.40,
    acceptable: 0.30,
    low: 0.10,
    defective: 0.05,
  },
  foiegras_low_quality: { premium: 0, good: 0, acceptable: 0.20, low: 0.50, defective: 0.30 },
  foiegras_demo_barquette: {
    premium: 0.35,
    good: 0.50,
    acceptable: 0.15,
    low: 0,
    defective: 0,
  },
};

/** The class at a place in the mix, for `share` uniform in [0, 1). */
export function classAt(mix: QualityMix, share: number): QualityClassName {
  let upTo = 0;
  for (const [name, weight] of Object.entries(mix) as [QualityClassName, number][]) {
    upTo += weight;
    if (share < upTo) return name;
  }
  // Shares may add up to a hair below 1 in floating point.
  return "defective";
}
