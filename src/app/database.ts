/**
 * The database a configuration names, or one of our own in its data directory.
 *
 * What is opened is closed with `parts`.
 */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import { startEmbedded } from "../db/embedded/mod.ts";
import { migrate, pendingMigrations } from "../db/migrator.ts";
import { openPool } from "../db/pool.ts";
import type { Logger } from "../lib/log.ts";

interface DatabaseDeps {
  log: Logger;
  parts: AsyncDisposableStack;
}

/** The pool of a migrated database. */
export async function openDatabase(config: Config, { log, parts }: DatabaseDeps): Promise<Sql> {
  const sql = await connect(config, { log, parts });
  await migrate(sql, { log });
  return sql;
}

/** Applies what is missing, or with `dryRun` only says what that is. Returns the files' names. */
export async function migrateDatabase(
  config: Config,
  { log, dryRun }: { log: Logger; dryRun: boolean },
): Promise<string[]> {
  await using parts = new AsyncDisposableStack();
  const sql = await connect(config, { log, parts });
  return dryRun ? await pendingMigrations(sql) : (await migrate(sql, { log })).applied;
}

async function connect(config: Config, { log, parts }: DatabaseDeps): Promise<Sql> {
  const { database_url: url, data_dir: dataDir, embedded_port: port } = config;
  const embedded = url === undefined ? await startEmbedded({ dataDir, port, log }) : undefined;
  if (embedded) {
    parts.defer(() => embedded.stop());
    log.info("embedded database is ready", { psql: embedded.psqlUrl });
  }
  const sql = await openPool({
    database: embedded?.connection ?? { url: url! },
    max: config.database_pool,
    log,
  });
  parts.defer(() => sql.end({ timeout: 5 }));
  return sql;
}
