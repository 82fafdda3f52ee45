/**
 * A real PostgreSQL server as a child of this process, for those who have none.
 *
 * It listens on a unix socket in a folder that only its user may enter; over TCP, with a password,
 * only when asked (always on Windows). It is restarted when it dies, and stopped when we do.
 */
import { setTimeout as delay } from "node:timers/promises";
import { AppError, messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/log.ts";
import {
  type EmbeddedConnection,
  makeSocketDir,
  SOCKET_PORT,
  socketDirOf,
  urlOf,
} from "./_address.ts";
import { clusterDirOf, openCluster, SUPERUSER } from "./_cluster.ts";
import { installServer } from "./_install.ts";
import { stopOrphan } from "./_orphan.ts";
import { type Ownership, takeDataDir } from "./_owner.ts";
import { type Postmaster, spawnPostmaster } from "./_postmaster.ts";
import { answers, DATABASE } from "./_readiness.ts";
import { serverUser } from "./_server_user.ts";

export type { EmbeddedConnection } from "./_address.ts";
export { ATTACHED, attachedArchive, readArchive } from "./_archive.ts";
export { type DistributionEntry, listDistribution, platformName } from "./_distribution.ts";
export { installServer } from "./_install.ts";
export { serverUser } from "./_server_user.ts";

export interface EmbeddedServer {
  connection: EmbeddedConnection;
  /** What psql takes; without the password. */
  psqlUrl: string;
  /** Process number of the server that runs now. */
  pid(): number;
  /** Shuts the server down and frees the data directory; calling it again waits for the first. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when missing; belongs to one gavaged at a time. */
  dataDir: string;
  /** Where the server's programs are kept; see `installServer`. */
  cacheDir?: string;
  /** Listen on this TCP port of the loopback address, too. */
  port?: number;
  /** Settings of PostgreSQL that replace ours, e.g. `{ fsync: "off" }` in a test. */
  settings?: Readonly<Record<string, string | number>>;
  /** Called whenever the server was launched, before it answers: there is time for other work. */
  onLaunched?(): void;
  log: Logger;
}

/**
 * Enough for a plant, little when idle: PostgreSQL touches its buffers only when it needs them, and
 * reads without processes of their own for that; nobody subscribes to another database here.
 */
const SETTINGS = {
  shared_buffers: "128MB",
  max_connections: 60,
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  wal_compression: "on",
  io_method: "sync",
  max_logical_replication_workers: 0,
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  logging_collector: "off",
  log_min_messages: "fatal",
};

const STOP_TIMEOUT_MS = 15_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts the database of a data directory, making it on first use, and returns when it answers.
 *
 * @throws AppError `embedded_unavailable` (no programs for this machine), `data_dir_invalid`,
 * `data_dir_in_use`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  let ownership: Ownership | undefined;
  try {
    const dataDir = await makeDataDir(options.dataDir);
    ownership = await takeDataDir(dataDir);
    return await start({ ...options, dataDir }, ownership);
  } catch (error) {
    await ownership?.release();
    if (error instanceof AppError) throw error;
    throw new AppError(
      "data_dir_invalid",
      `cannot use data directory ${options.dataDir}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function start(
  { dataDir, cacheDir, port, settings, onLaunched, log }: EmbeddedOptions,
  ownership: Ownership,
): Promise<EmbeddedServer> {
  const installDir = await installServer(cacheDir);
  const windows = Deno.build.os === "windows";
  const socketDir = windows ? undefined : socketDirOf(dataDir);
  const tcpPort = port === undefined && !windows ? undefined : takePort(port ?? 0);
  const user = await serverUser({
    programs: installDir,
    data: dataDir,
    clusterDir: clusterDirOf(dataDir),
  });
  if (socketDir) await makeSocketDir(socketDir, user);
  const { dir: clusterDir, password } = await openCluster({ dataDir, installDir, user });
  await stopOrphan(clusterDir, log);

  const connection: EmbeddedConnection = {
    ...(socketDir
      ? { host: socketDir, port: tcpPort ?? SOCKET_PORT }
      : { host: "127.0.0.1", port: tcpPort!, password }),
    database: DATABASE,
    username: SUPERUSER,
  };
  const stopping = new AbortController();
  const launch = async (): Promise<Postmaster> => {
    const postmaster = spawnPostmaster({
      installDir,
      clusterDir,
      user,
      settings: {
        ...SETTINGS,
        listen_addresses: tcpPort === undefined ? "" : "127.0.0.1",
        port: connection.port,
        unix_socket_directories: socketDir ?? "",
        ...settings,
      },
      log,
    });
    onLaunched?.();
    try {
      await answers({ postmaster, connection, clusterDir, signal: stopping.signal });
      return postmaster;
    } catch (error) {
      await postmaster.stop(STOP_TIMEOUT_MS);
      throw error;
    }
  };

  let current = await launch();
  const supervised = (async () => {
    for (;;) {
      const { code, reason } = await current.exited;
      if (stopping.signal.aborted) return;
      log.warn("embedded database ended by itself; starting it again", { code, reason });
      for (let tries = 0;; tries++) {
        try {
          current = await launch();
          log.info("embedded database is back", { pid: current.pid });
          break;
        } catch (error) {
          if (stopping.signal.aborted) return;
          // Children of a killed server keep its shared memory for a moment: a refusal or two is normal.
          log[tries < 5 ? "warn" : "error"]("embedded database does not start", {
            tries: tries + 1,
            reason: messageOf(error),
          });
          await delay(Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS), undefined, {
            signal: stopping.signal,
          }).catch(() => {});
        }
      }
    }
  })();

  let stopped: Promise<void> | undefined;
  return {
    connection,
    psqlUrl: urlOf(connection),
    pid: () => current.pid,
    stop: () =>
      stopped ??= (async () => {
        stopping.abort();
        await current.stop(STOP_TIMEOUT_MS);
        await supervised;
        await ownership.release();
      })(),
  };
}

/** Resolves to the real path, so that one directory has one name and one lock. */
async function makeDataDir(path: string): Promise<string> {
  if (!await Deno.stat(path).then(() => true, () => false)) {
    await Deno.mkdir(path, { recursive: true });
    // Root's server runs as somebody else, who must get through.
    if (Deno.build.os !== "windows") await Deno.chmod(path, Deno.uid() === 0 ? 0o711 : 0o700);
  }
  return await Deno.realPath(path);
}

/** The port itself, or a free one for 0; it may be lost to another program before it is used. */
function takePort(port: number): number {
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port });
    return listener.addr.port;
  } catch (cause) {
    throw new AppError(
      "address_in_use",
      `cannot open the embedded database's port 127.0.0.1:${port}: ${messageOf(cause)}`,
      { cause },
    );
  }
}
