import { equal, ok } from "node:assert/strict";
import { minimalGrams, targetWeightGrams } from "../../src/panel/client/data/target_weight.ts";

const plan = { genetique: "Mulard", duree_prevue: 12 };
const late = {
  duree_jours: 12,
  matin: { premiere_g: 200, derniere_g: 450 },
  soir: { premiere_g: 220, derniere_g: 460 },
  forme: 1.6,
};

Deno.test("targetWeightGrams: a straight line without a curve, from arrival to the last meal", () => {
  equal(targetWeightGrams(plan, -1), 4_500);
  const [start, half, end] = [-1, 11, 23].map((meal) => targetWeightGrams(plan, meal));
  equal(half, (start! + end!) / 2);
  equal(targetWeightGrams(plan, 40), end);
  ok(end! > minimalGrams("Mulard"));
});

Deno.test("targetWeightGrams: a lot that follows a curve gains as the curve feeds", () => {
  const withCurve = { ...plan, courbe: { curve: late } };
  equal(targetWeightGrams(withCurve, -1), 4_500);
  equal(targetWeightGrams(withCurve, 23), targetWeightGrams(plan, 23));
  equal(targetWeightGrams(withCurve, 40), targetWeightGrams(plan, 23));
  // Fed late, it is behind the line half way.
  ok(targetWeightGrams(withCurve, 11) < targetWeightGrams(plan, 11) - 50);
});
