/**
 * The numbers of the consumers' model.
 *
 * Each comment ends with where its number comes from: [S] the wire contract, [M] measured on the
 * simulated quality control, [A] an assumption, chosen so that the whole behaves plausibly.
 */
import type { ConsumptionContext } from "../../src/contract/consumer.ts";
import type { Grade } from "../../src/domain/grades.ts";

/** Temperaments, the gloomiest first: their share, and the stars each gives an ordinary liver. [S] */
export const TASTE_PROFILES = {
  Mécontent: { weight: 0.05, stars: [1, 2] },
  Déçu: { weight: 0.10, stars: [2, 3] },
  Neutre: { weight: 0.25, stars: [3] },
  Satisfait: { weight: 0.45, stars: [3, 4] },
  Enthousiaste: { weight: 0.15, stars: [4, 5] },
} as const;

export type TasteProfile = keyof typeof TASTE_PROFILES;

/** What a grade adds to the stars of a temperament. [S] */
export const GRADE_BONUS: Readonly<Record<Grade, number>> = {
  "A+": 1,
  A: 1,
  B: 0,
  C: -1,
  REJECT: -1,
};

/** Grades among the compliant livers of `foiegras_standard_barquette`. [M] */
export const REFERENCE_GRADES: Readonly<Partial<Record<Grade, number>>> = {
  "A+": 0.28,
  A: 0.40,
  B: 0.23,
  C: 0.09,
};

/** The final score of those livers. [M] */
export const REFERENCE_SCORE = { mean: 0.796, sd: 0.123 };

/** A score for a liver of which the grade alone is known: the middle of the grade. */
export const GRADE_SCORE: Readonly<Record<Grade, number>> = {
  "A+": 0.93,
  A: 0.815,
  B: 0.675,
  C: 0.525,
  REJECT: 0.35,
};
/** Of the scores inside one grade, standard deviation. [M] */
export const WITHIN_GRADE_SD = 0.04;

/**
 * A measured trait of those livers: `slope` is its change per point of score, `residualSd` what the
 * score leaves open, `taste` which way people like it. [M]
 */
export const TRAITS = {
  freshness: { mean: 0.782, sd: 0.143, slope: 0.967, residualSd: 0.080, taste: 1, weight: 1 },
  fatQuality: { mean: 0.785, sd: 0.143, slope: 0.975, residualSd: 0.078, taste: 1, weight: 1 },
  oxidation: { mean: 0.200, sd: 0.144, slope: -0.922, residualSd: 0.089, taste: -1, weight: 1.3 },
  uniformity: { mean: 0.805, sd: 0.116, slope: 0.835, residualSd: 0.054, taste: 1, weight: 0.8 },
  colourEvenness: {
    mean: 0.776,
    sd: 0.131,
    slope: 0.815,
    residualSd: 0.085,
    taste: 1,
    weight: 0.6,
  },
  massGrams: { mean: 517, sd: 108, slope: 0, residualSd: 108, taste: 1, weight: 0.5 },
  itm: { mean: 15, sd: 1.6, slope: 0, residualSd: 1.6, taste: -1, weight: 0.2 },
} as const;

export type TraitName = keyof typeof TRAITS;
export const TRAIT_NAMES = Object.keys(TRAITS) as TraitName[];

/** What an opinion is made of besides the score, shares of its variance; the rest is mood. [A] */
export const OPINION_SHARES = { temperament: 0.45, traits: 0.15, age: 0.06 };

/** How much one person's weights differ from another's, standard deviation of their logarithm. [A] */
export const TASTE_WEIGHT_SPREAD = 0.5;

/** Days from quality control to the plate: lognormal, and never earlier than half a day. [A] */
export const SHELF = { medianDays: 9, logSd: 0.6, minDays: 0.5 };
/** From the making of the newest product to the first visit, unless the wall's time says. [A] */
export const DAYS_TO_MARKET = 3;
/** Where the product names no date. Half-cooked liver keeps a month in the cold. [A] */
export const BEST_BEFORE_DAYS = 30;
/** The index of freshness falls to 1/e of itself in so many days. [A] */
export const FRESHNESS_DAYS = 60;
/** Beyond so many standard deviations sooner or later is all the same. [A] */
export const AGE_LIMIT = 2;
/** What eating it after that date costs, in standard deviations of the part of age. [A] */
export const LATE_PENALTY = 1.5;

/** Chance that a visit is of somebody who has rated before. [A] */
export const RETURN_SHARE = 0.2;
/** Those who are remembered: with more of them the oldest no longer come back. [A] */
export const MAX_REGULARS = 10_000;

interface Weighted<T> {
  readonly value: T;
  readonly weight: number;
}
const even = <T>(...values: T[]): Weighted<T>[] => values.map((value) => ({ value, weight: 1 }));

/** Whom it goes to. [A] */
export const AGE_RANGES: readonly Weighted<string>[] = [
  { value: "18-25", weight: 6 },
  { value: "26-35", weight: 17 },
  { value: "36-50", weight: 29 },
  { value: "51-65", weight: 30 },
  { value: "65+", weight: 18 },
];
export const REGIONS: readonly Weighted<string>[] = [
  { value: "Île-de-France", weight: 22 },
  { value: "Nouvelle-Aquitaine", weight: 17 },
  { value: "Occitanie", weight: 16 },
  { value: "Bretagne", weight: 9 },
  { value: "Pays de la Loire", weight: 8 },
  { value: "Auvergne-Rhône-Alpes", weight: 10 },
  { value: "Grand Est", weight: 7 },
  { value: "Hauts-de-France", weight: 5 },
  { value: "Normandie", weight: 3 },
  { value: "Provence-Alpes-Côte d'Azur", weight: 3 },
];
export const DEVICES: readonly Weighted<string>[] = [
  { value: "android", weight: 58 },
  { value: "ios", weight: 36 },
  { value: "web", weight: 6 },
];
export const APP_VERSIONS = even("2.3.1", "2.4.0", "2.4.2");

export const CONTEXT_WEIGHTS: readonly Weighted<ConsumptionContext>[] = [
  { value: "home", weight: 55 },
  { value: "special_event", weight: 23 },
  { value: "restaurant", weight: 12 },
  { value: "gift", weight: 10 },
];

/** Chance that an aspect is left without stars of its own. [A] */
export const SKIPPED_ASPECT = 0.1;
