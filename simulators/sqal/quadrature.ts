/**
 * Three ways to integrate a square grid of samples that is zero all around, in units of the cell. They
 * agree where the surface is smooth for the grid; their spread shows how far it is not.
 */
export type Quadrature = "trapezoidal" | "simpson" | "spline";

/** `Σᵢⱼ wᵢ·wⱼ·fᵢⱼ` over 8×8 samples, row by row. */
export function integrate(samples: readonly number[], rule: Quadrature): number {
  const weights = WEIGHTS[rule];
  let sum = 0;
  for (let index = 0; index < SIDE * SIDE; index++) {
    sum += (samples[index] ?? 0) * weights[index % SIDE]! * weights[Math.floor(index / SIDE)]!;
  }
  return sum;
}

const SIDE = 8;

const WEIGHTS: Readonly<Record<Quadrature, readonly number[]>> = {
  trapezoidal: new Array<number>(SIDE).fill(1),
  /** Simpson's 3/8 rule over nine intervals: inside, the weights go 9/8, 9/8, 6/8. */
  simpson: Array.from({ length: SIDE }, (_, index) => index % 3 === 2 ? 0.75 : 1.125),
  spline: splineWeights(SIDE),
};

/**
 * Weights of a natural cubic spline through the samples and a zero on either end: the integral of the
 * spline through a single 1. Its second derivatives M solve `Mᵢ₋₁ + 4Mᵢ + Mᵢ₊₁ = 6·(fᵢ₋₁ − 2fᵢ + fᵢ₊₁)`,
 * and it integrates to `Σf − ΣM/12`.
 */
function splineWeights(side: number): number[] {
  return Array.from({ length: side }, (_, sample) => {
    const right = Array.from({ length: side }, (_, row) => {
      if (row === sample) return -12;
      return Math.abs(row - sample) === 1 ? 6 : 0;
    });
    return 1 - solveTridiagonal(right).reduce((sum, value) => sum + value, 0) / 12;
  });
}

/** Solves the system with 4 on the diagonal and 1 beside it (Thomas' algorithm). */
function solveTridiagonal(right: readonly number[]): number[] {
  const upper: number[] = [];
  const forward: number[] = [];
  right.forEach((value, row) => {
    const pivot = 4 - (upper[row - 1] ?? 0);
    upper.push(1 / pivot);
    forward.push((value - (forward[row - 1] ?? 0)) / pivot);
  });
  const solution = [...forward];
  for (let row = solution.length - 2; row >= 0; row--) {
    solution[row]! -= upper[row]! * solution[row + 1]!;
  }
  return solution;
}
