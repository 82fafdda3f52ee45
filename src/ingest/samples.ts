/**
 * The way of a sample: checked → queued → one transaction for many → published and acknowledged.
 *
 * What a device says beside its samples (hello, heartbeat) goes the same way, so that a device is
 * written in the order of what it said.
 */
import { parseSensorFrame, type SensorFrame } from "../contract/sensor.ts";
import {
  type SensorHeartbeat,
  type SensorHello,
  UNNAMED_DEVICE,
} from "../contract/sensor_control.ts";
import type { Alert } from "../domain/alerts.ts";
import { lotOfDevice, siteOfDevice } from "../domain/device_site.ts";
import { readSensors } from "../domain/sensor_reading.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { BatchWriter } from "./batch_writer.ts";
import { laneHash } from "./_lane_hash.ts";
import { RareWarning } from "./_rare_warning.ts";
import { readDeviceTime } from "./_device_time.ts";
import type {
  DeviceListener,
  DeviceNews,
  PlacedSample,
  SampleMetrics,
  SamplePlace,
  SampleStore,
  SampleStored,
} from "./device_news.ts";

export interface SampleIngestOptions {
  store: SampleStore;
  hasSite(code: string): boolean;
  devices: DeviceListener;
  /**
   * Called for each new sample, after its commit; once, unless an outage leaves open whether it
   * was.
   */
  publish(sample: PlacedSample, place: SamplePlace): void;
  /** Called for each alert that is new, after its commit. */
  publishAlert(alert: Alert & { id: number }): void;
  /** IANA zone of timestamps without an offset. */
  clientZone: string;
  capacity: number;
  batchSize: number;
  lingerMs: number;
  lanes: number;
  clock: Clock;
  log: Logger;
  metrics: SampleMetrics;
}

export type SampleOutcome =
  | { status: "stored"; sample: PlacedSample }
  /** `data` is what came in, or the frame as read from it: a queue must not hold both. */
  | { status: "invalid" | "refused" | "forbidden" | "storage"; message: string; data: unknown }
  | { status: "overloaded"; retryAfterMs: number; data: unknown };

const OVERLOADED_RETRY_MS = 1_000;

export class SampleIngest {
  readonly #options: SampleIngestOptions;
  readonly #writer: BatchWriter<DeviceNews, SampleStored>;
  readonly #refusals: RareWarning;

  constructor(options: SampleIngestOptions) {
    this.#options = options;
    this.#refusals = new RareWarning("the database refused a sample", options);
    const { store, capacity, batchSize, lingerMs, lanes, clock, log, metrics } = options;
    this.#writer = new BatchWriter({
      write: async (news) => {
        const { results, alerts } = await store.write(news);
        for (const alert of alerts) this.#guarded(() => options.publishAlert(alert));
        return results;
      },
      isOutage: (error) => store.isOutage(error),
      laneOf: ({ deviceId }) => laneHash(deviceId),
      lanes,
      capacity,
      batchSize,
      lingerMs,
      clock,
      log,
      onBatch: (size, elapsedMs) => metrics.batch(size, elapsedMs),
    });
  }

  /** Samples and sightings accepted and not yet answered. */
  get queued(): number {
    return this.#writer.held;
  }

  /** Checks one decoded frame and queues it. `settle` is called once, now or after the commit. */
  submit(input: unknown, settle: (outcome: SampleOutcome) => void): void {
    this.#options.metrics.received();
    const sample = this.#place(input);
    if (typeof sample === "string") {
      return this.#refuse({ status: "invalid", message: sample, data: input }, settle);
    }
    const { deviceId, siteCode, time, frame: data } = sample;
    // A lot's own device says all it has to say and is gone.
    if (lotOfDevice(deviceId) === undefined) {
      this.#options.devices.heard({ deviceId, siteCode, sampleMs: Date.parse(time) });
    }
    const accepted = this.#writer.offer(sample, (outcome) => {
      if (outcome.status === "stored" && outcome.result.status === "stored") {
        const { change, place } = outcome.result;
        this.#options.metrics.stored(change);
        // The try before may have stored it without our knowing: then nobody was told.
        if (change === "new" || outcome.isRetry) {
          this.#guarded(() => this.#options.publish(sample, place));
        }
        return settle({ status: "stored", sample });
      }
      if (outcome.status === "stored") {
        const { field, id } = sample.lot!;
        const message = `${field}: unknown lot ${JSON.stringify(id)}`;
        return this.#refuse({ status: "refused", message, data }, settle);
      }
      if (outcome.status === "abandoned") {
        const message = "cannot store this sample: the server is stopping";
        return this.#refuse({ status: "storage", message, data }, settle);
      }
      this.#refusals.warn({
        device_id: deviceId,
        sample_id: data.sample_id,
        reason: messageOf(outcome.error),
      });
      const reason = this.#options.store.refusalReason(outcome.error);
      const message = `cannot store this sample: ${reason}`;
      this.#refuse({ status: "refused", message, data }, settle);
    });
    if (!accepted) {
      this.#refuse({ status: "overloaded", retryAfterMs: OVERLOADED_RETRY_MS, data }, settle);
    }
  }

  /** Notes that a device is there. What nobody has time to write now is written another time. */
  see(hello: SensorHello | SensorHeartbeat): void {
    const { clientZone, clock, devices } = this.#options;
    const { device_id: deviceId } = hello;
    if (deviceId === UNNAMED_DEVICE) return;
    const siteCode = this.#siteOf(deviceId);
    const about = hello.type === "esp32_hello" ? hello : undefined;
    if (hello.type === "heartbeat" && hello.status === "offline") devices.left(deviceId);
    else if (lotOfDevice(deviceId) === undefined) {
      devices.heard({ deviceId, siteCode, intervalSeconds: about?.interval_s ?? undefined });
    }
    this.#writer.offer({
      kind: "sighting",
      deviceId,
      siteCode,
      location: about?.location ?? null,
      firmwareVersion: about?.firmware_version ?? null,
      configProfile: about?.config_profile ?? null,
      time: readDeviceTime(hello.timestamp, clientZone)?.time ??
        new Date(clock.now()).toISOString(),
    }, () => {});
  }

  /** Refuses new samples and waits for those accepted. */
  stop(timeoutMs: number): Promise<void> {
    return this.#writer.stop(timeoutMs);
  }

  /** The sample, or why it cannot be one of ours. */
  #place(input: unknown): PlacedSample | string {
    const parsed = parseSensorFrame(input);
    if (!parsed.ok) return parsed.message;
    const { frame } = parsed;
    const instant = readDeviceTime(frame.timestamp, this.#options.clientZone);
    if (!instant) {
      return `timestamp: expected an ISO 8601 date-time or seconds since 1970, got ${
        JSON.stringify(frame.timestamp)
      }`;
    }
    if (frame.site_code && !this.#options.hasSite(frame.site_code)) {
      return `site_code: unknown site ${JSON.stringify(frame.site_code)}`;
    }
    const read = readSensors(frame);
    if (!read.ok) return read.message;
    const deviceId = frame.device_id;
    return {
      kind: "sample",
      ...instant,
      frame,
      reading: read.reading,
      deviceId,
      siteCode: frame.site_code || this.#siteOf(deviceId),
      lot: lotNamed(frame),
    };
  }

  /** A name may contain any two letters: only a site we know counts. */
  #siteOf(deviceId: string): string | null {
    const site = siteOfDevice(deviceId);
    return site !== undefined && this.#options.hasSite(site) ? site : null;
  }

  /** What is told is stored: a listener's fault must neither cost the answer nor a second write. */
  #guarded(publish: () => void): void {
    try {
      publish();
    } catch (error) {
      this.#options.log.error("a sample or its alert could not be published", { error });
    }
  }

  #refuse(
    outcome: Exclude<SampleOutcome, { status: "stored" }>,
    settle: (outcome: SampleOutcome) => void,
  ): void {
    this.#options.metrics.refused(outcome.status);
    settle(outcome);
  }
}

function lotNamed({ lot_id, device_id }: SensorFrame): PlacedSample["lot"] {
  if (lot_id !== null && lot_id !== undefined) return { id: String(lot_id), field: "lot_id" };
  const id = lotOfDevice(device_id);
  return id === undefined ? null : { id, field: "device_id" };
}
