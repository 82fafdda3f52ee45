/** Ridge regression, its penalty chosen by cross-validation. */
import { Matrix, SingularValueDecomposition } from "ml-matrix";

export interface RidgeModel {
  readonly lambda: number;
  /** Mean squared error over the folds, of lots that the fit had not seen. */
  readonly crossValidatedError: number;
  /** Of one observation around the surface. */
  readonly residualSd: number;
  predict(terms: readonly number[]): number;
  /** Standard error of `predict(terms) − predict(from)`. */
  standardError(terms: readonly number[], from: readonly number[]): number;
}

export interface RidgeData {
  /** One row an observation, at least two more rows than columns. */
  readonly rows: readonly (readonly number[])[];
  readonly values: readonly number[];
}

/**
 * With X centred and X = U S Vᵀ (singular value decomposition),
 *
 *     β = V diag(s / (s² + λ)) Uᵀ y        df = 1 + Σ s² / (s² + λ)        σ² = RSS / (n − df)
 *
 * (Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd ed., §3.4.1). The standard
 * error is that of the Bayesian interval of a penalised fit, `σ² dᵀ (XᵀX + λI)⁻¹ d` (Wahba 1983,
 * Nychka 1988): unlike the covariance of β alone it does not call a direction that nobody tried
 * certain.
 */
export function fitRidge(
  data: RidgeData,
  { folds, lambdas }: { folds: number; lambdas: readonly number[] },
): RidgeModel {
  const errors = crossValidate(data, { folds, lambdas });
  const least = Math.min(...errors);
  const lambda = lambdas[errors.indexOf(least)]!;
  const { means, valueMean, rotation, singular, projected } = decompose(data);
  const beta = coefficients({ rotation, singular, projected }, lambda);
  const predict = (terms: readonly number[]) =>
    valueMean + terms.reduce((sum, x, i) => sum + (x - means[i]!) * beta[i]!, 0);
  const squares = data.rows.reduce((sum, row, i) => sum + (data.values[i]! - predict(row)) ** 2, 0);
  const freedom = 1 + singular.reduce((sum, s) => sum + s * s / (s * s + lambda), 0);
  const variance = squares / Math.max(1, data.rows.length - freedom);
  return {
    lambda,
    crossValidatedError: least,
    residualSd: Math.sqrt(variance),
    predict,
    standardError(terms, from) {
      const change = new Matrix([terms.map((x, i) => x - from[i]!)]).mmul(rotation).to1DArray();
      const spread = change.reduce((sum, d, i) => sum + d * d / (singular[i]! ** 2 + lambda), 0);
      return Math.sqrt(variance * spread);
    },
  };
}

/** The mean squared error of each λ; an observation belongs to fold `index mod folds`. */
function crossValidate(
  { rows, values }: RidgeData,
  { folds, lambdas }: { folds: number; lambdas: readonly number[] },
): number[] {
  const squares = lambdas.map(() => 0);
  for (let fold = 0; fold < folds; fold++) {
    const isHeld = (_: unknown, i: number) => i % folds === fold;
    const isSeen = (_: unknown, i: number) => i % folds !== fold;
    const parts = decompose({ rows: rows.filter(isSeen), values: values.filter(isSeen) });
    const heldRows = rows.filter(isHeld);
    const heldValues = values.filter(isHeld);
    lambdas.forEach((lambda, l) => {
      const beta = coefficients(parts, lambda);
      heldRows.forEach((row, i) => {
        const predicted = parts.valueMean +
          row.reduce((sum, x, j) => sum + (x - parts.means[j]!) * beta[j]!, 0);
        squares[l]! += (heldValues[i]! - predicted) ** 2;
      });
    });
  }
  return squares.map((sum) => sum / rows.length);
}

interface Decomposition {
  readonly rotation: Matrix;
  readonly singular: readonly number[];
  /** Uᵀ y */
  readonly projected: readonly number[];
}

function decompose(
  { rows, values }: RidgeData,
): Decomposition & { readonly means: readonly number[]; readonly valueMean: number } {
  const x = new Matrix(rows.map((row) => [...row]));
  const means = x.mean("column");
  const valueMean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const svd = new SingularValueDecomposition(x.subRowVector(means), { autoTranspose: true });
  const y = Matrix.columnVector(values.map((value) => value - valueMean));
  return {
    means,
    valueMean,
    rotation: svd.rightSingularVectors,
    singular: svd.diagonal,
    projected: svd.leftSingularVectors.transpose().mmul(y).to1DArray(),
  };
}

function coefficients({ rotation, singular, projected }: Decomposition, lambda: number): number[] {
  const shrunk = singular.map((s, i) => s / (s * s + lambda) * projected[i]!);
  return rotation.mmul(Matrix.columnVector(shrunk)).to1DArray();
}
