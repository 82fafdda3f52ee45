import assert from "node:assert/strict";
import type { Curve } from "../contract/curves.ts";
import {
  curveFaults,
  largestStepGrams,
  plannedDoseGrams,
  plannedDoses,
  totalMaizeGrams,
} from "./feeding_curve.ts";

const CLASSIC: Curve = {
  duree_jours: 12,
  matin: { premiere_g: 200, derniere_g: 460 },
  soir: { premiere_g: 210, derniere_g: 490 },
  forme: 1,
};

Deno.test("feeding curve: doses, total and largest step of a straight line", () => {
  const doses = plannedDoses(CLASSIC);
  assert.equal(doses.length, 24);
  assert.deepEqual(doses[2], { jour: 1, moment: "matin", dose_g: 223.6 });
  assert.ok(Math.abs(totalMaizeGrams(CLASSIC) - 24 * 340) < 1);
  assert.equal(largestStepGrams(CLASSIC), 30);
});

Deno.test("feeding curve: a shape below 1 rises early, the ends stay", () => {
  const early = { ...CLASSIC, forme: 0.8 };
  const at = (curve: Curve, jour: number) => plannedDoseGrams(curve, { jour, moment: "soir" });
  assert.deepEqual([at(early, 0), at(early, 11)], [210, 490]);
  assert.ok(at(early, 5) > at(CLASSIC, 5) + 10);
  assert.ok(at({ ...CLASSIC, forme: 1.2 }, 5) < at(CLASSIC, 5) - 10);
});

Deno.test("feeding curve: what is unsafe is named, the profile's own curve is safe", () => {
  for (const duree_jours of [11, 12, 13, 14]) {
    assert.deepEqual(curveFaults({ ...CLASSIC, duree_jours }), []);
  }
  const fields = (change: Partial<Curve>) =>
    curveFaults({ ...CLASSIC, ...change }).map(({ field }) => field);
  assert.deepEqual(fields({ duree_jours: 10 }), ["duree_jours"]);
  assert.deepEqual(fields({ soir: { premiere_g: 210, derniere_g: 530 } }), [
    "soir.derniere_g",
    "step",
  ]);
  assert.deepEqual(fields({ matin: { premiere_g: 100, derniere_g: 250 } }), ["total", "step"]);
  const much = {
    matin: { premiere_g: 250, derniere_g: 480 },
    soir: { premiere_g: 260, derniere_g: 495 },
  };
  assert.deepEqual(fields({ duree_jours: 14, ...much }), ["total"]);
});
