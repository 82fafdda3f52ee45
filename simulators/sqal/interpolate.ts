/** A curve through points of increasing x: straight between them, level outside. */
export function interpolate(
  points: readonly (readonly [x: number, y: number])[],
): (x: number) => number {
  return (x) => {
    const after = points.findIndex(([pointX]) => pointX >= x);
    if (after === 0) return points[0]![1];
    if (after < 0) return points.at(-1)![1];
    const [x0, y0] = points[after - 1]!;
    const [x1, y1] = points[after]!;
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
  };
}
