/**
 * The composition root: what a server is made of, in which order it starts and stops.
 *
 * Start: database → schema → repositories → ingestion and hub → HTTP. Stop: the other way round,
 * with what was accepted stored and acknowledged before anybody is sent away.
 */
import type { Config } from "../config/mod.ts";
import { LotRepository } from "../db/lot_repository.ts";
import { MealRepository } from "../db/meal_repository.ts";
import { PeopleRepository } from "../db/people_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import { createApp, isLoopback, startServer } from "../http/mod.ts";
import { MEAL_SESSION_LIMITS, MealIngest, openMealSession } from "../ingest/mod.ts";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { Hub } from "../realtime/mod.ts";
import { openDatabase } from "./database.ts";
import { startLotMonitor } from "./lot_monitor.ts";
import { databasePing } from "./database_ping.ts";
import { createMetrics } from "./metrics.ts";
import { startSqal, welcomeFrames } from "./sqal.ts";
import { VERSION } from "./version.ts";

export interface Gavaged {
  /** Where it listens, `http://127.0.0.1:8000`. */
  url: string;
  /** Stores what was accepted, closes sessions, the pool and the database. */
  stop(): Promise<void>;
}

/** Batches are written side by side on so many connections; others serve requests. */
const INGEST_LANES = 3;
/** An accepted meal has this long to be stored when the server stops. */
const DRAIN_MS = 10_000;
/** Sites and gaveurs change rarely, by hand. */
const RELOAD_PEOPLE_MS = 30_000;
/** Used to bound the stream's memory; a meal's frame has about so many bytes. */
const MEAL_FRAME_BYTES = 480;

/**
 * Starts a server and returns once it listens.
 *
 * @throws AppError with one clear line: port taken, database unreachable, wrong password, newer
 * schema, data directory in use, no authentication on an open address.
 */
export async function startGavaged(
  config: Config,
  { log, clock }: { log: Logger; clock: Clock },
): Promise<Gavaged> {
  refuseOpenAddress(config.host);
  await using parts = new AsyncDisposableStack();

  const sql = await openDatabase(config, { log, parts });
  const people = new PeopleRepository(sql);
  await people.load();
  parts.defer(every(RELOAD_PEOPLE_MS, { clock, log, run: () => people.load() }));
  const lots = new LotRepository(sql);
  const meals = new MealRepository(sql, { zone: config.time_zone });

  const metrics = createMetrics(VERSION);
  const hub: Hub = new Hub({
    clock,
    epoch: crypto.randomUUID(),
    metrics: metrics.hub,
    log,
    welcome: () => welcomeFrames({ samples: sqal.samples, clock }),
  });
  const sqal = startSqal(config, {
    sql,
    hasSite: (code) => people.hasSite(code),
    hub,
    clock,
    log,
    metrics,
  });
  parts.defer(sqal.stop);
  const ingest = new MealIngest({
    store: meals,
    people,
    publish(meal, storedAtMs) {
      sqal.judgeMeal(meal);
      hub.publish(
        { kind: "gavage_realtime", codeLot: meal.code_lot, site: meal.site },
        {
          type: "gavage_realtime",
          data: { ...meal, pret_abattage: meal.pret_abattage ?? false },
          timestamp: frameTimestamp(storedAtMs),
        },
        MEAL_FRAME_BYTES,
      );
    },
    clientZone: config.client_time_zone,
    capacity: config.ingest_queue,
    batchSize: config.ingest_batch,
    lingerMs: config.ingest_linger_ms,
    lanes: INGEST_LANES,
    clock,
    log,
    metrics: metrics.meals,
  });
  metrics.observe(
    "gavaged_ingest_queued",
    "Meals accepted and not yet stored",
    () => ingest.queued,
  );

  let stopping = false;
  const app = createApp({
    clock,
    version: VERSION,
    log,
    lots,
    people,
    sqal,
    metrics: metrics.read,
    isStopping: () => stopping,
    pingDatabase: databasePing(() => sql`select 1`.execute(), clock),
  });
  const server = startServer({
    host: config.host,
    port: config.port,
    allowedOrigins: config.allowed_origins ?? [],
    fetch: app.fetch,
    sockets: {
      "/ws/gavage": (socket) =>
        openMealSession(socket, { ingest, clock, limits: MEAL_SESSION_LIMITS }),
      "/ws/realtime": hub.open,
      "/ws/sensors": sqal.openSession,
    },
    clock,
    log,
  });
  const url = `http://${
    server.host.includes(":") ? `[${server.host}]` : server.host
  }:${server.port}`;
  log.info("listening", { url, version: VERSION });
  const monitor = config.monitor
    ? startLotMonitor(config, {
      sql,
      sensorsUrl: `${url.replace("http", "ws")}/ws/sensors/`,
      clock,
      log,
    })
    : undefined;

  const owned = parts.move();
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop: () =>
      stopped ??= (async () => {
        stopping = true;
        log.info("stopping", { queued: ingest.queued + sqal.ingest.queued });
        await monitor?.stop();
        await Promise.all([ingest.stop(DRAIN_MS), sqal.ingest.stop(DRAIN_MS)]);
        await sqal.stop();
        hub.stop();
        await server.stop();
        await owned.disposeAsync();
        log.info("stopped");
      })(),
  };
}

/** Without authentication the program is for this machine alone. */
function refuseOpenAddress(host: string): void {
  if (isLoopback(host)) return;
  throw new AppError(
    "config_invalid",
    `--host ${host}: refusing to listen beyond this machine without authentication; use 127.0.0.1 behind a proxy that authenticates`,
  );
}

/** Runs again and again, the next time counted from the end of the last; the result stops it. */
function every(
  periodMs: number,
  { clock, log, run }: { clock: Clock; log: Logger; run: () => Promise<void> },
): () => void {
  let cancel = clock.schedule(periodMs, tick);
  let stopped = false;
  async function tick() {
    try {
      await run();
    } catch (error) {
      log.debug("periodic task failed", { error });
    }
    if (!stopped) cancel = clock.schedule(periodMs, tick);
  }
  return () => {
    stopped = true;
    cancel();
  };
}
