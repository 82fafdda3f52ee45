/** What finished lots tell of their curves. */
import type { Curve } from "../../contract/curves.ts";
import { WEIGHTS } from "./params.ts";

/** A finished lot: what it was fed and what came of it. */
export interface CurveObservation {
  readonly curve: Curve;
  /** Given per duck, g. */
  readonly maizeGrams: number;
  /** Mean SQAL score, 0–1. */
  readonly quality: number;
  /** % of the ducks placed. */
  readonly mortalityPercent: number;
  /** kg of maize per kg of liver. */
  readonly itm: number;
  /** Mean of the stars; null where nobody rated. */
  readonly rating: number | null;
}

export type Outcomes = Omit<CurveObservation, "curve">;

/** Points of a lot without what its maize costs; see `WEIGHTS`. */
export function benefitOf(lot: Omit<Outcomes, "maizeGrams" | "itm"> & { rating: number }): number {
  return WEIGHTS.quality * lot.quality + WEIGHTS.rating * lot.rating +
    WEIGHTS.mortalityPercent * lot.mortalityPercent;
}

/** Points of so much maize per duck. */
export function maizeCost(maizeGrams: number): number {
  return WEIGHTS.maizeKg * maizeGrams / 1_000;
}
