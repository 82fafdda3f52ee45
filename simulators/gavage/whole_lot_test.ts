import assert from "node:assert/strict";
import { randomStream } from "../kernel/mod.ts";
import { feedWholeLot, profileCurve } from "./whole_lot.ts";

const lot = { profile: "classic", seed: 1, index: 0, genetique: "Mulard" } as const;
const fed = (days: number, seed = 1) =>
  feedWholeLot({ ...lot, curve: profileCurve("classic", days) }, randomStream(seed, "ducks"));

Deno.test("whole lot: twelve days of the profile's own curve", () => {
  const { maizeGrams, finalWeightGrams, mortalityPercent } = fed(12);
  assert.ok(Math.abs(maizeGrams - 8_160) < 200, `${maizeGrams} g of maize`);
  assert.ok(Math.abs(finalWeightGrams - 6_500) < 150, `${finalWeightGrams} g`);
  assert.ok(mortalityPercent >= 0 && mortalityPercent < 15);
});

Deno.test("whole lot: on one stream, another curve has the same ducks and the same luck", () => {
  assert.deepEqual(fed(12), fed(12));
  assert.notDeepEqual(fed(12), fed(12, 2));
  // Eleven days end before the twelfth, with other doses on the way.
  assert.ok(fed(11).finalWeightGrams < fed(12).finalWeightGrams);
});
