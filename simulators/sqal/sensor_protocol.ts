/** What a device says on `/ws/sensors/`, and how it reads the answers. */
import type { Answer, OutgoingFrame } from "../kernel/mod.ts";
import { FIRMWARE_VERSION } from "./esp32_params.ts";
import { type Esp32Status, I2C_ADDRESSES } from "./esp32.ts";
import type { SampleTruth, SensorDataFrame } from "./sample.ts";

/** Who a device is. */
export interface DeviceIdentity {
  readonly deviceId: string;
  readonly location: string;
  readonly macAddress: string;
  readonly ipAddress: string;
}

/** A made-up lot has no code that a server could know. */
export type SentFrame = Omit<SensorDataFrame, "lot_id"> & { readonly lot_id?: string };

/** A sample on its way, known by its id until it is acknowledged. */
export interface OutgoingSample extends OutgoingFrame {
  readonly timeMs: number;
  readonly frame: SentFrame;
  readonly truth: SampleTruth;
}

export function outgoingSample(
  { frame, truth, timeMs }: { frame: SentFrame; truth: SampleTruth; timeMs: number },
): OutgoingSample {
  return { key: frame.sample_id, text: JSON.stringify(frame), timeMs, frame, truth };
}

/** How a device introduces itself. */
export interface Introduction {
  readonly device: DeviceIdentity;
  readonly profile: string;
  /** Between two samples; a device without one may fall silent at any time. */
  readonly intervalMs?: number;
}

export function helloText(
  { device, profile, intervalMs }: Introduction,
  timeMs: number,
): string {
  const hex = (address: number) => `0x${address.toString(16)}`;
  return JSON.stringify({
    type: "esp32_hello",
    device_id: device.deviceId,
    mac_address: device.macAddress,
    location: device.location,
    ip_address: device.ipAddress,
    firmware_version: FIRMWARE_VERSION,
    config_profile: profile,
    ...(intervalMs !== undefined && { interval_s: intervalMs / 1_000 }),
    sensors: {
      vl53l8ch: hex(I2C_ADDRESSES.vl53l8ch),
      as7341: hex(I2C_ADDRESSES.as7341),
    },
    // Older devices never read: a server may spare them its answers.
    acks: true,
    timestamp: new Date(timeMs).toISOString(),
  });
}

export interface DeviceStats {
  readonly status: Esp32Status;
  readonly uptimeMs: number;
  readonly sent: number;
  readonly buffered: number;
  readonly reconnections: number;
  readonly i2cErrors: number;
}

/** What keeps a device known between its samples; with status `offline` it says goodbye. */
export function heartbeatText(deviceId: string, stats: DeviceStats, timeMs: number): string {
  const uptimeSeconds = Math.floor(stats.uptimeMs / 1_000);
  return JSON.stringify({
    type: "heartbeat",
    device_id: deviceId,
    status: stats.status,
    uptime: uptimeSeconds,
    stats: {
      measurements_sent: stats.sent,
      measurements_buffered: stats.buffered,
      reconnections: stats.reconnections,
      i2c_errors: stats.i2cErrors,
      uptime_seconds: uptimeSeconds,
    },
    buffer_size: stats.buffered,
    timestamp: new Date(timeMs).toISOString(),
  });
}

const RETRY_MS = 1_000;
/** Errors that are the server's own: the sample is sound. */
const PASSING_CODES: readonly unknown[] = ["overloaded", "storage"];

/** Reads an answer. An error without a code refuses the sample, as the older server meant it. */
export function readSensorAnswer(text: string): Answer {
  const answer = objectIn(text);
  if (answer?.type === "ack") {
    const key = sampleIdOf(answer);
    return key === undefined ? { kind: "other" } : { kind: "ack", key };
  }
  if (answer?.type !== "error") return { kind: "other" };
  const { code, error, retry_after_ms } = answer;
  const key = sampleIdOf(answer) ?? sampleIdOf(answer.data);
  if (PASSING_CODES.includes(code)) {
    return { kind: "later", key, retryAfterMs: Number(retry_after_ms ?? RETRY_MS) || RETRY_MS };
  }
  return {
    kind: "refused",
    key,
    code: typeof code === "string" ? code : "refused",
    message: typeof error === "string" ? error : "no reason given",
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function sampleIdOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { sample_id } = value as Record<string, unknown>;
  return typeof sample_id === "string" ? sample_id : undefined;
}
