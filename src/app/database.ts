/**
 * The database a configuration names, or one of our own in its data directory.
 *
 * What is opened is closed with `parts`.
 */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import { startEmbedded } from "../db/embedded/mod.ts";
import { migrate, pendingMigrations } from "../db/migrator.ts";
import { type DatabaseAddress, openPool, openPools } from "../db/pool.ts";
import type { Logger } from "../lib/log.ts";

interface DatabaseDeps {
  log: Logger;
  parts: AsyncDisposableStack;
  /** Called when there is nothing to do but wait for the database. */
  onWaiting?: (() => void) | undefined;
}

/** The pools of a migrated database; together they have `database_pool` connections at most. */
export interface Database {
  sql: Sql;
  /** For the statements that write batches of meals, and nothing else. */
  batchSql: Sql;
}

/**
 * A statement that writes a batch is planned once, for a batch and for tables of any size. Left to
 * itself the planner scans tables that are small when it first looks, keeps doing so when they have
 * grown, and plans small batches anew each time: a batch of thirty meals cost 160 µs a meal, and
 * costs 95 so. A lot that somebody holds is noticed soon, so that its neighbours need not wait.
 */
export const BATCH_SESSION = {
  enable_seqscan: "off",
  plan_cache_mode: "force_generic_plan",
  jit: "off",
  lock_timeout: "2s",
};

/**
 * Batches of meals are written side by side on so many connections; others serve requests. A third
 * one brought no more meals a second, and made each wait longer: batches were smaller, and dearer.
 */
export const INGEST_LANES = 2;

export async function openDatabase(
  config: Config,
  { log, parts, onWaiting }: DatabaseDeps,
): Promise<Database> {
  const address = await addressOf(config, { log, parts, onWaiting });
  // One more than lanes: what somebody holds up is tried beside them.
  const batchConnections = Math.min(INGEST_LANES + 1, Math.floor(config.database_pool / 2));
  const { sql, batchSql } = await openPools({ database: address, log }, {
    sql: { max: config.database_pool - batchConnections },
    batchSql: { max: batchConnections, session: BATCH_SESSION },
  });
  parts.defer(() => sql.end({ timeout: 5 }));
  parts.defer(() => batchSql.end({ timeout: 5 }));
  await migrate(sql, { log });
  return { sql, batchSql };
}

/** Applies what is missing, or with `dryRun` only says what that is. Returns the files' names. */
export async function migrateDatabase(
  config: Config,
  { log, dryRun }: { log: Logger; dryRun: boolean },
): Promise<string[]> {
  await using parts = new AsyncDisposableStack();
  const database = await addressOf(config, { log, parts });
  const sql = await openPool({ database, max: config.database_pool, log });
  parts.defer(() => sql.end({ timeout: 5 }));
  return dryRun ? await pendingMigrations(sql) : (await migrate(sql, { log })).applied;
}

async function addressOf(
  config: Config,
  { log, parts, onWaiting }: DatabaseDeps,
): Promise<DatabaseAddress> {
  const { database_url: url, data_dir: dataDir, embedded_port: port } = config;
  if (url !== undefined) {
    onWaiting?.();
    return { url };
  }
  const embedded = await startEmbedded({
    dataDir,
    port,
    log,
    ...(onWaiting && { onLaunched: onWaiting }),
  });
  parts.defer(() => embedded.stop());
  log.info("embedded database is ready", { psql: embedded.psqlUrl });
  return embedded.connection;
}
