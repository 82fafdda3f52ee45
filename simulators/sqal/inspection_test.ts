import assert from "node:assert/strict";
import { parseSensorFrame } from "../../src/contract/sensor.ts";
import { identityOf } from "./identity.ts";
import { type LotToInspect, measureLot } from "./inspection.ts";

const SLAUGHTER_MS = Date.parse("2026-11-20T17:00:00Z");

function aLot(changes: Partial<LotToInspect> = {}): LotToInspect {
  return {
    codeLot: "LL2611001",
    site: "LL",
    genetique: "Mulard",
    finalWeightGrams: 6_600,
    mortalityPercent: 2,
    maizeGramsPerDuck: 7_900,
    slaughteredAtMs: SLAUGHTER_MS,
    ...changes,
  };
}

function samplesOf(lot: LotToInspect, count = 5) {
  const device = identityOf(`ESP32_SQAL_AUTO_${lot.codeLot}`, "SQAL");
  const measured = measureLot(lot, { device, count });
  assert.equal(measured.kind, "measured");
  return (measured as Extract<typeof measured, { kind: "measured" }>).samples;
}

Deno.test("measureLot names device, samples and lot after the lot, hours after its slaughter", () => {
  const samples = samplesOf(aLot());
  assert.deepEqual(
    samples.map(({ key }) => key),
    ["001", "002", "003", "004", "005"].map((n) => `ESP32_SQAL_AUTO_LL2611001_${n}`),
  );
  let beforeMs = SLAUGHTER_MS + 4 * 3_600_000 - 1;
  for (const { frame, timeMs, text } of samples) {
    assert.equal(frame.device_id, "ESP32_SQAL_AUTO_LL2611001");
    assert.equal(frame.lot_id, "LL2611001");
    assert.equal(frame.site_code, "LL");
    assert.equal(Date.parse(frame.timestamp), timeMs);
    assert.ok(timeMs > beforeMs);
    assert.ok(parseSensorFrame(JSON.parse(text)).ok);
    beforeMs = timeMs;
  }
  assert.equal(samples[0]!.timeMs, SLAUGHTER_MS + 4 * 3_600_000);
});

Deno.test("measureLot run again gives the same bytes, and more samples leave the first as they were", () => {
  const texts = samplesOf(aLot()).map(({ text }) => text);
  assert.deepEqual(samplesOf(aLot()).map(({ text }) => text), texts);
  assert.deepEqual(samplesOf(aLot(), 8).slice(0, 5).map(({ text }) => text), texts);
  assert.notDeepEqual(samplesOf(aLot({ codeLot: "LL2611002" })).map(({ text }) => text), texts);
});

Deno.test("measureLot takes the profile from the lot, and manages without any meal or site", () => {
  const profileOf = (lot: LotToInspect) => samplesOf(lot, 1)[0]!.frame.meta.config_profile;
  assert.equal(profileOf(aLot()), "foiegras_premium");
  assert.equal(profileOf(aLot({ finalWeightGrams: 5_000 })), "foiegras_low_quality");
  const bare = aLot({
    site: null,
    genetique: null,
    finalWeightGrams: null,
    mortalityPercent: null,
    maizeGramsPerDuck: null,
  });
  assert.equal(profileOf(bare), "foiegras_standard_barquette");
});

Deno.test("measureLot: a premium lot's samples score higher than a low-quality one's in 95 % of pairs", () => {
  const scoresOf = (changes: Partial<LotToInspect>, prefix: string) =>
    Array.from(
      { length: 12 },
      (_, i) => samplesOf(aLot({ codeLot: `${prefix}${i}`, ...changes })),
    ).flat().map(({ frame }) => frame.fusion.final_score);
  const premium = scoresOf({}, "LL26110");
  const low = scoresOf({ finalWeightGrams: 5_000 }, "LL26120");
  const higher = premium.flatMap((good) => low.filter((bad) => good > bad)).length;
  assert.ok(higher / (premium.length * low.length) >= 0.95);
});
