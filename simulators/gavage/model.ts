/**
 * The growth and death of each duck of a lot. Pure: no clock, no timer, no input but the streams it
 * was given.
 */
import type { Curve } from "../../src/contract/curves.ts";
import type { Moment } from "../../src/contract/words.ts";
import { plannedDoseGrams, progress } from "../../src/domain/feeding_curve.ts";
import { type RandomSource, type RandomStream, uniform, unitExponentials } from "../kernel/mod.ts";
import { referenceCurve } from "./curve.ts";
import type { LotPlan } from "./lots.ts";
import type { GavageParams } from "./params.ts";

/** The ducks of a lot, one index a duck; `feedLot` changes it in place. */
export interface LotState {
  readonly plan: LotPlan;
  /** The doses it is to get, and those of the profile for as many days. */
  readonly curve: Curve;
  readonly reference: Curve;
  readonly weightGrams: Float64Array;
  /** A duck's own gain per meal. */
  readonly gainGrams: Float64Array;
  /** A duck dies when the lot's cumulated hazard reaches its own threshold, drawn once (Exp(1)). */
  readonly diesAtHazard: Float64Array;
  readonly ducks: readonly RandomSource[];
  readonly doses: RandomSource;
  /** Of the meal before, g; of the first meal itself before it. */
  lastPlannedGrams: number | undefined;
  cumulatedHazard: number;
  mealsFed: number;
  living: number;
  /** Mean of the living; of the last that lived when all are dead. g */
  meanWeightGrams: number;
}

export interface Meal {
  /** g per duck, to 0.1. */
  readonly plannedDoseGrams: number;
  readonly givenDoseGrams: number;
  /** Mean of the living ducks, g, to 0.1. */
  readonly meanWeightGrams: number;
  readonly living: number;
  /** % of the ducks placed that are dead, to 0.01. */
  readonly mortalityPercent: number;
}

/** Ducks on arrival. Each has a stream of its own, split from the lot's. */
export function placeLot(params: GavageParams, plan: LotPlan, stream: RandomStream): LotState {
  const strain = params.strains.find(({ genetique }) => genetique === plan.genetique);
  if (!strain) throw new RangeError(`place a lot: unknown genetics ${plan.genetique}`);
  const ducks = stream.split(plan.ducks);
  const weightGrams = Float64Array.from(ducks, (duck) => uniform(duck, strain.startGrams));
  const reference = referenceCurve(params.dose, plan.days);
  return {
    plan,
    curve: plan.curve ?? reference,
    reference,
    weightGrams,
    gainGrams: Float64Array.from(ducks, (duck) => uniform(duck, strain.gainGrams)),
    diesAtHazard: Float64Array.from(ducks, (duck) => unitExponentials(duck)()),
    ducks,
    doses: stream,
    lastPlannedGrams: undefined,
    cumulatedHazard: 0,
    mealsFed: 0,
    living: plan.ducks,
    meanWeightGrams: weightGrams.reduce((sum, grams) => sum + grams, 0) / plan.ducks,
  };
}

/**
 * Feeds one meal: each living duck gains in proportion to the dose really given, and less than in
 * proportion to what is planned beyond the profile's own dose of that day,
 *
 *     gain = own gain × (start + rise × progress) × given / planned × U(1 ± spread)
 *              × (planned / own dose) ** elasticity
 *
 * and those whose threshold is reached die of it, sooner when fed too much or too suddenly.
 */
export function feedLot(
  params: GavageParams,
  lot: LotState,
  { jour, moment }: { jour: number; moment: Moment },
): Meal {
  const { days } = lot.plan;
  const planned = plannedDoseGrams(lot.curve, { jour, moment });
  const level = planned / plannedDoseGrams(lot.reference, { jour, moment });
  const given = givenDoseGrams(planned, params.dose.deviation, lot.doses);
  const { firstMeal, start, rise, spread } = params.gain;
  const shape = lot.mealsFed === 0 ? firstMeal : start + rise * progress(jour, days);
  lot.mealsFed++;
  const hazard = params.mortality.base + params.mortality.perDay * Math.max(0, jour);
  const stepGrams = planned - (lot.lastPlannedGrams ?? planned);
  lot.cumulatedHazard += hazard * overload(params.response, { level, stepGrams });
  lot.lastPlannedGrams = planned;
  growDucks(lot, shape * given / planned * level ** params.response.gainElasticity, spread);
  return {
    plannedDoseGrams: planned,
    givenDoseGrams: given,
    meanWeightGrams: Math.round(lot.meanWeightGrams * 10) / 10,
    living: lot.living,
    mortalityPercent: Math.round((1 - lot.living / lot.plan.ducks) * 10_000) / 100,
  };
}

/** A meal's hazard relative to that of the profile's own dose. */
function overload(
  { hazardElasticity, hazardPerStepGram, toleratedStepGrams }: GavageParams["response"],
  { level, stepGrams }: { level: number; stepGrams: number },
): number {
  const excessGrams = Math.max(0, stepGrams - toleratedStepGrams);
  return level ** hazardElasticity * Math.exp(hazardPerStepGram * excessGrams);
}

/** The inner loop: one draw a living duck. */
function growDucks(lot: LotState, factor: number, spread: number): void {
  const { weightGrams, gainGrams, diesAtHazard, ducks, cumulatedHazard } = lot;
  const low = factor * (1 - spread);
  const width = factor * 2 * spread;
  let living = 0;
  let total = 0;
  for (let i = 0; i < ducks.length; i++) {
    if (diesAtHazard[i]! <= cumulatedHazard) continue;
    const grams = weightGrams[i]! + gainGrams[i]! * (low + width * ducks[i]!.next());
    weightGrams[i] = grams;
    total += grams;
    living++;
  }
  lot.living = living;
  if (living > 0) lot.meanWeightGrams = total / living;
}

/** Within the deviation after rounding to 0.1 g, too. */
function givenDoseGrams(plannedGrams: number, deviation: number, source: RandomSource): number {
  const tenths = plannedGrams * 10 * uniform(source, { min: 1 - deviation, max: 1 + deviation });
  const least = Math.ceil(plannedGrams * 10 * (1 - deviation));
  const most = Math.floor(plannedGrams * 10 * (1 + deviation));
  return Math.min(most, Math.max(least, Math.round(tenths))) / 10;
}
