/** Samples as the older firmware sent them. */
import type { Frame } from "./test_socket.ts";

const LINES = (await Deno.readTextFile(new URL("../fixtures/old_sensors.jsonl", import.meta.url)))
  .trim().split("\n").map((line): { from: "client" | "server"; frame: Frame } => JSON.parse(line));

/** A recorded conversation on `/ws/sensors/`, both sides, in its order. */
export const RECORDED: readonly { from: "client" | "server"; frame: Frame }[] = LINES;

type Part = Record<string, unknown>;

export interface SampleFrame extends Frame {
  sample_id: string;
  device_id: string;
  vl53l8ch: Part;
  as7341: Part;
  fusion: Part;
}

/** A sound recorded sample: device ESP32_LL_01, score 0.74, grade B. */
export function aSample(changes: Frame = {}): SampleFrame {
  const [, second] = RECORDED.filter(({ frame }) => frame.type === "sensor_data");
  return { ...structuredClone(second!.frame), ...changes } as SampleFrame;
}

/** The n-th sample of a device, a second apart, good enough to raise no alert. */
export function sampleNumber(n: number, changes: Frame = {}): SampleFrame {
  const sample = aSample({
    sample_id: `S-${n}`,
    timestamp: new Date(Date.UTC(2026, 10, 22, 8) + 1000 * n).toISOString(),
    ...changes,
  });
  sample.as7341 = { ...sample.as7341, oxidation_index: 0.1, freshness_index: 0.9 };
  return sample;
}
