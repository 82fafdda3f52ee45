/** A lot's planned doses, what they add up to, and what no lot may be fed. */
import type { Curve } from "../contract/curves.ts";
import { type Moment, MOMENTS } from "../contract/words.ts";

export interface PlannedDose {
  readonly jour: number;
  readonly moment: Moment;
  /** Per duck, to 0.1 g. */
  readonly dose_g: number;
}

/** 0 on J0, 1 on the last day of feeding. */
export function progress(jour: number, days: number): number {
  return days > 1 ? Math.min(1, Math.max(0, jour / (days - 1))) : 0;
}

/** Planned dose of a meal, g per duck, to 0.1 g. */
export function plannedDoseGrams(
  curve: Curve,
  { jour, moment }: { jour: number; moment: Moment },
): number {
  const { premiere_g, derniere_g } = curve[moment];
  const share = progress(jour, curve.duree_jours) ** curve.forme;
  return Math.round((premiere_g + (derniere_g - premiere_g) * share) * 10) / 10;
}

/** Every meal of a lot, in order. */
export function plannedDoses(curve: Curve): PlannedDose[] {
  return Array.from({ length: curve.duree_jours }, (_, jour) =>
    MOMENTS.map((moment) => ({
      jour,
      moment,
      dose_g: plannedDoseGrams(curve, { jour, moment }),
    }))).flat();
}

/** Planned over the whole lot, g per duck, to 0.1 g. */
export function totalMaizeGrams(curve: Curve): number {
  const tenths = plannedDoses(curve).reduce((sum, { dose_g }) => sum + Math.round(dose_g * 10), 0);
  return tenths / 10;
}

/** The largest rise from one meal to the next, g; 0 where none rises. */
export function largestStepGrams(curve: Curve): number {
  const doses = plannedDoses(curve);
  return doses.slice(1).reduce(
    (largest, { dose_g }, i) =>
      Math.max(largest, Math.round((dose_g - doses[i]!.dose_g) * 10) / 10),
    0,
  );
}

/**
 * What is safe. Doses: the calibration's lots start at 207 ± 20 g and stay at 466 ± 32 g, so 520 g
 * is the highest of a lot in twenty. Total: from its 5th percentile to what the profile `classic`
 * gives in 14 days. Step: +22.3 ± 3.6 g a meal there, and `classic` itself has one of 30 g.
 */
export const SAFE_CURVE = {
  days: { min: 11, max: 14 },
  doseGrams: { min: 100, max: 520 },
  totalMaizeGrams: { min: 6_700, max: 9_600 },
  maxStepGrams: 40,
  forme: { min: 0.6, max: 1.6 },
} as const;

export interface CurveFault {
  readonly field: string;
  readonly message: string;
}

/** What is unsafe about a curve, field by field; empty when nothing is. */
export function curveFaults(curve: Curve): CurveFault[] {
  const { days, doseGrams, totalMaizeGrams: total, maxStepGrams, forme } = SAFE_CURVE;
  const faults = [
    outside("duree_jours", curve.duree_jours, days, "days"),
    outside("forme", curve.forme, forme),
    ...MOMENTS.flatMap((moment) => [
      outside(`${moment}.premiere_g`, curve[moment].premiere_g, doseGrams, "g"),
      outside(`${moment}.derniere_g`, curve[moment].derniere_g, doseGrams, "g"),
      falling(moment, curve),
    ]),
    outside("total", totalMaizeGrams(curve), total, "g of maize per duck"),
  ];
  const step = largestStepGrams(curve);
  if (step > maxStepGrams) {
    const message = `expected at most ${maxStepGrams} g more than the meal before, got ${step}`;
    faults.push({ field: "step", message });
  }
  return faults.filter((fault) => fault !== undefined);
}

function outside(
  field: string,
  value: number,
  { min, max }: { min: number; max: number },
  unit = "",
): CurveFault | undefined {
  if (value >= min && value <= max) return undefined;
  const range = `${min} to ${max}${unit && ` ${unit}`}`;
  return { field, message: `expected ${range}, got ${value}` };
}

function falling(moment: Moment, curve: Curve): CurveFault | undefined {
  const { premiere_g, derniere_g } = curve[moment];
  if (derniere_g >= premiere_g) return undefined;
  return {
    field: `${moment}.derniere_g`,
    message: `expected no less than the first dose, ${premiere_g} g, got ${derniere_g}`,
  };
}
