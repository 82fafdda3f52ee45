import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream, standardNormals } from "../../../simulators/kernel/mod.ts";
import type { Curve } from "../../contract/curves.ts";
import { curveFaults, plannedDoses, totalMaizeGrams } from "../../domain/feeding_curve.ts";
import { curveOf, featuresOf } from "./features.ts";
import { fitCurve } from "./fit_curve.ts";
import type { CurveObservation } from "./observation.ts";
import { optimiseCurve } from "./optimise.ts";
import { BEYOND_OBSERVED_STEPS, FEATURE_STEPS, FEATURES, TRUST_STEPS } from "./params.ts";
import { varyCurve } from "./vary_curve.ts";

const CLASSIC: Curve = {
  duree_jours: 12,
  matin: { premiere_g: 200, derniere_g: 460 },
  soir: { premiere_g: 210, derniere_g: 490 },
  forme: 1,
};
const BASE = { id: 7, curve: CLASSIC };

/** Lots around the classic curve, what comes of them decided by `truth`. */
function lotsOf(
  count: number,
  truth: (curve: Curve, noise: () => number) => Partial<CurveObservation>,
  seed = 1,
): CurveObservation[] {
  const noise = standardNormals(randomStream(seed, "lots"));
  return Array.from({ length: count }, (_, index) => {
    const curve = varyCurve(CLASSIC, { index, steps: 2 });
    return {
      curve,
      maizeGrams: totalMaizeGrams(curve),
      quality: 0.78,
      mortalityPercent: 2.5,
      itm: 15,
      rating: 3.9,
      ...truth(curve, noise),
    };
  });
}

Deno.test("optimiser: below the number of lots needed it says how many there are", () => {
  const answer = optimiseCurve(lotsOf(23, () => ({})), BASE);
  assert.deepEqual(answer, { status: "not_enough_lots", lots: 23, needed: 24 });
  assert.notEqual(optimiseCurve(lotsOf(24, () => ({})), BASE).status, "not_enough_lots");
});

Deno.test("optimiser: finds what is better, and its interval holds the truth", () => {
  // Every day more is worth 0.05 of the score; a steep rise kills.
  const truth = ({ duree_jours, matin }: Curve) => ({
    quality: 0.78 + 0.05 * (duree_jours - 12),
    mortalityPercent: 2.5 + 0.02 * (matin.derniere_g - matin.premiere_g - 260),
  });
  const answer = optimiseCurve(
    lotsOf(120, (curve, noise) => {
      const { quality, mortalityPercent } = truth(curve);
      return {
        quality: quality + 0.03 * noise(),
        mortalityPercent: mortalityPercent + 0.5 * noise(),
      };
    }),
    BASE,
  );
  assert.ok(answer.status === "proposed");
  const { curve, expected } = answer;
  assert.equal(curve.duree_jours, 13);
  assert.ok(curve.matin.derniere_g - curve.matin.premiere_g < 240);
  assert.deepEqual([expected.lots, expected.base_curve_id], [120, 7]);
  for (
    const [{ low, high, change }, real] of [
      [expected.quality, 0.05],
      [expected.mortality, truth(curve).mortalityPercent - 2.5],
      [expected.rating!, 0],
      [expected.itm, 0],
    ] as const
  ) {
    assert.ok(low <= change && change <= high);
    assert.ok(low <= real && real <= high, `${low} to ${high} instead of ${real}`);
  }
  const maize = totalMaizeGrams(curve) - totalMaizeGrams(CLASSIC);
  assert.ok(Math.abs(expected.maize.change - maize) < 0.01);
  assert.ok(expected.objective.change > 0.5 && expected.objective.low > 0);
});

Deno.test("optimiser: says so when nothing is better", () => {
  // The base curve is the best of all; maize below it costs more quality than it saves.
  const answer = optimiseCurve(
    lotsOf(120, (curve, noise) => {
      const far = FEATURES.reduce(
        (sum, name) =>
          sum + ((featuresOf(curve)[name] - featuresOf(CLASSIC)[name]) / FEATURE_STEPS[name]) ** 2,
        0,
      );
      const saved = (featuresOf(CLASSIC).maize - totalMaizeGrams(curve)) / 1_000;
      return { quality: 0.8 - 0.02 * far - 0.03 * saved + 0.005 * noise() };
    }),
    BASE,
  );
  assert.ok(answer.status === "no_improvement");
  assert.equal(answer.lots, 120);
});

Deno.test("optimiser: without an active curve it starts from what lots were fed, rated or not", () => {
  const lots = lotsOf(60, ({ duree_jours }, noise) => ({
    rating: null,
    quality: 0.78 + 0.05 * (duree_jours - 12) + 0.02 * noise(),
  }));
  const answer = optimiseCurve(lots, undefined);
  assert.ok(answer.status === "proposed");
  assert.equal(answer.expected.rating, null);
  assert.equal(answer.expected.base_curve_id, null);
  assert.equal(answer.expected.base_curve.duree_jours, 12);
  assert.equal(answer.curve.duree_jours, 13);
});

Deno.test("optimiser: never leaves the safe bounds, the trust region or what is expected better", () => {
  const weights = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
    minLength: FEATURES.length,
    maxLength: FEATURES.length,
  });
  fc.assert(
    fc.property(weights, fc.integer({ min: 24, max: 60 }), fc.integer(), (slopes, count, seed) => {
      const lots = lotsOf(count, (curve, noise) => {
        const slope = FEATURES.reduce(
          (sum, name, i) =>
            sum + slopes[i]! * (featuresOf(curve)[name] - featuresOf(CLASSIC)[name]) /
              FEATURE_STEPS[name],
          0,
        );
        return { rating: 3.5 + 0.3 * slope + 0.3 * noise() };
      }, seed);
      const answer = optimiseCurve(lots, BASE);
      if (answer.status !== "proposed") return;
      assert.deepEqual(curveFaults(answer.curve), []);
      assert.ok(answer.expected.objective.change > 0);
      const [proposed, base] = [featuresOf(answer.curve), featuresOf(CLASSIC)];
      const seen = lots.map(({ curve }) => featuresOf(curve));
      for (const name of FEATURES) {
        // Doses are whole grams: 14 days of two meals may differ by half a gram each.
        const slack = name === "maize" ? 28 : 2;
        const step = FEATURE_STEPS[name];
        assert.ok(Math.abs(proposed[name] - base[name]) <= TRUST_STEPS[name] * step + slack, name);
        const most = Math.max(...seen.map((f) => f[name])) + BEYOND_OBSERVED_STEPS * step;
        assert.ok(proposed[name] <= most + slack, name);
      }
    }),
    { seed: 1, numRuns: 15 },
  );
});

Deno.test("features: a curve comes back from its features", () => {
  for (let index = 0; index < 100; index++) {
    const curve = varyCurve(CLASSIC, { index, steps: 2 });
    assert.deepEqual(curveFaults(curve), []);
    assert.deepEqual(curveOf(featuresOf(curve), CLASSIC).duree_jours, curve.duree_jours);
    const again = featuresOf(curveOf(featuresOf(curve), CLASSIC));
    assert.ok(Math.abs(again.maize - featuresOf(curve).maize) <= 28);
    assert.ok(Math.abs(again.rise - featuresOf(curve).rise) <= 1);
  }
  assert.deepEqual(varyCurve(CLASSIC, { index: 3, steps: 0 }), CLASSIC);
});

Deno.test("fit curve: real doses give back the curve they follow", () => {
  const random = randomStream(5, "doses");
  for (const forme of [0.8, 1, 1.2]) {
    const curve = { ...CLASSIC, duree_jours: 13, forme };
    const doses = plannedDoses(curve).map(({ jour, moment, dose_g }) =>
      [jour, moment, dose_g * (0.98 + 0.04 * random.next())] as const
    );
    const fitted = fitCurve(doses)!;
    assert.equal(fitted.duree_jours, 13);
    assert.ok(Math.abs(fitted.forme - forme) <= 0.15, `${fitted.forme} for ${forme}`);
    assert.ok(Math.abs(fitted.matin.premiere_g - 200) < 15);
    assert.ok(Math.abs(fitted.soir.derniere_g - 490) < 15);
    assert.ok(Math.abs(totalMaizeGrams(fitted) / totalMaizeGrams(curve) - 1) < 0.01);
  }
  assert.equal(fitCurve([]), undefined);
  assert.equal(fitCurve([[0, "matin", 200], [0, "soir", 210]]), undefined);
});
