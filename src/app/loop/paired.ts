/** What two arms differ by, lot by lot on the same chance. */

export interface PairedDifference {
  readonly pairs: number;
  readonly mean: number;
  /** 95 % confidence interval. */
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of a normal distribution. */
const Z = 1.959964;

/** Mean difference with its t interval. */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  const pairs = differences.length;
  if (pairs < 4) throw new RangeError(`compare two arms: expected 4 pairs or more, got ${pairs}`);
  const mean = differences.reduce((sum, d) => sum + d, 0) / pairs;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (pairs - 1);
  const half = tQuantile95(pairs - 1) * Math.sqrt(variance / pairs);
  return { pairs, mean, low: mean - half, high: mean + half };
}

/**
 * The two-sided 95 % quantile of Student's t, by Cornish and Fisher's expansion (Abramowitz & Stegun
 * 26.7.5): right to 0.001 from ten degrees of freedom on, to 1 % from three.
 */
function tQuantile95(freedom: number): number {
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), Z);
}
