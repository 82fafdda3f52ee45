/** Where the server listens, and how the others of this machine find it. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../lib/errors.ts";
import type { ServerUser } from "./_server_user.ts";

export interface EmbeddedConnection {
  /** A folder with the server's socket, or an address. */
  host: string;
  port: number;
  database: string;
  username: string;
  password?: string;
}

/** Part of the socket's file name; without TCP no port is taken by it. */
export const SOCKET_PORT = 5432;

/** `sun_path` of most systems has 108 bytes (macOS: 104), the last one a NUL. */
const LONGEST_SOCKET_PATH = 103;

/**
 * The folder of the server's socket: in the data directory, or, where that makes too long a path,
 * one under the temporary folder with a name that follows from the data directory.
 */
export function socketDirOf(dataDir: string): string {
  const inside = join(dataDir, "socket");
  const path = join(inside, `.s.PGSQL.65535.lock`);
  if (new TextEncoder().encode(path).length <= LONGEST_SOCKET_PATH) return inside;
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  return join(tmpdir(), `gavaged-${hash}`);
}

/**
 * Makes the folder that nobody else may enter: it takes the place of a password.
 *
 * @throws AppError `data_dir_invalid` when somebody else was there first.
 */
export async function makeSocketDir(dir: string, user: ServerUser): Promise<void> {
  try {
    await Deno.mkdir(dir, { mode: 0o700 });
    await user.give(dir);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  const { isDirectory, mode, uid } = await Deno.lstat(dir);
  const owner = user.ids?.uid ?? Deno.uid();
  if (!isDirectory || uid !== owner || ((mode ?? 0) & 0o077) !== 0) {
    throw new AppError(
      "data_dir_invalid",
      `cannot use socket folder ${dir}: it must belong to uid ${owner} with mode 0700; remove it`,
    );
  }
}

/** What psql takes; without the password. */
export function urlOf({ host, port, database, username }: EmbeddedConnection): string {
  return host.startsWith("/")
    ? `postgresql://${username}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgresql://${username}@${host}:${port}/${database}`;
}
