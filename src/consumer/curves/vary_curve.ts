/** Small designed differences between lots, without which nothing can be learnt. */
import type { Curve } from "../../contract/curves.ts";
import { curveFaults } from "../../domain/feeding_curve.ts";
import { curveOf, featuresOf, mapFeatures } from "./features.ts";
import { FEATURE_STEPS, FEATURES } from "./params.ts";

/** The root above 1 of x⁶ = x + 1, for a sequence in five dimensions. */
const ROOT = 1.1347241384015194;
/** One lot in four is fed a day less than the others, one a day more. */
const DAYS_SHARE = 0.25;

/**
 * The `index`-th variation of a curve. Places come from the additive recurrence R₅ (M. Roberts, The
 * Unreasonable Effectiveness of Quasirandom Sequences, 2018), which fills the space evenly however
 * many lots there are.
 *
 * @param steps half-width in `FEATURE_STEPS`; days differ by one at most
 * @returns a safe curve, less different where it had to be; the curve itself where nothing helps
 */
export function varyCurve(
  curve: Curve,
  { index, steps }: { index: number; steps: number },
): Curve {
  const centre = featuresOf(curve);
  const place = FEATURES.map((_, i) => (0.5 + (index + 1) * ROOT ** -(i + 1)) % 1);
  const shift = mapFeatures((name) => {
    const share = place[FEATURES.indexOf(name)]!;
    if (name !== "days") return (2 * share - 1) * FEATURE_STEPS[name] * steps;
    return steps === 0 ? 0 : share < DAYS_SHARE ? -1 : share >= 1 - DAYS_SHARE ? 1 : 0;
  });
  for (const part of [1, 0.5, 0.25]) {
    const varied = curveOf(
      mapFeatures((name) => centre[name] + shift[name] * part),
      curve,
    );
    if (curveFaults(varied).length === 0) return varied;
  }
  return curve;
}
