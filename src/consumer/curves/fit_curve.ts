/** The curve that a lot's real doses follow, for lots that were given none. */
import type { Curve } from "../../contract/curves.ts";
import type { Moment } from "../../contract/words.ts";
import { progress } from "../../domain/feeding_curve.ts";

export type GivenDose = readonly [jour: number, moment: Moment, grams: number];

const SHAPES = Array.from({ length: 21 }, (_, i) => Math.round((0.6 + i * 0.05) * 100) / 100);

/**
 * Least squares: for each shape a straight line of the doses over `p ** forme` in each moment, of
 * which the shape with the smallest sum of squares counts. Undefined when a moment has fewer than
 * three days: then nothing can be said of its shape.
 */
export function fitCurve(doses: readonly GivenDose[]): Curve | undefined {
  const days = doses.reduce((most, [jour]) => Math.max(most, jour + 1), 0);
  const fits = SHAPES.map((forme) => {
    const matin = fitLine(pointsOf(doses, { moment: "matin", days, forme }));
    const soir = fitLine(pointsOf(doses, { moment: "soir", days, forme }));
    return { forme, matin, soir };
  });
  let best: { curve: Curve; squares: number } | undefined;
  for (const { forme, matin, soir } of fits) {
    if (!matin || !soir) return undefined;
    const squares = matin.squares + soir.squares;
    if (best && squares >= best.squares) continue;
    best = { squares, curve: { duree_jours: days, matin: matin.dose, soir: soir.dose, forme } };
  }
  return best?.curve;
}

type Point = readonly [x: number, grams: number];

function pointsOf(
  doses: readonly GivenDose[],
  { moment, days, forme }: { moment: Moment; days: number; forme: number },
): Point[] {
  return doses.filter((dose) => dose[1] === moment)
    .map(([jour, , grams]) => [progress(jour, days) ** forme, grams]);
}

function fitLine(points: readonly Point[]) {
  const count = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (count < 3 || spread === 0) return undefined;
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const first = meanY - slope * meanX;
  return {
    dose: { premiere_g: Math.max(1, first), derniere_g: Math.max(1, first + slope) },
    squares: points.reduce((sum, [x, y]) => sum + (y - first - slope * x) ** 2, 0),
  };
}
