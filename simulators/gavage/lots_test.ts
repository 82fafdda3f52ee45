import assert from "node:assert/strict";
import { maizeLotOf, planLot } from "./lots.ts";
import { PROFILES } from "./params.ts";

const plans = Array.from({ length: 5_000 }, (_, index) => planLot(PROFILES.classic, 1, index));
const share = (test: (plan: typeof plans[number]) => boolean) =>
  plans.filter(test).length / plans.length;

Deno.test("lots: three Mulard in five, one Barbarie, one Pékin", () => {
  assert.ok(Math.abs(share(({ genetique }) => genetique === "Mulard") - 0.6) < 0.02);
  assert.ok(Math.abs(share(({ genetique }) => genetique === "Barbarie") - 0.2) < 0.02);
});

Deno.test("lots: 45 to 55 ducks, 11 to 14 days, each gaveur at home", () => {
  for (const { ducks, days, gaveur } of plans) {
    assert.ok(ducks >= 45 && ducks <= 55);
    assert.ok(days >= 11 && days <= 14);
    assert.ok(PROFILES.classic.gaveurs.includes(gaveur));
  }
  assert.equal(new Set(plans.map(({ ducks }) => ducks)).size, 11);
  assert.equal(new Set(plans.map(({ days }) => days)).size, 4);
  for (const { id } of PROFILES.classic.gaveurs) {
    assert.ok(Math.abs(share(({ gaveur }) => gaveur.id === id) - 0.2) < 0.02);
  }
});

Deno.test("lots: another seed draws other lots", () => {
  const plan = (seed: number) => [0, 1, 2, 3].map((i) => planLot(PROFILES.classic, seed, i));
  assert.deepEqual(plan(1), plan(1));
  assert.notDeepEqual(plan(1), plan(2));
});

Deno.test("lots: maize is named by site and fortnight", () => {
  assert.equal(maizeLotOf("LL", "2026-11-15"), "MAIS_LL_2611A");
  assert.equal(maizeLotOf("MT", "2026-11-16"), "MAIS_MT_2611B");
});
