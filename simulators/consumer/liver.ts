/** What is known of the liver in a product: what was measured, and when. */
import { type Grade, GRADES } from "../../src/domain/grades.ts";
import { GRADE_SCORE, REFERENCE_SCORE, type TraitName, TRAITS } from "./params.ts";
import type { ProductRow, SampleAnswer, ScanAnswer } from "./wire.ts";

export const DAY_MS = 86_400_000;

export interface Liver {
  /** Null when the server tells none that this system knows. */
  readonly grade: Grade | null;
  /** The measured final score, 0–1, or the middle of the grade; null when neither is known. */
  readonly score: number | null;
  /** Whether the score was measured. */
  readonly isMeasured: boolean;
  /** Only those that the server tells. */
  readonly traits: Partial<Record<TraitName, number>>;
  /** When it was made, simulated, epoch ms; null when the server does not tell. */
  readonly madeMs: number | null;
  /** The end of that day; null when the product names none. */
  readonly bestBeforeMs: number | null;
}

/** Reads what the three answers tell; each but the first may be missing, as with an older server. */
export function liverOf(
  product: ProductRow,
  scan: ScanAnswer | undefined,
  sample: SampleAnswer | undefined,
): Liver {
  const told = scan?.traceability;
  const grade = gradeIn(sample?.fusion_final_grade) ?? gradeIn(told?.sqal_grade) ??
    gradeIn(product.sqal_grade);
  // A server without a measurement says 0.
  const measured = sample?.fusion_final_score ?? (told?.sqal_quality_score || undefined);
  const traits: Partial<Record<TraitName, number>> = {};
  const note = (trait: TraitName, value: number | null | undefined) => {
    if (value !== null && value !== undefined) traits[trait] = value;
  };
  note("freshness", sample?.as7341_freshness_index);
  note("fatQuality", sample?.as7341_fat_quality_index);
  note("oxidation", sample?.as7341_oxidation_index);
  note("uniformity", sample?.vl53l8ch_surface_uniformity);
  note("colourEvenness", sample?.as7341_color_uniformity);
  note("massGrams", sample?.poids_foie_estime_g);
  note("itm", told?.average_itm);
  const bestBeforeDay = latest(told?.best_before_date);
  return {
    grade,
    score: measured ?? (grade && GRADE_SCORE[grade]),
    isMeasured: measured !== undefined,
    traits,
    madeMs: latest(told?.production_date, told?.quality_control_date) ?? latest(product.created_at),
    bestBeforeMs: bestBeforeDay && bestBeforeDay + DAY_MS,
  };
}

/** How a trait stands among the reference livers, in standard deviations; positive is more of it. */
export function standing({ traits }: Liver, trait: TraitName): number | undefined {
  const value = traits[trait];
  return value === undefined ? undefined : within((value - TRAITS[trait].mean) / TRAITS[trait].sd);
}

/** The same of what the score does not already say. */
export function residual({ traits, score }: Liver, trait: TraitName): number | undefined {
  const value = traits[trait];
  if (value === undefined || score === null) return undefined;
  const { mean, slope, residualSd } = TRAITS[trait];
  return within((value - mean - slope * (score - REFERENCE_SCORE.mean)) / residualSd);
}

const FAR = 3.5;

export function within(standardised: number, limit = FAR): number {
  return Math.min(limit, Math.max(-limit, standardised));
}

function gradeIn(text: string | null | undefined): Grade | null {
  return GRADES.find((grade) => grade === text) ?? null;
}

/** The latest of what reads as a date; a date without a zone is UTC. */
export function latest(...texts: (string | null | undefined)[]): number | null {
  const times = texts.map((text) => text ? instant(text) : NaN).filter((time) => !isNaN(time));
  return times.length > 0 ? Math.max(...times) : null;
}

function instant(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  return Date.parse(hasZone || !text.includes("T") ? text : `${text}Z`);
}
