/** Measured livers: stored by the batch with their devices and alerts, read one or many. */
import type { Sql, TransactionSql } from "postgres";
import type { SensorFrame } from "../contract/sensor.ts";
import type { SampleRow } from "../contract/sqal.ts";
import { type GradedSample, sampleAlerts } from "../domain/alerts.ts";
import type { SensorReading } from "../domain/sensor_reading.ts";
import { numberArray, textArray } from "./array_literals.ts";
import { isOutage, refusalReason } from "./postgres_errors.ts";
import { restInstant } from "./_rest_instant.ts";
import { raiseAlerts, type RaisedAlert } from "./_raise_alerts.ts";
import { sampleRow } from "./_sample_row.ts";
import listSamples from "../../sql/queries/samples/list_samples.sql" with { type: "text" };
import lockLots from "../../sql/queries/samples/lock_lots.sql" with { type: "text" };
import measureLots from "../../sql/queries/samples/measure_lots.sql" with { type: "text" };
import readNewestTime from "../../sql/queries/samples/read_newest_time.sql" with { type: "text" };
import resolveLots from "../../sql/queries/samples/resolve_lots.sql" with { type: "text" };
import writeDevices from "../../sql/queries/devices/write_devices.sql" with { type: "text" };
import writeSampleEvents from "../../sql/queries/samples/write_sample_events.sql" with {
  type: "text",
};
import writeSamples from "../../sql/queries/samples/write_samples.sql" with { type: "text" };

export interface SampleToStore {
  kind: "sample";
  frame: SensorFrame;
  reading: SensorReading;
  deviceId: string;
  siteCode: string | null;
  /** The device's own time, ISO 8601 in UTC. */
  time: string;
  /** A code, registry id or number of a lot. */
  lot: { id: string } | null;
}

export interface SightingToStore {
  kind: "sighting";
  deviceId: string;
  siteCode: string | null;
  location: string | null;
  firmwareVersion: string | null;
  configProfile: string | null;
  time: string;
}

/** Whose sample it is; all null for one that named no lot. */
export interface SamplePlace {
  codeLot: string | null;
  lotId: string | null;
  siteCode: string | null;
}

export type SampleStored =
  | { status: "stored"; change: "new" | "same"; place: SamplePlace }
  | { status: "unknown_lot" };

export interface SampleFilter {
  sampleId?: string;
  deviceId?: string;
  codeLot?: string;
  /** Inclusive, ISO 8601. */
  start?: string;
  /** Exclusive. */
  end?: string;
  limit: number;
  offset?: number;
}

interface Located {
  sample: SampleToStore;
  place: SamplePlace;
}

const PREPARED = { prepare: true };

export class SampleRepository {
  readonly #sql: Sql;
  readonly #alertRepeatMinutes: number;

  constructor(sql: Sql, { alertRepeatMinutes }: { alertRepeatMinutes: number }) {
    this.#sql = sql;
    this.#alertRepeatMinutes = alertRepeatMinutes;
  }

  readonly isOutage = isOutage;
  readonly refusalReason = refusalReason;

  /**
   * Writes samples and sightings in one transaction, with what new samples bring about: events of
   * their lots, the lots' ITM, and alerts.
   * Returns one result each, in order, and the alerts that repeat no open one.
   */
  write(
    news: readonly (SampleToStore | SightingToStore)[],
  ): Promise<{ results: SampleStored[]; alerts: RaisedAlert[] }> {
    return this.#sql.begin(async (tx) => {
      const lots = await this.#resolve(tx, news);
      const places = news.map((item) => placeOf(item, lots));
      const located = news.flatMap((item, i): Located[] =>
        item.kind === "sample" && places[i] ? [{ sample: item, place: places[i] }] : []
      );
      const known = news.filter((_, i) => places[i] !== undefined);
      await tx.unsafe(writeDevices, [JSON.stringify(deviceRows(known))], PREPARED);
      const added = await this.#insert(tx, located);
      await tellLots(tx, [...added]);
      const alerts = await raiseAlerts(tx, {
        alerts: [...added].flatMap((item) => sampleAlerts(gradedSample(item))),
        repeatMinutes: this.#alertRepeatMinutes,
      });
      const isNew = new Set([...added].map(({ sample }) => sample));
      const results = news.map((item, i): SampleStored => {
        const place = places[i];
        if (!place) return { status: "unknown_lot" };
        const change = item.kind === "sample" && isNew.has(item) ? "new" : "same";
        return { status: "stored", change, place };
      });
      return { results, alerts };
    });
  }

  /** Newest first. */
  async list(filter: SampleFilter): Promise<SampleRow[]> {
    const rows = await this.#sql.unsafe<SampleRow[]>(listSamples, [
      filter.sampleId ?? null,
      filter.deviceId ?? null,
      filter.codeLot ?? null,
      filter.start ?? null,
      filter.end ?? null,
      filter.limit,
      filter.offset ?? 0,
    ], PREPARED);
    return rows.map((row) => ({
      ...row,
      time: restInstant(row.time),
      created_at: restInstant(row.created_at),
    }));
  }

  /** The newest, of all or of a device. */
  async latest(deviceId?: string): Promise<SampleRow | undefined> {
    return (await this.list({ deviceId, limit: 1 }))[0];
  }

  /** The newest sample's own time, which may be apart from the wall's. */
  async newestTime(): Promise<string | undefined> {
    const [row] = await this.#sql.unsafe(readNewestTime, [], PREPARED);
    return row?.time;
  }

  async #resolve(
    tx: TransactionSql,
    news: readonly (SampleToStore | SightingToStore)[],
  ): Promise<Map<string, SamplePlace>> {
    const ids = new Set(news.flatMap((item) => item.kind === "sample" ? item.lot?.id ?? [] : []));
    if (ids.size === 0) return new Map();
    const rows = await tx.unsafe(resolveLots, [textArray([...ids])], PREPARED);
    return new Map(rows.map((row) => [
      row.id,
      { codeLot: row.code_lot, lotId: row.lot_id, siteCode: row.site_code },
    ]));
  }

  /** Inserts what is not there yet, and returns it. */
  async #insert(tx: TransactionSql, located: readonly Located[]): Promise<Set<Located>> {
    const byKey = new Map<string, Located>();
    for (const item of located) {
      const { deviceId, frame, time } = item.sample;
      const key = JSON.stringify([deviceId, frame.sample_id, time]);
      if (!byKey.has(key)) byKey.set(key, item);
    }
    if (byKey.size === 0) return new Set();
    const distinct = [...byKey.values()];
    const rows = distinct.map(({ sample, place }) => sampleRow(sample, place));
    const added = await tx.unsafe(writeSamples, [JSON.stringify(rows)], PREPARED);
    return new Set(added.map(({ place }) => distinct[place - 1]!));
  }
}

/** Measures the lots of new samples anew, and adds each sample to its lot's events. */
async function tellLots(tx: TransactionSql, added: readonly Located[]): Promise<void> {
  const ofLots = added.filter(({ place }) => place.codeLot !== null);
  if (ofLots.length === 0) return;
  const codes = ofLots.map(({ place }) => place.codeLot);
  const distinct = textArray([...new Set(codes)]);
  await tx.unsafe(lockLots, [distinct], PREPARED);
  // A statement of its own: it sees the samples that others stored while this one waited.
  await tx.unsafe(measureLots, [distinct], PREPARED);
  const samples = ofLots.map(({ sample }) => sample);
  await tx.unsafe(writeSampleEvents, [
    textArray(codes),
    textArray(samples.map(({ time }) => time)),
    textArray(samples.map(({ deviceId }) => deviceId)),
    textArray(samples.map(({ frame }) => frame.sample_id)),
    textArray(samples.map(({ reading }) => reading.fusion.final_grade)),
    numberArray(samples.map(({ reading }) => reading.fusion.final_score)),
  ], PREPARED);
}

/** Where an item belongs, or undefined when it names a lot that is not there. */
function placeOf(
  item: SampleToStore | SightingToStore,
  lots: ReadonlyMap<string, SamplePlace>,
): SamplePlace | undefined {
  if (item.kind === "sighting" || !item.lot) {
    return { codeLot: null, lotId: null, siteCode: item.siteCode };
  }
  const lot = lots.get(item.lot.id);
  return lot && { ...lot, siteCode: item.frame.site_code || lot.siteCode };
}

/** One row a device: what it said last, and the newest of its times. */
function deviceRows(news: readonly (SampleToStore | SightingToStore)[]) {
  const rows = new Map<string, ReturnType<typeof deviceRow>>();
  for (const item of news) {
    const row = deviceRow(item);
    const earlier = rows.get(item.deviceId);
    rows.set(item.deviceId, {
      device_id: row.device_id,
      site_code: row.site_code ?? earlier?.site_code ?? null,
      location: row.location ?? earlier?.location,
      firmware_version: row.firmware_version ?? earlier?.firmware_version,
      config_profile: row.config_profile ?? earlier?.config_profile,
      last_seen: earlier && earlier.last_seen > row.last_seen ? earlier.last_seen : row.last_seen,
      has_sample: row.has_sample || earlier?.has_sample === true,
    });
  }
  return [...rows.values()];
}

function deviceRow(item: SampleToStore | SightingToStore) {
  const about = { device_id: item.deviceId, site_code: item.siteCode, last_seen: item.time };
  if (item.kind === "sighting") {
    return {
      ...about,
      location: item.location,
      firmware_version: item.firmwareVersion,
      config_profile: item.configProfile,
      has_sample: false,
    };
  }
  const { frame } = item;
  return {
    ...about,
    location: frame.location,
    firmware_version: frame.meta?.firmware_version ?? frame.firmware_version,
    config_profile: frame.meta?.config_profile,
    has_sample: true,
  };
}

function gradedSample({ sample, place }: Located): GradedSample {
  const { fusion, as7341 } = sample.reading;
  return {
    time: sample.time,
    sampleId: sample.frame.sample_id,
    deviceId: sample.deviceId,
    codeLot: place.codeLot,
    siteCode: place.siteCode,
    finalScore: fusion.final_score,
    finalGrade: fusion.final_grade,
    isCompliant: fusion.is_compliant,
    tofScore: fusion.tof_score,
    spectralScore: fusion.spectral_score,
    freshnessIndex: as7341.analysis.freshness_index,
    fatQualityIndex: as7341.analysis.fat_quality_index,
    oxidationIndex: as7341.analysis.oxidation_index,
  };
}
