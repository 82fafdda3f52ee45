/** Learns from finished lots how curves work, and proposes the next one. */
import { isEqual } from "es-toolkit";
import type { Curve, ExpectedChange } from "../../contract/curves.ts";
import { curveFaults, totalMaizeGrams } from "../../domain/feeding_curve.ts";
import { type CurveFeatures, curveOf, featuresOf, meanFeatures, surfaceTerms } from "./features.ts";
import { benefitOf, type CurveObservation, maizeCost } from "./observation.ts";
import {
  BEYOND_OBSERVED_STEPS,
  FEATURE_STEPS,
  type FeatureName,
  GRID,
  LEAST_GAIN,
  LOTS_NEEDED,
  PESSIMISM,
  RIDGE,
  TRUST_STEPS,
} from "./params.ts";
import { fitRidge, type RidgeModel } from "./ridge.ts";

export interface BaseCurve {
  readonly id: number | null;
  readonly curve: Curve;
}

export type Optimisation =
  | {
    readonly status: "proposed";
    readonly curve: Curve;
    readonly expected: ExpectedChange;
  }
  | { readonly status: "not_enough_lots"; readonly lots: number; readonly needed: number }
  /** Nothing is expected to be better; `best` is what the best candidate promised. */
  | { readonly status: "no_improvement"; readonly lots: number; readonly best: ExpectedChange };

/** Two-sided 95 % of a normal distribution. */
const Z_95 = 1.959964;

/**
 * Fits a quadratic response surface to the lots and searches it for the curve with the highest
 * objective, inside the safe bounds and no further from the base curve and from what lots were fed
 * than the model can be trusted. The same lots give the same answer.
 *
 * @param base what lots are fed now; without one, what they were fed in the mean
 */
export function optimiseCurve(
  lots: readonly CurveObservation[],
  base: BaseCurve | undefined,
): Optimisation {
  if (lots.length < LOTS_NEEDED) {
    return { status: "not_enough_lots", lots: lots.length, needed: LOTS_NEEDED };
  }
  const features = lots.map(({ curve }) => featuresOf(curve));
  const from = base ?? { id: null, curve: meanCurve(lots, features) };
  const surface = new ResponseSurface(lots, { features, base: from });
  let best = { curve: from.curve, gain: -Infinity };
  for (const curve of candidates(from.curve, features)) {
    const gain = surface.pessimisticGain(curve);
    if (gain > best.gain && !isEqual(curve, from.curve)) best = { curve, gain };
  }
  const expected = surface.expectedChange(best.curve);
  return best.gain > 0 && expected.objective.change >= LEAST_GAIN
    ? { status: "proposed", curve: best.curve, expected }
    : { status: "no_improvement", lots: lots.length, best: expected };
}

class ResponseSurface {
  readonly #lots: readonly CurveObservation[];
  readonly #base: BaseCurve;
  readonly #centre: CurveFeatures;
  readonly #rows: readonly number[][];
  readonly #baseTerms: number[];
  readonly #baseMaizeGrams: number;
  readonly #benefit: RidgeModel;

  constructor(
    lots: readonly CurveObservation[],
    { features, base }: { features: readonly CurveFeatures[]; base: BaseCurve },
  ) {
    this.#lots = lots;
    this.#base = base;
    this.#centre = meanFeatures(features);
    this.#rows = features.map((f) => surfaceTerms(f, this.#centre));
    this.#baseTerms = this.#termsOf(base.curve);
    this.#baseMaizeGrams = totalMaizeGrams(base.curve);
    const rated = lots.flatMap(({ rating }) => rating ?? []);
    // A lot that nobody rated counts as an average one: that can hide an effect, and invents none.
    const usual = rated.reduce((sum, stars) => sum + stars, 0) / Math.max(1, rated.length);
    this.#benefit = this.#fit((lot) => benefitOf({ ...lot, rating: lot.rating ?? usual }))!;
  }

  /** Expected gain of the objective over the base curve, less `PESSIMISM` standard errors. */
  pessimisticGain(curve: Curve): number {
    const { change, error } = this.#gain(this.#benefit, curve);
    return change + this.#maizeGain(curve) - PESSIMISM * error;
  }

  expectedChange(curve: Curve): ExpectedChange {
    const maizeGrams = totalMaizeGrams(curve) - this.#baseMaizeGrams;
    const estimate = (value: (lot: CurveObservation) => number | null) => {
      const model = this.#fit(value);
      return model && this.#estimate(model, curve);
    };
    return {
      lots: this.#lots.length,
      base_curve_id: this.#base.id,
      base_curve: this.#base.curve,
      objective: shifted(this.#estimate(this.#benefit, curve), {
        now: maizeCost(this.#baseMaizeGrams),
        change: this.#maizeGain(curve),
      }),
      quality: estimate((lot) => lot.quality)!,
      rating: estimate((lot) => lot.rating) ?? null,
      mortality: estimate((lot) => lot.mortalityPercent)!,
      itm: estimate((lot) => lot.itm)!,
      // Planned, and so certain.
      maize: {
        now: this.#baseMaizeGrams,
        change: rounded(maizeGrams),
        low: rounded(maizeGrams),
        high: rounded(maizeGrams),
      },
    };
  }

  #maizeGain(curve: Curve): number {
    return maizeCost(totalMaizeGrams(curve) - this.#baseMaizeGrams);
  }

  #termsOf(curve: Curve): number[] {
    return surfaceTerms(featuresOf(curve), this.#centre);
  }

  /** Undefined where too few lots have the value. */
  #fit(value: (lot: CurveObservation) => number | null): RidgeModel | undefined {
    const known = this.#lots.flatMap((lot, i) => {
      const number = value(lot);
      return number === null ? [] : [{ row: this.#rows[i]!, number }];
    });
    if (known.length < LOTS_NEEDED) return undefined;
    return fitRidge({
      rows: known.map(({ row }) => row),
      values: known.map(({ number }) => number),
    }, RIDGE);
  }

  #gain(model: RidgeModel, curve: Curve) {
    const terms = this.#termsOf(curve);
    return {
      change: model.predict(terms) - model.predict(this.#baseTerms),
      error: model.standardError(terms, this.#baseTerms),
    };
  }

  #estimate(model: RidgeModel, curve: Curve) {
    const { change, error } = this.#gain(model, curve);
    return {
      now: rounded(model.predict(this.#baseTerms)),
      change: rounded(change),
      low: rounded(change - Z_95 * error),
      high: rounded(change + Z_95 * error),
    };
  }
}

/** Curves around the base, safe and near enough to what lots were fed. */
function* candidates(base: Curve, observed: readonly CurveFeatures[]): Generator<Curve> {
  const centre = featuresOf(base);
  const values = (name: FeatureName, places: number) => {
    const reach = TRUST_STEPS[name] * FEATURE_STEPS[name];
    const beyond = BEYOND_OBSERVED_STEPS * FEATURE_STEPS[name];
    const least = Math.min(...observed.map((f) => f[name])) - beyond;
    const most = Math.max(...observed.map((f) => f[name])) + beyond;
    return Array.from(
      { length: 2 * places + 1 },
      (_, i) => centre[name] + reach * (i - places) / places,
    ).filter((value) => value >= least && value <= most);
  };
  const maizes = values("maize", GRID.maize);
  const rises = values("rise", GRID.rise);
  const evenings = values("evening", GRID.evening);
  const formes = values("forme", GRID.forme);
  for (const days of values("days", TRUST_STEPS.days)) {
    for (const maize of maizes) {
      for (const rise of rises) {
        for (const evening of evenings) {
          for (const forme of formes) {
            const curve = curveOf({ days, maize, rise, evening, forme }, base);
            if (curveFaults(curve).length === 0) yield curve;
          }
        }
      }
    }
  }
}

/** The curve that stands for all of the lots'. */
function meanCurve(lots: readonly CurveObservation[], features: readonly CurveFeatures[]): Curve {
  const mean = meanFeatures(features);
  const extra = lots.reduce(
    (sum, { curve: { matin, soir } }) =>
      sum + soir.derniere_g - soir.premiere_g - (matin.derniere_g - matin.premiere_g),
    0,
  ) / lots.length;
  const base = {
    duree_jours: 1,
    matin: { premiere_g: 0, derniere_g: 0 },
    soir: { premiere_g: 0, derniere_g: extra },
    forme: 1,
  };
  return curveOf(mean, base);
}

function shifted(
  { now, change, low, high }: ExpectedChange["objective"],
  by: { now: number; change: number },
): ExpectedChange["objective"] {
  return {
    now: rounded(now + by.now),
    change: rounded(change + by.change),
    low: rounded(low + by.change),
    high: rounded(high + by.change),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
