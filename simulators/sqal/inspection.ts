/** The inspection of one finished lot: a few samples, through the same door as any device's. */
import type { Clock } from "../../src/lib/clock.ts";
import type { Logger } from "../../src/lib/log.ts";
import { type OpenSocket, randomStream, wholeNumber } from "../kernel/mod.ts";
import { WINDOW_SAMPLES } from "./esp32_params.ts";
import { identityOf } from "./identity.ts";
import { type KnownLot, knownLot } from "./inspected_lot.ts";
import { makeMeasurement } from "./sample_maker.ts";
import { openSensorLink } from "./sensor_link.ts";
import {
  type DeviceIdentity,
  heartbeatText,
  type Introduction,
  type OutgoingSample,
} from "./sensor_protocol.ts";

export interface LotToInspect extends KnownLot {
  /** Simulated, epoch ms. */
  readonly slaughteredAtMs: number;
}

export interface InspectionOptions {
  samples: number;
  /** The device is `{prefix}_{code_lot}`, a sample `{device}_{001…}`. */
  devicePrefix: string;
  /** The WebSocket that takes samples. */
  url: string;
  openSocket: OpenSocket;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  /** Without an answer to everything by then, the server counts as out of reach. */
  timeoutMs?: number;
}

export type InspectionResult =
  | { readonly kind: "inspected"; readonly inspectedAtMs: number; readonly samples: number }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "stopped" };

const TIMEOUT_MS = 60_000;
/** Livers are cooled before they are graded. */
const COOLING_MS = 4 * 3_600_000;
const BETWEEN_SAMPLES_MS = { min: 60_000, max: 120_000 };
/** What a lot is like follows from the lot, not from the run that happens to inspect it. */
const SEED = 0;

/**
 * Measures a lot and waits until its samples are stored. Again the same lot gives the same samples,
 * so that an inspection which was cut short can simply be run again.
 */
export async function inspectLot(
  lot: LotToInspect,
  options: InspectionOptions,
): Promise<InspectionResult> {
  const device = identityOf(`${options.devicePrefix}_${lot.codeLot}`, "Contrôle qualité SQAL");
  const measured = measureLot(lot, { device, count: options.samples });
  if (measured.kind !== "measured") return measured;
  const { samples, profile } = measured;
  const outcome = await deliver(samples, { ...options, introduction: { device, profile } });
  return outcome ??
    { kind: "inspected", inspectedAtMs: samples.at(-1)!.timeMs, samples: samples.length };
}

/** The samples of a lot, their simulated times some hours after its slaughter. */
export function measureLot(
  lot: LotToInspect,
  { device, count }: { device: DeviceIdentity; count: number },
):
  | {
    readonly kind: "measured";
    readonly samples: readonly OutgoingSample[];
    readonly profile: string;
  }
  | { readonly kind: "refused"; readonly reason: string } {
  const inspected = knownLot(lot);
  const pauses = randomStream(SEED, "lot", lot.codeLot, "pauses");
  const samples: OutgoingSample[] = [];
  let timeMs = lot.slaughteredAtMs + COOLING_MS;
  for (let sequence = 1; sequence <= count; sequence++) {
    const sampleId = `${device.deviceId}_${String(sequence).padStart(3, "0")}`;
    const made = makeMeasurement({
      seed: SEED,
      device,
      lot: inspected,
      sequence,
      sampleId,
      timeMs,
    });
    if (made.kind !== "sample") {
      return { kind: "refused", reason: `measure ${sampleId}: ${made.reason}` };
    }
    samples.push(made.sample);
    timeMs += wholeNumber(pauses, BETWEEN_SAMPLES_MS);
  }
  return { kind: "measured", samples, profile: inspected.livers.profile };
}

type Failure = Exclude<InspectionResult, { kind: "inspected" }>;

/** Undefined when every sample is acknowledged. */
async function deliver(
  samples: readonly OutgoingSample[],
  options: InspectionOptions & { introduction: Introduction },
): Promise<Failure | undefined> {
  const { clock, signal, introduction, timeoutMs = TIMEOUT_MS } = options;
  const { deviceId } = introduction.device;
  if (signal.aborted) return { kind: "stopped" };
  const failed = Promise.withResolvers<void>();
  let failure: Failure | undefined;
  const fail = (what: Failure) => {
    failure ??= what;
    failed.resolve();
  };
  const startedMs = clock.now();
  let trouble = "no answer";
  const onAbort = () => fail({ kind: "stopped" });
  signal.addEventListener("abort", onAbort);
  const link = openSensorLink({
    ...options,
    window: Math.max(WINDOW_SAMPLES, samples.length),
    random: randomStream(SEED, "device", deviceId, "backoff"),
  }, {
    onSettled({ key }, outcome) {
      if (outcome.kind === "refused") {
        fail({ kind: "refused", reason: `${key}: ${outcome.message}` });
      }
    },
    onState(state) {
      if (state.kind === "waiting") trouble = state.reason;
      if (state.kind === "refused") fail({ kind: "unreachable", reason: state.reason });
    },
  });
  const cancelTimeout = clock.schedule(timeoutMs, () => {
    const what = `${link.unsettled} samples unanswered within ${timeoutMs / 1_000} s`;
    fail({ kind: "unreachable", reason: `${what}: ${trouble}` });
  });
  try {
    for (const sample of samples) link.send(sample);
    await Promise.race([failed.promise, link.drain()]);
    return failure;
  } finally {
    cancelTimeout();
    signal.removeEventListener("abort", onAbort);
    link.say(goodbye(deviceId, { startedMs, nowMs: clock.now(), sent: samples.length }));
    link.close();
  }
}

/** A device that goes without a word would count as one that broke. */
function goodbye(
  deviceId: string,
  { startedMs, nowMs, sent }: { startedMs: number; nowMs: number; sent: number },
): string {
  const stats = {
    status: "offline",
    uptimeMs: nowMs - startedMs,
    sent,
    buffered: 0,
    reconnections: 0,
    i2cErrors: 0,
  } as const;
  return heartbeatText(deviceId, stats, nowMs);
}
