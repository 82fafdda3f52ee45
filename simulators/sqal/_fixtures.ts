/** Livers and statistics for the tests beside. */
import { randomStream } from "../kernel/mod.ts";
import { type Draws, drawsFrom } from "./draws.ts";
import { drawLiver, type Liver } from "./liver.ts";
import { surfaceOf } from "./liver_surface.ts";
import { drawLotLivers } from "./lot_livers.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import { measureTof, type TofReading } from "./vl53l8ch.ts";

export function drawsOf(...path: (string | number)[]): Draws {
  return drawsFrom(randomStream(20_251_201, ...path));
}

/** One liver each of `count` ordinary lots. */
export function someLivers(
  count: number,
  profile: QualityProfileName = "foiegras_standard_barquette",
): Liver[] {
  const draws = drawsOf("livers", profile);
  const lot = { codeLot: "LL2512001", maizeGivenGramsPerDuck: 7735, profile };
  return Array.from({ length: count }, () => drawLiver(drawLotLivers(lot, draws), draws));
}

/** A liver without defects, of the best quality unless told otherwise. */
export function soundLiver(changes: Partial<Liver> = {}): Liver {
  return { ...someLivers(1, "foiegras_premium")[0]!, uniformity: 0.97, defects: [], ...changes };
}

export function tofOf(liver: Liver, draws: Draws): TofReading {
  return measureTof({ surface: surfaceOf(liver), ambientKlux: 0.4 }, draws).reading;
}

export function meanAndSd(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}

/** Spearman's rank correlation; ties keep their order of appearance. */
export function spearman(left: readonly number[], right: readonly number[]): number {
  const leftRanks = ranks(left);
  const rightRanks = ranks(right);
  const n = left.length;
  const squares = leftRanks.reduce((sum, rank, i) => sum + (rank - rightRanks[i]!) ** 2, 0);
  return 1 - 6 * squares / (n * (n * n - 1));
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  order.forEach((index, rank) => result[index] = rank);
  return result;
}
