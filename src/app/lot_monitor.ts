/** Joins the lot monitor with the queue in the database and the sensors that inspect. */
import { openDenoSocket, type OpenSocket } from "../../simulators/kernel/mod.ts";
import type { Config } from "../config/mod.ts";
import { InspectionRepository } from "../db/inspection_repository.ts";
import { pendingMigrations } from "../db/migrator.ts";
import { openPool } from "../db/pool.ts";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { LotMonitor, type LotMonitorTiming } from "../quality/mod.ts";
import type { Sql } from "postgres";

export type LotMonitorConfig = Pick<
  Config,
  "polling_interval" | "samples_per_lot" | "monitor_device_id"
>;

export interface LotMonitorDeps {
  sql: Sql;
  /** The WebSocket that takes the samples. */
  sensorsUrl: string;
  clock: Clock;
  log: Logger;
  /** Opens the sensors' connection, with whatever credentials the server wants. */
  openSocket?: OpenSocket;
  timing?: Partial<LotMonitorTiming>;
}

/** Starts a lot monitor; `stop` lets go of the lots that it has. */
export function startLotMonitor(
  config: LotMonitorConfig,
  { sql, sensorsUrl, clock, log, openSocket = openDenoSocket, timing }: LotMonitorDeps,
): { stop(): Promise<void> } {
  const monitor = new LotMonitor({
    queue: new InspectionRepository(sql),
    inspect: async (lot, signal) => {
      // The sensors and their liver: a server starts without them.
      const { inspectLot } = await import("../../simulators/sqal/mod.ts");
      return await inspectLot(lot, {
        samples: config.samples_per_lot,
        devicePrefix: config.monitor_device_id,
        url: sensorsUrl,
        openSocket,
        clock,
        log,
        signal,
      });
    },
    clock,
    log,
    pollingIntervalMs: config.polling_interval * 1_000,
    timing,
  });
  monitor.start();
  return monitor;
}

/** A claim, a renewal and an end at a time are all it asks of the database. */
const POOL_SIZE = 4;

/**
 * A lot monitor of its own process, on a database that a server has migrated.
 *
 * @throws AppError `config_invalid` without a database's address, `database_failed` when its schema
 * is older than this program's
 */
export async function startLotMonitorAlone(
  config: LotMonitorConfig & Pick<Config, "database_url">,
  { sensorsUrl, clock, log, openSocket }: Pick<
    LotMonitorDeps,
    "sensorsUrl" | "clock" | "log" | "openSocket"
  >,
): Promise<{ stop(): Promise<void> }> {
  const { database_url: url } = config;
  if (url === undefined) {
    throw new AppError("config_invalid", "--database-url: the monitor needs the server's database");
  }
  await using parts = new AsyncDisposableStack();
  const sql = await openPool({
    database: { url },
    max: POOL_SIZE,
    applicationName: "gavaged monitor",
    log,
  });
  parts.defer(() => sql.end({ timeout: 5 }));
  const missing = await pendingMigrations(sql);
  if (missing.length > 0) {
    throw new AppError(
      "database_failed",
      `start the monitor: the database lacks ${
        missing.join(", ")
      }; start the server first, or migrate`,
    );
  }
  const monitor = startLotMonitor(config, { sql, sensorsUrl, clock, log, openSocket });
  parts.defer(() => monitor.stop());
  const owned = parts.move();
  return { stop: () => owned.disposeAsync() };
}
