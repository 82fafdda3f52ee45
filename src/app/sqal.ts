/** Quality control's part of the server: samples in, alerts and updates out. */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import type { MealFrame } from "../contract/meal.ts";
import {
  type AcknowledgedAlert,
  AlertRepository,
  type RaisedAlert,
} from "../db/alert_repository.ts";
import { DecisionRepository } from "../db/decision_repository.ts";
import { DeviceRepository } from "../db/device_repository.ts";
import { SampleRepository } from "../db/sample_repository.ts";
import { SqalStatsRepository } from "../db/sqal_stats_repository.ts";
import { type Alert, lotMortalityAlert } from "../domain/alerts.ts";
import { frameTimestamp, parseInstant } from "../domain/time.ts";
import {
  BatchWriter,
  openSensorSession,
  SampleIngest,
  samplesOfSite,
  SENSOR_SESSION_LIMITS,
} from "../ingest/mod.ts";
import type { OpenVisit } from "../http/mod.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { DeviceWatch } from "../quality/mod.ts";
import type { Events } from "./cluster.ts";
import type { Metrics } from "./metrics.ts";

export interface Sqal {
  samples: SampleRepository;
  devices: DeviceRepository;
  alerts: AlertRepository;
  stats: SqalStatsRepository;
  decisions: DecisionRepository;
  ingest: SampleIngest;
  openSession: OpenVisit;
  /** Watches a lot's mortality as its meals report it. */
  judgeMeal(meal: MealFrame): void;
  /** Stores and broadcasts an alert that a person raised. */
  raiseByHand(alert: Alert): Promise<number>;
  /** Stores and broadcasts that a person has seen an alert; undefined where there is none. */
  acknowledge(alertId: number, by: string): Promise<AcknowledgedAlert | undefined>;
  /** Broadcasts which alerts the closing of these lots settled. */
  tellSettled(codes: readonly string[]): Promise<void>;
  /** Stops the watch and stores the alerts that wait; samples are stopped by `ingest`. */
  stop(): Promise<void>;
}

export interface SqalDeps {
  sql: Sql;
  hasSite(code: string): boolean;
  hub: Events;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}

const LANES = 2;
/** A waiting sample holds some 60 kB: the queue is bounded by memory before anything else. */
const MAX_QUEUED = 4_000;
/** Some 20 kB each: larger statements would only keep the first of them waiting. */
const BATCH = 250;
const ALERT_FRAME_BYTES = 700;
const SAMPLE_FRAME_BYTES = 20_000;
/** Alerts about lots that wait to be stored. */
const MAX_ALERTS_QUEUED = 10_000;
const ALERT_DRAIN_MS = 2_000;

export function startSqal(config: Config, deps: SqalDeps): Sqal {
  const { sql, hub, clock, log, metrics } = deps;
  const repeatMinutes = config.alert_repeat_minutes;
  const devices = new DeviceRepository(sql);
  const alerts = new AlertRepository(sql, { repeatMinutes });
  const samples = new SampleRepository(sql, { alertRepeatMinutes: repeatMinutes });

  const publishAlert = (alert: RaisedAlert) => {
    const nowMs = clock.now();
    metrics.alerts.raised(alert.type);
    hub.publish(
      {
        kind: "alert",
        site: alert.siteCode,
        ...(alert.codeLot !== null && { codeLot: alert.codeLot }),
        ...(alert.deviceId !== null && { deviceId: alert.deviceId }),
      },
      { type: "alert", timestamp: frameTimestamp(nowMs), data: shown(alert, nowMs) },
      ALERT_FRAME_BYTES,
    );
  };

  const raising = new BatchWriter<Alert, void>({
    async write(batch) {
      for (const alert of await alerts.raise(batch)) publishAlert(alert);
      return batch.map(() => {});
    },
    isOutage: alerts.isOutage,
    laneOf: () => 0,
    lanes: 1,
    capacity: MAX_ALERTS_QUEUED,
    batchSize: 500,
    lingerMs: 50,
    clock,
    log,
  });
  const raise = (alert: Alert) => {
    const accepted = raising.offer(alert, (outcome) => {
      if (outcome.status === "refused") {
        log.error("cannot store an alert", { type: alert.type, reason: messageOf(outcome.error) });
      }
    });
    if (!accepted) log.warn("an alert was not stored: too many wait", { type: alert.type });
  };

  const watch = new DeviceWatch({
    clock,
    log,
    devices: {
      stillSilent: (suspects) => devices.stillSilent(suspects),
      raise: (silent) => Promise.resolve(silent.forEach(raise)),
    },
  });
  watch.start();

  const ingest = new SampleIngest({
    store: samples,
    hasSite: deps.hasSite,
    devices: watch,
    publish({ frame, reading, deviceId, shownTime }, { codeLot, lotId, siteCode }) {
      hub.publish(
        {
          kind: "sensor_update",
          deviceId,
          site: siteCode,
          grade: reading.fusion.final_grade,
          ...(codeLot !== null && { codeLot }),
        },
        {
          type: "sensor_update",
          timestamp: shownTime,
          sample_id: frame.sample_id,
          device_id: deviceId,
          code_lot: codeLot,
          lot_id: lotId,
          site: siteCode,
          vl53l8ch: reading.vl53l8ch,
          as7341: reading.as7341,
          fusion: reading.fusion,
          poids_foie_estime_g: reading.liverGrams,
        },
        SAMPLE_FRAME_BYTES,
      );
    },
    publishAlert,
    clientZone: config.client_time_zone,
    capacity: Math.min(MAX_QUEUED, config.ingest_queue),
    batchSize: Math.min(BATCH, config.ingest_batch),
    lingerMs: config.ingest_linger_ms,
    lanes: LANES,
    clock,
    log,
    metrics: metrics.samples,
  });
  metrics.observe(
    "gavaged_samples_queued",
    "Samples accepted and not yet stored",
    () => ingest.queued,
  );
  metrics.observe("gavaged_devices_watched", "Devices heard of and not silent", () => watch.size);

  return {
    samples,
    devices,
    alerts,
    stats: new SqalStatsRepository(sql),
    decisions: new DecisionRepository(sql),
    ingest,
    openSession: (socket, { identity: { site } }) =>
      openSensorSession(socket, {
        ingest: site === undefined ? ingest : samplesOfSite(ingest, site),
        clock,
        limits: SENSOR_SESSION_LIMITS,
      }),
    judgeMeal(meal) {
      const alert = lotMortalityAlert({
        codeLot: meal.code_lot,
        siteCode: meal.site,
        mortalityPercent: meal.taux_mortalite,
        limitPercent: config.alert_mortality_percent,
        timeOf() {
          const timeMs = parseInstant(meal.timestamp, config.client_time_zone) ?? clock.now();
          return new Date(timeMs).toISOString();
        },
      });
      if (alert) raise(alert);
    },
    async raiseByHand(alert) {
      const stored = await alerts.insert(alert);
      publishAlert(stored);
      return stored.id;
    },
    async acknowledge(alertId, by) {
      const done = await alerts.acknowledge(alertId, by);
      if (done) publishAcknowledged(done, { hub, clock });
      return done;
    },
    async tellSettled(codes) {
      for (const alert of await alerts.settledWith(codes)) {
        publishAcknowledged(alert, { hub, clock });
      }
    },
    async stop() {
      await watch.stop();
      await raising.stop(ALERT_DRAIN_MS);
    },
  };
}

/** The frame that a new dashboard gets right after its greeting. */
export async function welcomeFrames(
  { samples, clock }: { samples: SampleRepository; clock: Clock },
): Promise<object[]> {
  const data = await samples.latest();
  if (!data) return [];
  return [{ type: "latest_sample", timestamp: frameTimestamp(clock.now()), data }];
}

function publishAcknowledged(
  { device_id: deviceId, ...alert }: AcknowledgedAlert,
  { hub, clock }: Pick<SqalDeps, "hub" | "clock">,
): void {
  hub.publish(
    {
      kind: "alert_update",
      site: alert.site_code,
      ...(alert.lot_id !== null && { codeLot: alert.lot_id }),
      ...(deviceId !== null && { deviceId }),
    },
    {
      type: "alert_update",
      timestamp: frameTimestamp(clock.now()),
      data: { ...alert, is_acknowledged: true },
    },
    ALERT_FRAME_BYTES,
    // Of those that a closed lot settled every server tells.
    { once: `${alert.alert_id} seen` },
  );
}

function shown(alert: RaisedAlert, nowMs: number) {
  const wall = new Date(nowMs).toISOString().replace("Z", "+00:00");
  return {
    time: alert.time.replace("Z", "+00:00"),
    alert_id: alert.id,
    device_id: alert.deviceId,
    sample_id: alert.sampleId,
    alert_type: alert.type,
    severity: alert.severity,
    title: alert.title,
    message: alert.message,
    data_context: alert.context,
    lot_id: alert.codeLot,
    site_code: alert.siteCode,
    is_acknowledged: false,
    acknowledged_at: null,
    acknowledged_by: null,
    occurrences: 1,
    last_seen: wall,
    created_at: wall,
  };
}
