/**
 * The composition root: what a server is made of, in which order it starts and stops.
 *
 * Start: repositories → ingestion and hub → HTTP, on the database that start.ts opened. Stop: the
 * other way round, with what was accepted stored and acknowledged before anybody is sent away.
 */
import { withToken } from "../../simulators/kernel/mod.ts";
import type { Config } from "../config/mod.ts";
import { AuditRepository } from "../db/audit_repository.ts";
import { ExportRepository } from "../db/export_repository.ts";
import { LotOwners } from "../db/lot_owners.ts";
import { LotRepository } from "../db/lot_repository.ts";
import { MealRepository } from "../db/meal_repository.ts";
import { PeopleRepository } from "../db/people_repository.ts";
import { RegistryRepository } from "../db/registry_repository.ts";
import { SiteRepository } from "../db/site_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import { createApp, startServer } from "../http/mod.ts";
import { MEAL_SESSION_LIMITS, MealIngest, openMealSession } from "../ingest/mod.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { addPanelRoutes } from "../panel/mod.ts";
import { Hub } from "../realtime/mod.ts";
import { LotRegistry } from "../registry/mod.ts";
import { createAccess, mealsOf, newsFor, ofLotsOf, seenBy, signInOrigins } from "./access.ts";
import { createCluster } from "./cluster.ts";
import { startConsumer } from "./consumer.ts";
import { createCurves } from "./curves.ts";
import { createControl } from "./control.ts";
import { type Database, INGEST_LANES } from "./database.ts";
import { startLotMonitor } from "./lot_monitor.ts";
import { databasePing } from "./database_ping.ts";
import { startLotNews } from "./lot_news.ts";
import { createMetrics } from "./metrics.ts";
import { startSqal, welcomeFrames } from "./sqal.ts";
import { createTrace } from "./trace.ts";
import type { Gavaged, GavagedDeps } from "./start.ts";
import { VERSION } from "./version.ts";

/** An accepted meal has this long to be stored when the server stops. */
const DRAIN_MS = 10_000;
/** Sites and gaveurs change rarely, by hand. */
const RELOAD_PEOPLE_MS = 30_000;
const RELEASE_LOTS_MS = 600_000;
/** Used to bound the stream's memory; a meal's frame has about so many bytes. */
const MEAL_FRAME_BYTES = 480;

/** Joins the parts of a server on its database, and returns once it listens. */
export async function joinGavaged(
  config: Config,
  { database: { sql, batchSql }, parts, log, clock, runs, tokens }: GavagedDeps & {
    database: Database;
    /** What is to be closed when it stops, or does not come to start. */
    parts: AsyncDisposableStack;
  },
): Promise<Gavaged> {
  const people = new PeopleRepository(sql);
  const loaded = later(people.load());
  parts.defer(every(RELOAD_PEOPLE_MS, { clock, log, run: () => people.load() }));
  const lots = new LotRepository(sql);
  parts.defer(every(RELEASE_LOTS_MS, { clock, log, run: () => lots.release() }));
  const meals = new MealRepository(batchSql, { zone: config.time_zone });

  const metrics = createMetrics(VERSION);
  const access = createAccess(config, { clock, log, metrics });
  if (tokens) parts.defer(access.followTokens(tokens));
  const owners = new LotOwners(sql);
  const hub: Hub = new Hub({
    clock,
    epoch: crypto.randomUUID(),
    metrics: metrics.hub,
    log,
    welcome: () => welcomeFrames({ samples: sqal.samples, clock }),
  });
  const cluster = createCluster(config, { hub, clock, log, metrics });
  const joined = later(cluster?.start());
  if (cluster) parts.defer(cluster.stop);
  const events = cluster?.events ?? hub;
  const sqal = startSqal(config, {
    sql,
    hasSite: (code) => people.hasSite(code),
    hub: events,
    clock,
    log,
    metrics,
  });
  parts.defer(sqal.stop);
  const told = later(startLotNews({ lots, hub: events, onClosed: sqal.tellSettled, clock, log }));
  parts.defer(async () => (await told.catch(() => undefined))?.());
  await loaded;
  const consumer = await startConsumer(config, { sql, hub: events, clock, log, metrics });
  parts.defer(consumer.stop);
  const ingest = new MealIngest({
    store: meals,
    people,
    publish(meal, storedAtMs) {
      sqal.judgeMeal(meal);
      events.publish(
        { kind: "gavage_realtime", codeLot: meal.code_lot, site: meal.site },
        { type: "gavage_realtime", data: meal, timestamp: frameTimestamp(storedAtMs) },
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

  const control = createControl(config, {
    ...{ sql, hub: events, clock, log, metrics, ...runs },
    remote: cluster?.remote,
    token: access.gate.internalToken,
  });
  const prepared = later(control.prepare());

  let stopping = false;
  const app = createApp({
    control: control.routes,
    access: { ...access, audit: new AuditRepository(sql) },
    clock,
    version: VERSION,
    log,
    lots,
    consumer,
    curves: createCurves({ sql, hub: events, clock }),
    people,
    sites: new SiteRepository(sql),
    sqal,
    registry: new LotRegistry({ lots, meals, registry: new RegistryRepository(sql) }),
    trace: createTrace(config, { sql, people, clock }),
    exports: new ExportRepository(sql, { zone: config.time_zone }),
    metrics: metrics.read,
    isStopping: () => stopping,
    pingDatabase: databasePing(() => sql`select 1`.execute(), clock),
  });
  await told;
  await prepared;
  await joined;
  addPanelRoutes(app, { signInOrigins: () => signInOrigins(access.gate) });
  const server = startServer({
    host: config.host,
    port: config.port,
    ...access,
    fetch: app.fetch,
    sockets: access.visits.watched({
      "/ws/gavage": (socket, { identity, query }) =>
        openMealSession(socket, {
          ingest: mealsOf(identity, { ingest, owners }),
          clock,
          limits: MEAL_SESSION_LIMITS,
          joinsAnswers: query.get("answers") === "lines",
        }),
      "/ws/realtime": (socket, { identity }) =>
        hub.open(socket, { sees: seenBy(identity, owners) }),
      "/ws/gaveur/:gaveur_id{[0-9]+}": (socket, { params }) =>
        hub.open(socket, { manner: "gaveur", sees: ofLotsOf(Number(params["gaveur_id"]), owners) }),
      "/ws/notifications": (socket, { identity }) =>
        hub.open(socket, { manner: "notifications", sees: newsFor(identity, owners) }),
      "/ws/sensors": sqal.openSession,
      "/api/control-panel/ws/logs/:device_id": control.openLogs,
    }),
    clock,
    log,
  });
  const url = `http://${
    server.host.includes(":") ? `[${server.host}]` : server.host
  }:${server.port}`;
  log.info("listening", { url, version: VERSION });
  // An address that means all of them is none to connect to.
  const own = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  const monitor = config.monitor
    ? startLotMonitor(config, {
      sql,
      sensorsUrl: `${own.replace("http", "ws")}/ws/sensors/`,
      clock,
      log,
      openSocket: withToken(access.gate.internalToken).openSocket,
    })
    : undefined;

  await control.start(own);

  const owned = parts.move();
  let stopped: Promise<void> | undefined;
  return {
    url: own,
    token: access.gate.internalToken,
    stop: () =>
      stopped ??= (async () => {
        stopping = true;
        log.info("stopping", { queued: ingest.queued + sqal.ingest.queued });
        await control.stop();
        await monitor?.stop();
        await Promise.all([ingest.stop(DRAIN_MS), sqal.ingest.stop(DRAIN_MS)]);
        await sqal.stop();
        await consumer.stop();
        await cluster?.stop();
        hub.stop();
        await server.stop();
        await owned.disposeAsync();
        log.info("stopped");
      })(),
  };
}

/** Others answer while this start goes on; what fails is heard of where it is awaited. */
function later<T extends Promise<unknown> | undefined>(answer: T): T {
  answer?.catch(() => {});
  return answer;
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
