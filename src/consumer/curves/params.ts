/** Every number of the curve optimiser. Where no source is named the choice is ours. */

/**
 * What a change is worth, in points. One point is a star of the mean rating, a tenth of the SQAL
 * score (somewhat less than a grade), 4 kg of maize per duck, or 5 % of the ducks placed.
 */
export const WEIGHTS = {
  /** Per unit of the mean SQAL score, 0–1. */
  quality: 10,
  /** Per star. */
  rating: 1,
  /** Per kg given per duck. */
  maizeKg: -0.25,
  /** Per % of the ducks placed. */
  mortalityPercent: -0.2,
} as const;

/** Fewer finished and measured lots than this tell nothing: the surface alone has 20 slopes. */
export const LOTS_NEEDED = 24;
/** Older lots are left out. */
export const MOST_LOTS = 2_000;

/**
 * One deliberate step of each feature, also the unit in which the model sees it. Scaling by the
 * spread found would make a design of the noise in doses that nobody varied.
 */
export const FEATURE_STEPS = {
  days: 1,
  /** Planned over the lot, g per duck. */
  maize: 250,
  /** Last dose less first, mean of both moments, g. */
  rise: 25,
  /** Mean evening dose less mean morning dose, g. */
  evening: 10,
  /** Exponent of the curve. */
  forme: 0.1,
} as const;
export type FeatureName = keyof typeof FEATURE_STEPS;
export const FEATURES = Object.keys(FEATURE_STEPS) as FeatureName[];

/** A proposal lies at most so many steps from the base curve … */
export const TRUST_STEPS: Readonly<Record<FeatureName, number>> = {
  days: 1,
  maize: 2,
  rise: 2,
  evening: 2,
  forme: 2,
};
/** … and so many beyond what any lot was fed. */
export const BEYOND_OBSERVED_STEPS = 1;

/** Places tried along each half of a feature's way, days apart. */
export const GRID = { maize: 4, rise: 2, evening: 2, forme: 2 } as const;

/**
 * A candidate is judged by its expected gain less this many standard errors, so that the best of
 * thousands is not the luckiest; without such a gain there is no proposal.
 */
export const PESSIMISM = 1;
/** Nobody changes how ducks are fed for less, points. */
export const LEAST_GAIN = 0.1;

/** Squares and products count for less than slopes, so that the penalty holds them back first. */
export const SECOND_ORDER_WEIGHT = 0.5;

/**
 * Among these the penalty is chosen. As a prior λ says that a step changes an outcome by about 1/√λ of
 * its spread between lots: however the folds fall, more than a third is not believed, nor that it is
 * surely less than an eighteenth.
 */
export const RIDGE = {
  folds: 10,
  lambdas: Array.from({ length: 9 }, (_, i) => 10 ** (1 + i * 0.1875)),
} as const;
