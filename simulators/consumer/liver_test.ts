import assert from "node:assert/strict";
import { latest, liverOf, residual, standing } from "./liver.ts";
import { SampleAnswer, ScanAnswer } from "./wire.ts";

const PRODUCT = {
  product_id: "FG_LL_20261122_0000000147",
  qr_code: "SQAL_46_x",
  sqal_grade: "C",
  created_at: "2026-11-22T01:04:19.509529+00:00",
};
/** As recorded from the older server. */
const SCAN = ScanAnswer.parse({
  success: true,
  traceability: {
    production_date: "2026-11-22T00:00:00",
    quality_control_date: "2026-11-22T01:04:19.509529+00:00",
    best_before_date: null,
    sqal_quality_score: 0.5964,
    sqal_grade: "C",
    average_itm: null,
  },
});

Deno.test("liver: the older server's scan tells score, grade and dates", () => {
  const liver = liverOf(PRODUCT, SCAN, undefined);
  assert.deepEqual([liver.score, liver.isMeasured, liver.grade], [0.5964, true, "C"]);
  assert.equal(liver.madeMs, Date.parse("2026-11-22T01:04:19.509Z"));
  assert.deepEqual([liver.bestBeforeMs, liver.traits], [null, {}]);
  assert.equal(residual(liver, "oxidation"), undefined);
});

Deno.test("liver: the sample goes before the scan, the scan before the list", () => {
  const sample = SampleAnswer.parse({
    fusion_final_score: 0.9,
    fusion_final_grade: "A+",
    as7341_oxidation_index: 0.344,
    poids_foie_estime_g: "heavy",
  });
  const liver = liverOf(PRODUCT, SCAN, sample);
  assert.deepEqual([liver.score, liver.grade], [0.9, "A+"]);
  assert.deepEqual(liver.traits, { oxidation: 0.344 });
  assert.ok(Math.abs(standing(liver, "oxidation")! - 1) < 1e-9);
  assert.ok(residual(liver, "oxidation")! > 2, "high for so good a score");
});

Deno.test("liver: with the grade alone its middle stands for the score, and nothing is made up", () => {
  const graded = liverOf(PRODUCT, undefined, undefined);
  assert.deepEqual([graded.score, graded.isMeasured], [0.525, false]);
  const unknown = liverOf({ ...PRODUCT, sqal_grade: "D", created_at: null }, undefined, undefined);
  assert.deepEqual([unknown.score, unknown.grade, unknown.madeMs], [null, null, null]);
});

Deno.test("liver: dates with and without zones and times", () => {
  assert.equal(latest("2026-11-22T00:00:00"), Date.parse("2026-11-22T00:00:00Z"));
  assert.equal(latest("2026-11-22"), Date.parse("2026-11-22T00:00:00Z"));
  assert.equal(latest("2026-11-22T02:00:00+02:00"), Date.parse("2026-11-22T00:00:00Z"));
  assert.equal(latest("2026-11-20", null, "2026-11-22", undefined, "soon"), Date.UTC(2026, 10, 22));
  assert.equal(latest(null, "never"), null);
});
