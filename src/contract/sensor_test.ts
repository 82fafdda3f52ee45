import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSensorFrame } from "./sensor.ts";

const zones = () => Array.from({ length: 8 }, () => Array(8).fill(50));

function frame(change: Record<string, unknown> = {}) {
  const channels = ["F1_415nm", "F2_445nm", "F3_480nm", "F4_515nm", "F5_555nm", "F6_590nm"];
  return {
    timestamp: "2026-11-22T01:01:51.973262Z",
    sample_id: "LL-261122-6248-122",
    device_id: "ESP32_LL_01",
    vl53l8ch: {
      distance_matrix: zones(),
      reflectance_matrix: zones(),
      amplitude_matrix: zones(),
      volume_mm3: 1_064_299.37,
      surface_uniformity: 0.85,
      quality_score: 0.12,
      grade: "REJET - Qualité insuffisante",
    } as Record<string, unknown>,
    as7341: {
      channels: Object.fromEntries(
        [...channels, "F7_630nm", "F8_680nm", "Clear", "NIR"].map((name) => [name, 800.5]),
      ),
      freshness_index: 1,
      fat_quality_index: 0.58,
      oxidation_index: 0.42,
      quality_score: 0.57,
      grade: "C",
    } as Record<string, unknown>,
    fusion: { final_score: 0.58, final_grade: "C" } as Record<string, unknown>,
    ...change,
  };
}

function message(input: unknown): string {
  const parsed = parseSensorFrame(input);
  assert.ok(!parsed.ok);
  return parsed.message;
}

Deno.test("parseSensorFrame takes the least a device may send, and fills in the weights", () => {
  const parsed = parseSensorFrame(frame());
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.frame.fusion.weight_tof, parsed.frame.fusion.weight_spectral], [
    0.6,
    0.4,
  ]);
});

Deno.test("parseSensorFrame reads numbers and texts written as each other", () => {
  const parsed = parseSensorFrame(frame({
    sample_id: 4_711,
    lot_id: 12.7,
    fusion: { final_score: "0.58", final_grade: "C", weight_tof: null },
  }));
  assert.ok(parsed.ok);
  assert.deepEqual([parsed.frame.sample_id, parsed.frame.lot_id, parsed.frame.fusion.final_score], [
    "4711",
    12,
    0.58,
  ]);
});

Deno.test("parseSensorFrame names the field as it was sent, flat or nested", () => {
  const { channels, ...analysis } = frame().as7341;
  const { distance_matrix, reflectance_matrix, amplitude_matrix, ...tof } = frame().vl53l8ch;
  const nested = {
    vl53l8ch: { raw: { distance_matrix, reflectance_matrix, amplitude_matrix }, analysis: tof },
    as7341: { raw: channels, analysis: { ...analysis, channels: null } },
  };
  assert.ok(parseSensorFrame(frame(nested)).ok);
  (distance_matrix as number[][])[3]!.pop();
  assert.equal(
    message(frame(nested)),
    "vl53l8ch.raw.distance_matrix.3: expected 8 numbers, got 7",
  );
  nested.vl53l8ch.analysis = { ...tof, quality_score: 3 };
  assert.match(message(frame(nested)), /vl53l8ch\.analysis\.quality_score: .*got 3$/);
  const flat = frame();
  flat.vl53l8ch.distance_matrix = "plat";
  assert.match(message(flat), /^vl53l8ch\.distance_matrix: .*got "plat"$/);
});

Deno.test("parseSensorFrame sums up a matrix that is wrong everywhere", () => {
  const texts = frame();
  texts.vl53l8ch.distance_matrix = Array.from({ length: 8 }, () => Array(8).fill("12"));
  assert.match(message(texts), /^vl53l8ch\.distance_matrix\.0\.0: .*got "12";.*; and 56 more$/);
});

Deno.test("parseSensorFrame never throws, and what it says is short", () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (input, part) => {
      for (const sent of [input, frame({ vl53l8ch: input, as7341: part, fusion: part })]) {
        const parsed = parseSensorFrame(sent);
        if (!parsed.ok) assert.ok(parsed.message.length < 4_000);
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});
