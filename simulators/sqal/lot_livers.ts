import type { Draws } from "./draws.ts";
import type { QualityProfileName } from "./quality_profiles.ts";

/** What quality control knows of the lot a liver comes from. */
export interface LotContext {
  readonly codeLot: string;
  /** Dry maize really given over the whole lot, g per duck. */
  readonly maizeGivenGramsPerDuck: number;
  readonly profile: QualityProfileName;
  /** Maize per liver, kg/kg, when the lot's is already known; drawn from the calibration if not. */
  readonly itm?: number;
}

/** The livers of one lot, as a distribution to draw single ones from. */
export interface LotLivers {
  readonly codeLot: string;
  readonly profile: QualityProfileName;
  readonly meanMassGrams: number;
}

/** Calibration on 2,967 lots; masses in g, maize in g per duck. */
const LOT_MEAN = {
  liverGrams: 516,
  maizeGrams: 7735,
  elasticity: 0.62,
  /**
   * Spread of ln(liver) at equal maize. One value meets both observed spreads: with maize at ±8.5 % it
   * gives lot means of ±60 g (observed 60–62) and an ITM of ±1.6 (observed 1.62).
   */
  residualSd: 0.104,
} as const;

/** Standard deviation inside a lot, g: nearly the same in every lot (88 ± 11), 17 % of the mean. */
const WITHIN_LOT_SD_GRAMS = 88;

/** A duck that was not overfed has a liver of about this mass, g (literature). */
const LEAN_LIVER_GRAMS = 80;
/** Above any liver reported, g; keeps a liver on the tray. */
const LARGEST_LIVER_GRAMS = 1100;

/**
 * Draws what all livers of a lot have in common: `516·(maize/7735)^0.62·e^N(0, 0.104)`, or
 * `maize/itm` where the lot's ITM is known. Draw it once per lot, from the lot's own stream.
 *
 * Genetics take no part: the calibration has mule ducks only, and no number for the others.
 */
export function drawLotLivers(lot: LotContext, draws: Draws): LotLivers {
  const { liverGrams, maizeGrams, elasticity, residualSd } = LOT_MEAN;
  const expected = liverGrams * Math.pow(lot.maizeGivenGramsPerDuck / maizeGrams, elasticity);
  const spread = Math.exp(residualSd * draws.normal() - residualSd ** 2 / 2);
  const mean = lot.itm ? lot.maizeGivenGramsPerDuck / lot.itm : expected * spread;
  return { codeLot: lot.codeLot, profile: lot.profile, meanMassGrams: withinLimits(mean) };
}

/**
 * Draws one liver's mass, g, halfway between normal and lognormal as the records are: a lognormal of
 * mean 2·m less m, with the standard deviation of 88 g, and never above 25 % of a small mean.
 */
export function drawLiverMass(lot: LotLivers, draws: Draws): number {
  const mean = lot.meanMassGrams;
  const sd = Math.min(WITHIN_LOT_SD_GRAMS, 0.25 * mean);
  const logVariance = Math.log(1 + (sd / (2 * mean)) ** 2);
  const doubled = 2 * mean * Math.exp(Math.sqrt(logVariance) * draws.normal() - logVariance / 2);
  return withinLimits(doubled - mean);
}

function withinLimits(massGrams: number): number {
  if (!(massGrams > LEAN_LIVER_GRAMS)) return LEAN_LIVER_GRAMS;
  return Math.min(massGrams, LARGEST_LIVER_GRAMS);
}
