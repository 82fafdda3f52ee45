import assert from "node:assert/strict";
import { drawsOf, someLivers, soundLiver } from "./_fixtures.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import { measureSample, type SampleHeader, type SensorDataFrame } from "./sample.ts";

const HEADER: SampleHeader = {
  sampleId: "ESP32_SQAL_AUTO_LL2512001_001",
  deviceId: "ESP32_LL_01",
  macAddress: "AA:BB:CC:DD:EE:FF",
  location: "Ligne A - Landes",
  firmwareVersion: "1.0.0",
  profile: "foiegras_standard_barquette",
  timeMs: Date.UTC(2025, 11, 1, 8),
};

function framesOf(count: number, profile: QualityProfileName): SensorDataFrame[] {
  const draws = drawsOf("samples", profile);
  return someLivers(count, profile).map((liver) => {
    const sample = measureSample({ liver, header: { ...HEADER, profile } }, draws);
    assert.equal(sample.kind, "sample");
    return (sample as Extract<typeof sample, { kind: "sample" }>).frame;
  });
}

const standard = framesOf(1000, "foiegras_standard_barquette");
const premium = framesOf(400, "foiegras_premium");
const low = framesOf(400, "foiegras_low_quality");

function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

Deno.test("measureSample scores premium lots over low-quality ones in 95 % of pairs", () => {
  let higher = 0;
  for (const good of premium) {
    higher += low.filter((bad) => good.fusion.final_score > bad.fusion.final_score).length;
  }
  const share = higher / (premium.length * low.length);
  assert.ok(share >= 0.95, `share ${share}`);
});

Deno.test("measureSample grades standard lots mostly A and B", () => {
  const shareOf = (...grades: string[]) =>
    standard.filter((frame) => grades.includes(frame.fusion.final_grade)).length / standard.length;
  assert.ok(shareOf("A", "B") > 0.6, `A and B ${shareOf("A", "B")}`);
  assert.ok(shareOf("A+") > 0.08 && shareOf("A+") < 0.3, `A+ ${shareOf("A+")}`);
  assert.ok(shareOf("C") > 0.02 && shareOf("C") < 0.15, `C ${shareOf("C")}`);
  assert.ok(shareOf("REJECT") > 0.005 && shareOf("REJECT") < 0.08, `REJECT ${shareOf("REJECT")}`);
});

Deno.test("measureSample keeps every number finite and within the wire's limits", () => {
  const matrices = {
    distance_matrix: 4000,
    reflectance_matrix: 255,
    amplitude_matrix: 4095,
    ambient_matrix: 4095,
    status_matrix: 255,
  };
  for (const frame of [...standard, ...low]) {
    assert.ok(numbersIn(frame).every(Number.isFinite));
    for (const [name, max] of Object.entries(matrices) as [keyof typeof matrices, number][]) {
      const rows = frame.vl53l8ch[name];
      assert.equal(rows.length, 8);
      for (const row of rows) {
        assert.equal(row.length, 8);
        assert.ok(row.every((value) => value >= 0 && value <= max), name);
      }
    }
    const counts = Object.values(frame.as7341.channels);
    assert.equal(counts.length, 10);
    assert.ok(counts.every((count) => Number.isInteger(count) && count >= 0 && count <= 65_535));
    const shares = [
      frame.vl53l8ch.quality_score,
      frame.vl53l8ch.surface_uniformity,
      frame.as7341.freshness_index,
      frame.as7341.fat_quality_index,
      frame.as7341.oxidation_index,
      frame.as7341.quality_score,
      frame.fusion.final_score,
      frame.fusion.confidence_level,
    ];
    assert.ok(shares.every((share) => share >= 0 && share <= 1));
  }
});

Deno.test("measureSample makes frames that survive JSON and stay small", () => {
  const frame = standard[0]!;
  const text = JSON.stringify(frame);
  assert.deepEqual(JSON.parse(text), frame);
  assert.ok(Math.max(...low.map((other) => JSON.stringify(other).length)) < 20_000);
});

Deno.test("measureSample agrees with itself across the frame", () => {
  for (const frame of standard.slice(0, 200)) {
    const { vl53l8ch, as7341, fusion } = frame;
    const expected = 0.6 * vl53l8ch.quality_score + 0.4 * as7341.quality_score;
    assert.ok(Math.abs(fusion.final_score - expected) < 1e-4);
    assert.equal(
      fusion.num_defects,
      vl53l8ch.defects.length +
        fusion.defects.filter((defect) => defect.source === "AS7341").length,
    );
    assert.equal(fusion.is_compliant, fusion.final_grade !== "REJECT");
    assert.equal(vl53l8ch.volume_mm3, vl53l8ch.stats.volume_trapezoidal_mm3);
    assert.equal(frame.lot_id, "LL2512001");
  }
});

Deno.test("measureSample carries the header and leaves out what it lacks", () => {
  const frame = standard[0]!;
  assert.equal(frame.timestamp, "2025-12-01T08:00:00.000Z");
  assert.equal(frame.sample_id, HEADER.sampleId);
  assert.equal(frame.meta.config_profile, "foiegras_standard_barquette");
  assert.ok(!("site_code" in frame) && !("eleveur" in frame));
  const named = measureSample(
    { liver: soundLiver(), header: { ...HEADER, siteCode: "LL", eleveur: "Ferme Martin" } },
    drawsOf("named"),
  );
  assert.ok(named.kind === "sample");
  assert.equal(named.frame.site_code, "LL");
  assert.equal(named.frame.eleveur, "Ferme Martin");
});

Deno.test("measureSample repeats itself from the same stream, and keeps the truth apart", () => {
  const measure = () =>
    measureSample({ liver: soundLiver({ massGrams: 520 }), header: HEADER }, drawsOf("repeat"));
  const sample = measure();
  assert.deepEqual(sample, measure());
  assert.ok(sample.kind === "sample");
  assert.equal(sample.truth.massGrams, 520);
  assert.ok(!JSON.stringify(sample.frame).includes("truth"));
});

Deno.test("measureSample says why it could not measure", () => {
  const crumb = soundLiver({ volumeMm3: 5000 });
  assert.deepEqual(measureSample({ liver: crumb, header: HEADER }, drawsOf("crumb")), {
    kind: "not_measured",
    reason: "no_liver: empty_tray",
  });
});
