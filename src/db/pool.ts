/** Opens the pool of database connections and says in one line why that does not work. */
import { mapValues } from "es-toolkit";
import postgres from "postgres";
import { AppError, messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { parsePostgresUrl } from "../lib/postgres_url.ts";
import { socketFactory } from "./_socket.ts";
import { survivingPool } from "./_surviving_pool.ts";
import { VALUE_TYPES } from "./_value_types.ts";

/** A server by URL, or by parts: `host` may be the folder of a unix socket. */
export type DatabaseAddress =
  | { url: string }
  | { host: string; port: number; database: string; username: string; password?: string };

export interface ConnectOptions {
  database: DatabaseAddress;
  /** Shown to administrators in pg_stat_activity. */
  applicationName?: string;
  /** A statement that runs longer is cancelled by the server; 0 never. */
  statementTimeoutMs?: number;
  connectTimeoutMs?: number;
  log: Logger;
}

export interface PoolSettings {
  /** Connections at most. */
  max?: number;
  /** PostgreSQL settings of each connection, such as `{ jit: "off" }`. */
  session?: Readonly<Record<string, string>>;
}

export type PoolOptions = ConnectOptions & PoolSettings;

/**
 * Connects once, to be sure, and returns the pool; see `_value_types.ts` for how values are read.
 *
 * The pool survives restarts of the server: statements running at that moment are rejected, later
 * ones use new connections. Close it with `sql.end({ timeout })`.
 *
 * @throws AppError `database_unreachable` (nothing there, still starting, no such database),
 * `database_auth` (user or password refused), `config_invalid` (a URL that is none),
 * `database_failed` (anything else).
 */
export async function openPool({ max, session, ...options }: PoolOptions): Promise<postgres.Sql> {
  return (await openPools(options, { sql: { max, session } })).sql;
}

/** As `openPool`, for several pools of one database: one connection makes sure for all of them. */
export async function openPools<Name extends string>(
  options: ConnectOptions,
  pools: Record<Name, PoolSettings>,
): Promise<Record<Name, postgres.Sql>> {
  const { database, log, statementTimeoutMs = 30_000, connectTimeoutMs = 10_000 } = options;
  const address = "url" in database ? readUrl(database.url) : database;
  const settings = {
    // A connection that ends is a lost one to the surviving pool: none may end by its age.
    idle_timeout: undefined,
    max_lifetime: null,
    connect_timeout: connectTimeoutMs / 1000,
    // A retired pool must not sit on a timer and connect once more when nobody wants it.
    backoff: () => 0,
    socket: socketFactory(connectTimeoutMs),
    types: VALUE_TYPES,
    connection: {
      application_name: options.applicationName ?? "gavaged",
      statement_timeout: statementTimeoutMs,
      TimeZone: "UTC",
      DateStyle: "ISO",
    },
    onnotice: (notice: postgres.Notice) =>
      log.debug("database notice", { notice: notice["message"], severity: notice["severity"] }),
  };
  let probe: postgres.Sql | undefined;
  try {
    probe = address instanceof URL
      ? openUrl(address, settings)
      : postgres({ ...address, ...settings });
    await probe`select`;
  } catch (error) {
    throw databaseFault(error, describe(address));
  } finally {
    await probe?.end({ timeout: 1 });
  }
  // What the first connection learned about array types serves all others: the driver's own way,
  // a query on each new connection, is not awaited and would end the process when it fails.
  const known = { ...probe.options, fetch_types: false };
  return mapValues(pools, ({ max = 10, session }) => {
    const own = { ...known, max, connection: { ...known.connection, ...session } };
    return survivingPool((more) => postgres({ ...own, ...more } as unknown as DriverOptions));
  });
}

/** The driver's own complaint about a URL would show all of it. */
function readUrl(text: string): URL {
  const url = parsePostgresUrl(text);
  if (url) return url;
  throw new AppError("config_invalid", "cannot read the database's address: it is not a URL");
}

/** The driver knows neither of libpq's ways to write a socket's folder into a URL. */
function openUrl<T extends Record<string, postgres.PostgresType>>(
  address: URL,
  settings: postgres.Options<T>,
): postgres.Sql {
  const url = new URL(address);
  const folder = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
  if (!folder.startsWith("/")) return postgres(url.href, settings);
  const port = Number(url.searchParams.get("port") ?? (url.port || 5432));
  url.searchParams.delete("host");
  url.searchParams.delete("port");
  return postgres(url.href, { ...settings, host: folder, port });
}

type DriverOptions = postgres.Options<Record<string, never>>;

/** Host, port and database name, never the password. */
function describe(address: URL | Exclude<DatabaseAddress, { url: string }>): string {
  if (!(address instanceof URL)) return `${address.host}:${address.port}/${address.database}`;
  const { hostname, port, pathname } = address;
  return `${decodeURIComponent(hostname) || "localhost"}:${port || 5432}${pathname}`;
}

/**
 * The fault that an error of the driver means; `target` names the server, without its password.
 */
export function databaseFault(error: unknown, target: string): AppError {
  const code = (error as { code?: unknown }).code;
  const key = typeof code === "string" ? code : "";
  const reason = messageOf(error);
  if (UNREACHABLE.test(key)) {
    return new AppError(
      "database_unreachable",
      `cannot reach the database at ${target}: ${reason}`,
      {
        cause: error,
      },
    );
  }
  if (key.startsWith("28")) {
    return new AppError("database_auth", `cannot log in to the database at ${target}: ${reason}`, {
      cause: error,
    });
  }
  return new AppError("database_failed", `cannot use the database at ${target}: ${reason}`, {
    cause: error,
  });
}

/** True when a statement failed because its connection did: it may have been done or not. */
export function isConnectionLoss(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && UNREACHABLE.test(code);
}

/** Socket errors, those of the driver, shutdown and start of the server, connection exceptions. */
const UNREACHABLE = /^(E[A-Z]+|CONNECT(ION)?_.*|57P0[1-3]|3D000|53300|08.*)$/;
