/**
 * Notices devices that fall silent: three of a device's own intervals without a frame.
 *
 * Silence is wall time. The interval is what the device says, or the longest of the gaps between its
 * last samples, by the wall or by its own clock: samples that were buffered and resent in a burst,
 * or simulated a thousand times faster, do not make it look quicker than it is.
 */
import { type Alert, deviceSilentAlert } from "../domain/alerts.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";

export interface HeardDevice {
  deviceId: string;
  siteCode: string | null;
  /** The sample's own time, epoch milliseconds. */
  sampleMs?: number;
  intervalSeconds?: number;
}

export interface SilentDevices {
  /** Of these, the devices that no server on this database has heard of for so long. */
  stillSilent(suspects: readonly { deviceId: string; silentSeconds: number }[]): Promise<string[]>;
  raise(alerts: readonly Alert[]): Promise<void>;
}

export interface DeviceWatchOptions {
  devices: SilentDevices;
  clock: Clock;
  log: Logger;
}

interface Watched {
  siteCode: string | null;
  heardMs: number;
  statedMs: number | undefined;
  sampledMs: number | undefined;
  lastSampleMs: number | undefined;
  gapsMs: number[];
}

const DEFAULT_INTERVAL_MS = 30_000;
const INTERVALS_OF_SILENCE = 3;
/** A device that lost its connection waits this long before it tries again. */
const RECONNECT_MS = 5_000;
/** What is heard is written this much later at most, unless the database is away. */
const COMMIT_MS = 4_000;
const REMEMBERED_GAPS = 5;
/** A longer gap was a pause, not an interval. */
const LONGEST_INTERVAL_MS = 3_600_000;
const CHECK_MS = 1_000;

export class DeviceWatch {
  readonly #options: DeviceWatchOptions;
  readonly #watched = new Map<string, Watched>();
  #cancel: (() => void) | undefined;
  #checking: Promise<void> | undefined;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
  }

  /** Devices that are neither gone nor silent. */
  get size(): number {
    return this.#watched.size;
  }

  start(): void {
    this.#cancel = this.#options.clock.schedule(CHECK_MS, this.#tick);
  }

  /** Waits for a check under way. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#checking;
  }

  heard({ deviceId, siteCode, sampleMs, intervalSeconds }: HeardDevice): void {
    const nowMs = this.#options.clock.now();
    let device = this.#watched.get(deviceId);
    if (!device) {
      device = {
        siteCode,
        heardMs: nowMs,
        statedMs: undefined,
        sampledMs: undefined,
        lastSampleMs: undefined,
        gapsMs: [],
      };
      this.#watched.set(deviceId, device);
    }
    device.heardMs = nowMs;
    if (intervalSeconds !== undefined) device.statedMs = intervalSeconds * 1000;
    if (sampleMs !== undefined) noteSample(device, { nowMs, sampleMs });
  }

  left(deviceId: string): void {
    this.#watched.delete(deviceId);
  }

  #tick = async (): Promise<void> => {
    this.#checking = this.#check();
    await this.#checking;
    if (this.#cancel) this.#cancel = this.#options.clock.schedule(CHECK_MS, this.#tick);
  };

  async #check(): Promise<void> {
    const { clock, devices, log } = this.#options;
    const nowMs = clock.now();
    const silent = [...this.#watched].filter(([, device]) =>
      nowMs - device.heardMs > limitMs(device)
    );
    if (silent.length === 0) return;
    try {
      const suspects = silent.map(([deviceId, { heardMs }]) => ({
        deviceId,
        silentSeconds: (nowMs - heardMs - COMMIT_MS) / 1000,
      }));
      const still = new Set(await devices.stillSilent(suspects));
      await devices.raise(
        silent.filter(([deviceId]) => still.has(deviceId)).map(([deviceId, device]) =>
          deviceSilentAlert({
            deviceId,
            siteCode: device.siteCode,
            silentSeconds: (nowMs - device.heardMs) / 1000,
            intervalSeconds: intervalMs(device) / 1000,
            time: new Date(nowMs).toISOString(),
          })
        ),
      );
      for (const [deviceId, device] of silent) {
        // Whoever speaks again is watched again.
        if (nowMs - device.heardMs > limitMs(device)) this.#watched.delete(deviceId);
      }
    } catch (error) {
      log.warn("cannot tell silent devices, trying again", { error });
    }
  }
}

function noteSample(
  device: Watched,
  { nowMs, sampleMs }: { nowMs: number; sampleMs: number },
): void {
  if (device.sampledMs !== undefined && device.lastSampleMs !== undefined) {
    const gapMs = Math.max(nowMs - device.sampledMs, sampleMs - device.lastSampleMs);
    if (gapMs > 0 && gapMs <= LONGEST_INTERVAL_MS) {
      device.gapsMs.push(gapMs);
      if (device.gapsMs.length > REMEMBERED_GAPS) device.gapsMs.shift();
    }
  }
  device.sampledMs = nowMs;
  device.lastSampleMs = sampleMs;
}

function intervalMs({ statedMs, gapsMs }: Watched): number {
  if (statedMs !== undefined) return statedMs;
  return gapsMs.length === 0 ? DEFAULT_INTERVAL_MS : Math.max(...gapsMs);
}

function limitMs(device: Watched): number {
  return Math.max(RECONNECT_MS, INTERVALS_OF_SILENCE * intervalMs(device));
}
