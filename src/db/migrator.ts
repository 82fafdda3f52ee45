/**
 * Brings a database to this program's schema, whoever else tries at the same moment.
 *
 * Order: session lock → what is applied → each missing file with its version row in one
 * transaction. Line one of a file may be `--!` and flags: `no-transaction` (one statement, which
 * must bear being run again: its row is written after it) and `community` (needs TimescaleDB's own
 * licence, which some hosted servers lack).
 */
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { AppError } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { type Migration, MIGRATIONS, TIMESCALE_MIGRATIONS } from "./migrations.ts";

export interface MigrationResult {
  /** Names of the files that this call applied. */
  applied: string[];
  /** Number of the newest plain migration in force. */
  version: number;
}

/** One database session: what a migration needs of a driver. */
export interface MigrationSession {
  /** Runs the statements of a text without parameters, as the simple protocol does. */
  exec(text: string): Promise<unknown>;
  query(text: string, params?: string[]): Promise<Record<string, unknown>[]>;
}

interface MigrateOptions {
  log: Logger;
  migrations?: readonly Migration[];
  timescale?: readonly Migration[];
}

/**
 * Applies what is missing. Any number of processes may call it at once.
 *
 * @throws AppError `database_schema_newer` when the database was migrated by a newer program,
 * `database_failed` when the server is too old, the database's encoding another than UTF-8, an
 * applied file was edited since or a statement fails.
 */
export async function migrate(
  sql: postgres.Sql,
  options: MigrateOptions,
): Promise<MigrationResult> {
  const connection = await sql.reserve();
  try {
    return await migrateSession(sessionOf(connection), options);
  } finally {
    connection.release();
  }
}

/** As `migrate`, on a session of any driver. */
export async function migrateSession(
  session: MigrationSession,
  { log, migrations = MIGRATIONS, timescale = TIMESCALE_MIGRATIONS }: MigrateOptions,
): Promise<MigrationResult> {
  await checkServer(session);
  await session.exec("set statement_timeout = 0; set client_min_messages = warning");
  await lock(session, log);
  try {
    await session.exec(CREATE_VERSIONS);
    const done = await appliedFiles(session);
    checkApplied(done, [...migrations, ...timescale]);
    const applied: string[] = [];
    const applyMissing = async (files: readonly Migration[]) => {
      for (const file of files.filter(({ name }) => !done.has(name))) {
        await apply(session, file);
        applied.push(file.name);
        log.info("migration applied", { migration: file.name });
      }
    };
    await applyMissing(migrations);
    const extension = await timescaleState(session, log);
    if (extension !== "absent") {
      const community = extension === "community";
      await applyMissing(timescale.filter((file) => community || !flagsOf(file).has("community")));
    }
    const version = migrations.length;
    log.info("database schema is current", { version, applied: applied.length });
    return { applied, version };
  } finally {
    // A session that is lost has lost its lock and settings too, and has said why already.
    await session.query("select pg_advisory_unlock($1)", [LOCK_KEY]).catch(() => {});
    await session.exec("reset statement_timeout; reset client_min_messages").catch(() => {});
  }
}

/**
 * Names of the files that `migrate` would apply now; changes nothing.
 *
 * TimescaleDB's files are listed where the extension is installed already.
 */
export async function pendingMigrations(sql: postgres.Sql): Promise<string[]> {
  const connection = await sql.reserve();
  try {
    const session = sessionOf(connection);
    const [{ ready, extension } = {}] = await session.query(`
      select to_regclass('gavaged_migrations') is not null as ready,
        exists (select from pg_extension where extname = 'timescaledb') as extension`);
    const all = [...MIGRATIONS, ...(extension ? TIMESCALE_MIGRATIONS : [])];
    const done = ready ? await appliedFiles(session) : new Map();
    checkApplied(done, [...MIGRATIONS, ...TIMESCALE_MIGRATIONS]);
    return all.map(({ name }) => name).filter((name) => !done.has(name));
  } finally {
    connection.release();
  }
}

/** Any number nobody else uses: it names our lock among those of the database. */
const LOCK_KEY = "7236427018364";

const CREATE_VERSIONS = `
  create table if not exists gavaged_migrations (
    name text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now()
  )`;

/** The oldest release that knows what the files say, as `server_version_num` counts. */
const OLDEST_SERVER = 150_000;

/** Said before the first file: half of them would be applied when one finds out. */
async function checkServer(session: MigrationSession): Promise<void> {
  const [server] = await session.query(`
    select current_setting('server_version_num')::int as number,
      current_setting('server_version') as version, current_setting('server_encoding') as encoding`);
  if (Number(server?.number) < OLDEST_SERVER) {
    throw unusable(`expected PostgreSQL 15 or newer, got ${server?.version}`);
  }
  if (server?.encoding !== "UTF8") {
    throw unusable(
      `expected the encoding UTF8, got ${server?.encoding}; ` +
        "`create database … encoding 'UTF8' template template0` makes one",
    );
  }
}

function unusable(reason: string): AppError {
  return new AppError("database_failed", `cannot migrate the database: ${reason}`);
}

function sessionOf(connection: postgres.ReservedSql): MigrationSession {
  return {
    exec: (text) => connection.unsafe(text),
    query: (text, params = []) => connection.unsafe(text, params),
  };
}

/**
 * Waits for its turn by asking again: a session that blocks inside pg_advisory_lock holds a
 * snapshot, and `create index concurrently` of the one that migrates would wait for it for ever.
 */
async function lock(session: MigrationSession, log: Logger): Promise<void> {
  for (let tries = 0;; tries++) {
    const [row] = await session.query("select pg_try_advisory_lock($1) as ours", [LOCK_KEY]);
    if (row?.ours) return;
    if (tries === 0) log.info("waiting for another process that migrates this database");
    await delay(Math.min(20 * 2 ** tries, 200));
  }
}

async function appliedFiles(session: MigrationSession): Promise<Map<string, string>> {
  const rows = await session.query("select name, sha256 from gavaged_migrations");
  return new Map(rows.map(({ name, sha256 }) => [String(name), String(sha256)]));
}

function checkApplied(done: Map<string, string>, known: readonly Migration[]): void {
  const texts = new Map(known.map(({ name, text }) => [name, text]));
  for (const [name, sha256] of done) {
    const text = texts.get(name);
    if (text === undefined) {
      throw new AppError(
        "database_schema_newer",
        `cannot use this database: its schema is newer than this program, which does not know ` +
          `migration ${name}; run a newer gavaged`,
      );
    }
    if (checksum(text) !== sha256) {
      throw new AppError(
        "database_failed",
        `cannot migrate the database: migration ${name} was edited after it was applied`,
      );
    }
  }
}

async function apply(session: MigrationSession, file: Migration): Promise<void> {
  const transaction = !flagsOf(file).has("no-transaction");
  try {
    if (transaction) await session.exec("begin");
    await session.exec(file.text);
    await session.query("insert into gavaged_migrations (name, sha256) values ($1, $2)", [
      file.name,
      checksum(file.text),
    ]);
    if (transaction) await session.exec("commit");
  } catch (cause) {
    if (transaction) await session.exec("rollback").catch(() => {});
    throw new AppError(
      "database_failed",
      `cannot apply migration ${file.name}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

function flagsOf({ text }: Migration): Set<string> {
  const [first = ""] = text.split("\n", 1);
  return new Set(first.startsWith("--!") ? first.slice(3).trim().split(/\s+/) : []);
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Installs TimescaleDB where that is possible; says once why not. */
async function timescaleState(
  session: MigrationSession,
  log: Logger,
): Promise<"absent" | "apache" | "community"> {
  const [state] = await session.query(`
    select
      exists (select from pg_extension where extname = 'timescaledb') as installed,
      exists (select from pg_available_extensions where name = 'timescaledb') as available,
      current_setting('timescaledb.disable_load', true) is not null as preloaded`);
  if (!state?.installed) {
    // Creating it on a server that did not preload it would end the connection.
    if (!state?.available || !state.preloaded) {
      log.info("TimescaleDB is not there: its tables are plain ones, without compression", {
        available: state?.available,
        preloaded: state?.preloaded,
      });
      return "absent";
    }
    try {
      await session.exec("create extension if not exists timescaledb");
    } catch (error) {
      log.info("TimescaleDB may not be installed by this user: its tables are plain ones", {
        error,
      });
      return "absent";
    }
  }
  const [licence] = await session.query(
    "select current_setting('timescaledb.license', true) as name",
  );
  if (licence?.name !== "apache") return "community";
  log.info("TimescaleDB has the Apache licence only: no compression, retention or aggregates");
  return "apache";
}
