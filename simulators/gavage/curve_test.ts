import assert from "node:assert/strict";
import { plannedDoseGrams } from "../../src/domain/feeding_curve.ts";
import { referenceCurve } from "./curve.ts";
import { PROFILES } from "./params.ts";

Deno.test("curve: 200 → 460 g in the morning and 210 → 490 g in the evening, whatever the days", () => {
  for (const days of [11, 12, 13, 14]) {
    const curve = referenceCurve(PROFILES.classic.dose, days);
    const at = (jour: number, moment: "matin" | "soir") =>
      plannedDoseGrams(curve, { jour, moment });
    assert.deepEqual(
      [at(0, "matin"), at(0, "soir"), at(days - 1, "matin"), at(days - 1, "soir")],
      [200, 210, 460, 490],
    );
    for (let jour = 1; jour < days; jour++) {
      assert.ok(at(jour, "matin") > at(jour - 1, "matin"));
      assert.ok(at(jour, "soir") > at(jour, "matin"));
    }
  }
  const oneDay = referenceCurve(PROFILES.classic.dose, 1);
  assert.equal(plannedDoseGrams(oneDay, { jour: 0, moment: "soir" }), 210);
});
