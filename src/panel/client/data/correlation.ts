/** How closely two measures go together. */

export interface Point {
  x: number;
  y: number;
}

export interface Correlation {
  /** Pearson's coefficient, −1 to 1. */
  r: number;
  /** The least-squares line. */
  slope: number;
  intercept: number;
}

/** Undefined where it means nothing: one measure never varies. */
export function correlation(points: readonly Point[]): Correlation | undefined {
  const n = points.length;
  if (n < 2) return undefined;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  // Equal numbers differ from their mean by rounding at most.
  if (xx < n * 1e-18 || yy < n * 1e-18) return undefined;
  const slope = xy / xx;
  return { r: xy / Math.sqrt(xx * yy), slope, intercept: meanY - slope * meanX };
}
