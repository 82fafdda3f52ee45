/** The planned course of a lot. */
import type { Moment } from "../../src/contract/words.ts";
import type { GavageParams } from "./params.ts";

/** 0 on J0, 1 on the last day of feeding. */
export function progress(jour: number, days: number): number {
  return days > 1 ? Math.min(1, Math.max(0, jour / (days - 1))) : 0;
}

/** Planned dose of a meal, g per duck, to 0.1 g. */
export function plannedDoseGrams(
  dose: GavageParams["dose"],
  { jour, moment, days }: { jour: number; moment: Moment; days: number },
): number {
  const { firstGrams, lastGrams } = dose[moment];
  return Math.round((firstGrams + (lastGrams - firstGrams) * progress(jour, days)) * 10) / 10;
}
