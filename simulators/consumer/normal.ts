/** The standard normal distribution, as far as cut points need it. */

export function normalDensity(x: number): number {
  return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

const CENTRE = {
  a: [
    -3.969683028665376e1,
    2.209460984245205e2,
    -2.759285104469687e2,
    1.38357751867269e2,
    -3.066479806614716e1,
    2.506628277459239,
  ],
  b: [
    -5.447609879822406e1,
    1.615858368580409e2,
    -1.556989798598866e2,
    6.680131188771972e1,
    -1.328068155288572e1,
    1,
  ],
};
const TAIL = {
  c: [
    -7.784894002430293e-3,
    -3.223964580411365e-1,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
  ],
  d: [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
};
const TAIL_BELOW = 0.02425;

/**
 * The value that a standard normal number stays under with this probability: P. J. Acklam's rational
 * approximation, within 1.15e-9 of the truth. `0` gives -Infinity, `1` Infinity.
 */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability > 1 - TAIL_BELOW) return -normalQuantile(1 - probability);
  if (probability < TAIL_BELOW) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(TAIL.c, q) / polynomial(TAIL.d, q);
  }
  const q = probability - 0.5;
  const r = q * q;
  return polynomial(CENTRE.a, r) * q / polynomial(CENTRE.b, r);
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
