/** A curve as the numbers that the response surface is made of. */
import type { Curve } from "../../contract/curves.ts";
import { plannedDoses, progress } from "../../domain/feeding_curve.ts";
import { FEATURE_STEPS, type FeatureName, FEATURES, SECOND_ORDER_WEIGHT } from "./params.ts";

export type CurveFeatures = Readonly<Record<FeatureName, number>>;

export function featuresOf(curve: Curve): CurveFeatures {
  const doses = plannedDoses(curve);
  const { matin, soir } = curve;
  const mean = (moment: "matin" | "soir") =>
    doses.reduce((sum, dose) => sum + (dose.moment === moment ? dose.dose_g : 0), 0) /
    curve.duree_jours;
  const [morning, evening] = [mean("matin"), mean("soir")];
  return {
    days: curve.duree_jours,
    maize: (morning + evening) * curve.duree_jours,
    rise: (matin.derniere_g - matin.premiere_g + soir.derniere_g - soir.premiere_g) / 2,
    evening: evening - morning,
    forme: curve.forme,
  };
}

/**
 * The curve of these features, doses to 1 g and shape to 0.01. By how much more the evening rises
 * than the morning is no feature: that is taken from `base`.
 */
export function curveOf(features: CurveFeatures, base: Curve): Curve {
  const days = Math.round(features.days);
  const forme = Math.round(features.forme * 100) / 100;
  const share = Array.from({ length: days }, (_, jour) => progress(jour, days) ** forme)
    .reduce((sum, p) => sum + p, 0) / days;
  const extra = base.soir.derniere_g - base.soir.premiere_g -
    (base.matin.derniere_g - base.matin.premiere_g);
  const firstMean = features.maize / (2 * days) - features.rise * share;
  const firstGap = features.evening - extra * share;
  const moment = (side: 1 | -1) => {
    const premiere_g = Math.round(firstMean + side * firstGap / 2);
    return {
      premiere_g,
      derniere_g: Math.round(firstMean + side * firstGap / 2 + features.rise + side * extra / 2),
    };
  };
  return { duree_jours: days, matin: moment(-1), soir: moment(1), forme };
}

/** Features in steps from a centre: linear, square and mixed terms of a quadratic surface. */
export function surfaceTerms(features: CurveFeatures, centre: CurveFeatures): number[] {
  const z = FEATURES.map((name) => (features[name] - centre[name]) / FEATURE_STEPS[name]);
  const second = z.flatMap((a, i) => z.slice(i).map((b) => SECOND_ORDER_WEIGHT * a * b));
  return [...z, ...second];
}

/** The mean of several curves' features. */
export function meanFeatures(all: readonly CurveFeatures[]): CurveFeatures {
  return mapFeatures((name) => all.reduce((sum, f) => sum + f[name], 0) / all.length);
}

export function mapFeatures(value: (name: FeatureName) => number): CurveFeatures {
  return {
    days: value("days"),
    maize: value("maize"),
    rise: value("rise"),
    evening: value("evening"),
    forme: value("forme"),
  };
}
