/** What devices tell, and what ingestion asks of those who keep it, watch over it and count it. */
import type { SensorFrame } from "../contract/sensor.ts";
import type { Alert } from "../domain/alerts.ts";
import type { SensorReading } from "../domain/sensor_reading.ts";
import type { DeviceInstant } from "./_device_time.ts";

/** A checked sample, on its way to the database. */
export interface PlacedSample extends DeviceInstant {
  kind: "sample";
  frame: SensorFrame;
  reading: SensorReading;
  deviceId: string;
  siteCode: string | null;
  /** The lot it names: a code, a registry id or a number; and the field that did. */
  lot: { id: string; field: "lot_id" | "device_id" } | null;
}

/** A device that showed itself without a sample. */
export interface Sighting {
  kind: "sighting";
  deviceId: string;
  siteCode: string | null;
  location: string | null;
  firmwareVersion: string | null;
  configProfile: string | null;
  /** The device's own time, ISO 8601 in UTC. */
  time: string;
}

export type DeviceNews = PlacedSample | Sighting;

/** Whose sample it turned out to be. */
export interface SamplePlace {
  codeLot: string | null;
  lotId: string | null;
  siteCode: string | null;
}

export type SampleStored =
  | { status: "stored"; change: "new" | "same"; place: SamplePlace }
  | { status: "unknown_lot" };

export interface SampleStore {
  /** Writes all in one transaction, with the alerts they raise; one result each, in order. */
  write(news: readonly DeviceNews[]): Promise<{
    results: readonly SampleStored[];
    /** Alerts that repeat no open one. */
    alerts: readonly (Alert & { id: number })[];
  }>;
  /** True when the same news may be stored later. */
  isOutage(error: unknown): boolean;
  /** Any other error in words, for the sender. */
  refusalReason(error: unknown): string;
}

export interface SampleMetrics {
  received(): void;
  refused(code: string): void;
  stored(change: "new" | "same"): void;
  batch(size: number, elapsedMs: number): void;
}

/** Told of every sign of life, before anything is stored. */
export interface DeviceListener {
  heard(device: {
    deviceId: string;
    siteCode: string | null;
    /** The sample's own time, epoch milliseconds. */
    sampleMs?: number;
    /** Seconds between its samples, where the device says so. */
    intervalSeconds?: number;
  }): void;
  /** The device said goodbye. */
  left(deviceId: string): void;
}
