import { type Grade, gradeOf, type GradeTable } from "../../src/domain/grades.ts";
import { FUSION_WEIGHTS } from "./params.ts";
import type { SpectralLiver } from "./spectral_analyser.ts";
import type { TofLiver } from "./tof_analyser.ts";

/** The verdict of both instruments together. */
export interface Fusion {
  /** `0.6·ToF + 0.4·spectral`, 0–1. */
  readonly score: number;
  readonly grade: Grade;
  /** Fit for sale: any grade but REJECT. */
  readonly isCompliant: boolean;
  /** How far to trust the score, 0–1. */
  readonly confidence: number;
}

/**
 * Joins the two analyses. Confidence is the share of valid ToF zones, times the quality of their
 * signal, times the agreement of the instruments: all three must be good for it to be.
 */
export function fuse(
  { tof, spectral }: { tof: TofLiver; spectral: SpectralLiver },
  table?: GradeTable,
): Fusion {
  const score = FUSION_WEIGHTS.tof * tof.score + FUSION_WEIGHTS.spectral * spectral.score;
  const grade = gradeOf(score, table);
  const agreement = 1 - Math.abs(tof.score - spectral.score);
  return {
    score,
    grade,
    isCompliant: grade !== "REJECT",
    confidence: tof.validShare * tof.signalStability * agreement,
  };
}
