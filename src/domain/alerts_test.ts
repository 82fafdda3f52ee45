import assert from "node:assert/strict";
import { type GradedSample, lotMortalityAlert, sampleAlerts } from "./alerts.ts";

const SAMPLE: GradedSample = {
  time: "2026-11-22T08:00:00.000000Z",
  sampleId: "LL-261122-6248-122",
  deviceId: "ESP32_LL_01",
  codeLot: null,
  siteCode: "LL",
  finalScore: 0.8,
  finalGrade: "A",
  isCompliant: true,
  tofScore: 0.8,
  spectralScore: 0.8,
  freshnessIndex: 0.9,
  fatQualityIndex: 0.9,
  oxidationIndex: 0.1,
};

const rows: [string, Partial<GradedSample>, string[]][] = [
  ["a good sample", {}, []],
  ["0.60, 0.70 and 0.50 themselves", {
    finalScore: 0.6,
    oxidationIndex: 0.7,
    freshnessIndex: 0.5,
  }, []],
  ["0.5999", { finalScore: 0.5999 }, ["quality_low:warning"]],
  ["0.40", { finalScore: 0.4 }, ["quality_low:warning"]],
  ["0.3999", { finalScore: 0.3999 }, ["quality_critical:critical"]],
  ["a reject, in addition", { finalScore: 0.3, finalGrade: "REJECT" }, [
    "quality_critical:critical",
    "grade_reject:critical",
  ]],
  ["much oxidation, little freshness", { oxidationIndex: 0.71, freshnessIndex: 0.49 }, [
    "oxidation_high:warning",
    "freshness_low:warning",
  ]],
];
for (const [what, change, expected] of rows) {
  Deno.test(`sampleAlerts: ${what}`, () => {
    const alerts = sampleAlerts({ ...SAMPLE, ...change });
    assert.deepEqual(alerts.map(({ type, severity }) => `${type}:${severity}`), expected);
    for (const { message } of alerts) assert.match(message, /\d\.\d\d/);
  });
}

Deno.test("lotMortalityAlert speaks above its limit only, about the lot", () => {
  const lot = { codeLot: "LL2512001", siteCode: "LL", limitPercent: 5, timeOf: () => SAMPLE.time };
  assert.equal(lotMortalityAlert({ ...lot, mortalityPercent: 5 }), undefined);
  const alert = lotMortalityAlert({ ...lot, mortalityPercent: 5.01 });
  assert.equal(alert?.subject, "lot:LL2512001");
  assert.equal(alert?.time, SAMPLE.time);
  assert.equal(alert?.actual, 5.01);
});
