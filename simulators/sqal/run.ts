/** Any number of simulated devices in one process, on one heap and one timer. */
import type { Clock } from "../../src/lib/clock.ts";
import type { Logger } from "../../src/lib/log.ts";
import { AppError } from "../../src/lib/errors.ts";
import {
  AcceleratedClock,
  ACCESS_REFUSED,
  type ConnectionState,
  Kernel,
  type OpenSocket,
  randomStream,
} from "../kernel/mod.ts";
import { Esp32Device, type OpenLink } from "./device.ts";
import { sensorEndpointsOf } from "./endpoints.ts";
import { WINDOW_SAMPLES } from "./esp32_params.ts";
import type { SqalEvent, SqalOutcome, SqalSummary } from "./events.ts";
import { identityOf } from "./identity.ts";
import { knownLot, madeUpLot } from "./inspected_lot.ts";
import { findLot, type GetJson } from "./lot_lookup.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import type { InspectedLot } from "./sample_maker.ts";
import { openSensorLink } from "./sensor_link.ts";

export interface SqalOptions {
  deviceIds: readonly string[];
  location: string;
  intervalMs: number;
  /** 32-bit. */
  seed: number;
  /** The server, see `sensorEndpointsOf`. */
  url: string;
  /** Without it, the profile that the lot stands for, or the standard one. */
  profile?: QualityProfileName;
  /** The lot whose livers are measured, by code_lot or registry id; else each device makes one up. */
  lot?: string;
  /** Measurements of each device; endless when undefined. */
  samples?: number;
  /** Measurements that a device keeps while it is offline; `BUFFER_SAMPLES` unless told otherwise. */
  bufferSamples?: number;
  /** Stops measuring after this much wall time. */
  durationSeconds?: number;
}

export interface SqalDeps {
  clock: Clock;
  log: Logger;
  openSocket: OpenSocket;
  getJson: GetJson;
  signal: AbortSignal;
  onEvent(event: SqalEvent): void;
  /** Hands out what pauses and resumes the devices, before the first is plugged in. */
  onKernel?(kernel: Pick<Kernel, "pause" | "resume" | "lateness">): void;
}

/** A run that ends waits this long for the answers to what was measured. */
const STOP_GRACE_MS = 2_000;
const GRACE_POLL_MS = 10;

/**
 * Runs until each device has taken its samples and they are acknowledged, the duration is over, or
 * the signal aborts, whatever happens to the server meanwhile.
 *
 * @throws AppError `server_refused` when the lot is unknown to the server, or when it never let a
 * device in; one that stops letting them in ends the run, and stands in its summary
 */
export async function runSqal(options: SqalOptions, deps: SqalDeps): Promise<SqalSummary> {
  const { clock, signal, onEvent } = deps;
  const { seed, deviceIds, intervalMs, durationSeconds } = options;
  const { sensors, api } = sensorEndpointsOf(options.url);
  const startedMs = clock.now();
  onEvent({ kind: "started", seed, devices: deviceIds.length, intervalMs, url: sensors });

  const ended = new AbortController();
  const stop = () => ended.abort();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const cancelEnd = durationSeconds === undefined
    ? undefined
    : clock.schedule(durationSeconds * 1_000, stop);
  const devices: Esp32Device[] = [];
  try {
    const lot = await lotOf(options, { ...deps, api, signal: ended.signal });
    if (!ended.signal.aborted) {
      await work(options, { ...deps, sensors, lot, ended, devices });
    }
  } finally {
    cancelEnd?.();
    signal.removeEventListener("abort", stop);
    for (const device of devices) device.close(clock.now());
  }
  return summaryOf(devices, {
    seed,
    deviceCount: deviceIds.length,
    wallMs: clock.now() - startedMs,
    interrupted: signal.aborted,
  });
}

/** The lot asked for; undefined when each device makes up its own. */
async function lotOf(
  { lot: id, seed, profile }: SqalOptions,
  deps: SqalDeps & { api: string },
): Promise<InspectedLot | undefined> {
  if (id === undefined) return undefined;
  const { onEvent } = deps;
  const known = await findLot(id, {
    ...deps,
    random: randomStream(seed, "lot lookup", "backoff"),
    onWaiting: (retryInMs, reason) => onEvent({ kind: "waiting_for_lot", retryInMs, reason }),
  });
  if (!known) return undefined;
  const lot = knownLot(known, profile);
  const { codeLot, profile: found, meanMassGrams } = lot.livers;
  onEvent({ kind: "lot_found", codeLot, profile: found, liverGrams: meanMassGrams });
  return lot;
}

interface WorkDeps extends SqalDeps {
  sensors: string;
  lot: InspectedLot | undefined;
  ended: AbortController;
  /** Where the devices go, so that they can be closed however this ends. */
  devices: Esp32Device[];
}

async function work(options: SqalOptions, deps: WorkDeps): Promise<void> {
  const { clock, log, openSocket, sensors, lot, ended, devices, onEvent } = deps;
  const { seed, location, intervalMs, samples, profile = "foiegras_standard_barquette" } = options;
  const nowMs = clock.now();
  const kernel = new Kernel({
    clock,
    time: new AcceleratedClock({ clock, simOriginMs: nowMs, accel: 1 }),
  });
  deps.onKernel?.(kernel);
  let wasLetIn = false;
  let refusal: string | undefined;
  // All devices show the same token: what one is told holds for each of them.
  const watch = (state: ConnectionState) => {
    if (state.kind === "open") wasLetIn = true;
    if (state.kind !== "refused" || state.code !== ACCESS_REFUSED) return;
    refusal ??= state.reason;
    ended.abort();
  };
  const openLink: OpenLink = (own, events) =>
    openSensorLink({ ...own, url: sensors, openSocket, clock, log, window: WINDOW_SAMPLES }, {
      ...events,
      onState(state) {
        events.onState?.(state);
        watch(state);
      },
    });
  let working = options.deviceIds.length;
  for (const deviceId of options.deviceIds) {
    const device = new Esp32Device({
      seed,
      identity: identityOf(deviceId, location),
      lot: lot ?? madeUpLot({ seed, deviceId, profile }),
      intervalMs,
      samples,
      phase: randomStream(seed, "device", deviceId, "phase").next(),
      bufferSamples: options.bufferSamples,
    }, {
      kernel,
      openLink,
      onEvent,
      onFinished() {
        if (--working === 0) ended.abort();
      },
    });
    devices.push(device);
    device.boot(nowMs);
  }
  await kernel.run(ended.signal);
  if (refusal !== undefined && !wasLetIn) {
    throw new AppError("server_refused", `connect to ${sensors}: ${refusal}`);
  }
  await settle(devices, clock);
}

/** Waits for answers for a moment, and only while somebody can answer. */
function settle(devices: readonly Esp32Device[], clock: Clock): Promise<void> {
  const untilMs = clock.now() + STOP_GRACE_MS;
  return new Promise((resolve) => {
    const look = () => {
      const open = devices.some((device) => device.isOnline && device.unsettled > 0);
      if (!open || clock.now() >= untilMs) resolve();
      else clock.schedule(GRACE_POLL_MS, look);
    };
    look();
  });
}

function summaryOf(
  devices: readonly Esp32Device[],
  run: { seed: number; deviceCount: number; wallMs: number; interrupted: boolean },
): SqalSummary {
  const sum = (of: (device: Esp32Device) => number) =>
    devices.reduce((total, device) => total + of(device), 0);
  const refusal = devices.find((device) => device.refusal !== null)?.refusal ?? null;
  const refused = sum(({ counts }) => counts.refused);
  const dropped = sum((device) => device.dropped);
  const isLossless = refused === 0 && dropped === 0 && refusal === null;
  const isComplete = devices.length > 0 && sum((device) => device.unsettled) === 0;
  const outcome: SqalOutcome = !isLossless
    ? "refused"
    : run.interrupted || !isComplete
    ? "stopped"
    : "done";
  return {
    outcome,
    seed: run.seed,
    devices: run.deviceCount,
    measured: sum(({ counts }) => counts.measured),
    acked: sum(({ counts }) => counts.acked),
    refused,
    dropped,
    notMeasured: sum(({ counts }) => counts.notMeasured),
    resent: sum((device) => device.resent),
    reconnections: sum((device) => device.reconnections),
    wallSeconds: run.wallMs / 1_000,
    refusal,
  };
}
