import assert from "node:assert/strict";
import type { OutgoingSample, SqalEvent, SqalSummary } from "../../simulators/sqal/mod.ts";
import { sqalJsonView } from "./sqal_json_view.ts";
import { sqalLinesView } from "./sqal_lines_view.ts";

const sample = {
  key: "ESP32_LL_01-1",
  text: "",
  timeMs: 0,
  frame: {
    type: "sensor_data",
    sample_id: "ESP32_LL_01-1",
    device_id: "ESP32_LL_01",
    vl53l8ch: { volume_mm3: 545_000 },
    fusion: { final_grade: "A+", final_score: 0.8921, num_defects: 0 },
  },
  truth: { massGrams: 516 },
} as unknown as OutgoingSample;

const started: SqalEvent = {
  kind: "started",
  seed: 7,
  devices: 1,
  intervalMs: 500,
  url: "ws://h/ws/sensors/",
};
const acked: SqalEvent = { kind: "sample_acked", deviceId: "ESP32_LL_01", sample };
const summary: SqalSummary = {
  outcome: "done",
  seed: 7,
  devices: 1,
  measured: 1,
  acked: 1,
  refused: 0,
  dropped: 0,
  notMeasured: 0,
  resent: 0,
  reconnections: 0,
  wallSeconds: 1.25,
  refusal: null,
};

function linesOf(view: typeof sqalLinesView, withTruth: boolean): string[] {
  const lines: string[] = [];
  const { onEvent, close } = view({ write: (line) => lines.push(line), withTruth });
  for (const event of [started, acked]) onEvent(event);
  close(summary);
  return lines.flatMap((text) => text.split("\n"));
}

Deno.test("sqal lines: the seed, each sample, the sum; the truth only on request", () => {
  const lines = linesOf(sqalLinesView, false);
  assert.match(lines[0]!, /1 device, a sample every 0\.5 s, seed 7/);
  assert.match(lines[1]!, /ESP32_LL_01-1 A\+ 0\.892 - 545 cm³ - 0 defects$/);
  assert.match(lines[2]!, /Done: 1 of 1 samples acknowledged in 1\.3 s/);
  assert.match(linesOf(sqalLinesView, true)[1]!, /truly 516 g$/);
});

Deno.test("sqal JSON: one object a line, the truth only on request", () => {
  const [first, second, last] = linesOf(sqalJsonView, true).map((line) => JSON.parse(line));
  assert.deepEqual([first.type, first.seed, first.interval_s], ["started", 7, 0.5]);
  assert.deepEqual([second.type, second.sample_id], ["sample_acked", "ESP32_LL_01-1"]);
  assert.deepEqual(second.truth, { massGrams: 516 });
  assert.deepEqual([last.type, last.outcome, last.wall_seconds], ["summary", "done", 1.25]);
  assert.ok(!("truth" in JSON.parse(linesOf(sqalJsonView, false)[1]!)));
});
