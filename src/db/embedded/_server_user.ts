/**
 * PostgreSQL refuses to run as root: as root we run it as an unprivileged user.
 *
 * That user must be able to enter every folder above the programs and the data. Where one above
 * the data is closed (`/root`, `mktemp -d`), the server keeps one capability, to pass through it,
 * instead of us opening folders that are not ours. Above the programs that does not help:
 * PostgreSQL looks for itself with access(2), which asks without capabilities.
 */
import { dirname } from "node:path";
import { AppError } from "../../lib/errors.ts";

export interface Ids {
  uid: number;
  gid: number;
}

export interface ServerUser {
  /** Undefined when the server runs as ourselves. */
  readonly ids: Ids | undefined;
  /** A command that runs as this user. */
  command(program: string, options: Deno.CommandOptions): Deno.Command;
  /** Gives this user a path that we made. */
  give(path: string): Promise<void>;
}

/**
 * Chooses the user for a server: the owner of the cluster where there is one, else `nobody`.
 *
 * @throws AppError `embedded_unavailable` or `data_dir_invalid`, naming the folder of the programs
 * or of the data that the user cannot enter.
 */
export async function serverUser(
  { programs, data, clusterDir }: { programs: string; data: string; clusterDir?: string },
): Promise<ServerUser> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) {
    return {
      ids: undefined,
      command: (program, options) => new Deno.Command(program, options),
      give: () => Promise.resolve(),
    };
  }
  const ids = await ownerOf(clusterDir) ?? await nobody();
  const give = (path: string) => Deno.chown(path, ids.uid, ids.gid);
  const refused = (folder: string, choice: string) =>
    `cannot run the embedded database as root: the user with uid ${ids.uid}, which runs it, may ` +
    `not enter ${folder}; run gavaged as another user, or ${choice} where every user may enter`;
  const aroundPrograms = await closedFolder(programs, ids);
  if (aroundPrograms !== undefined) {
    throw new AppError(
      "embedded_unavailable",
      refused(aroundPrograms, "set XDG_CACHE_HOME to a folder"),
    );
  }
  const closed = await closedFolder(data, ids);
  if (closed === undefined) {
    return {
      ids,
      command: (program, options) => new Deno.Command(program, { ...options, ...ids }),
      give,
    };
  }
  const user: ServerUser = {
    ids,
    command: (program, { args = [], ...options }) =>
      new Deno.Command("setpriv", {
        ...options,
        args: [
          `--reuid=${ids.uid}`,
          `--regid=${ids.gid}`,
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override",
          "--",
          program,
          ...args,
        ],
      }),
    give,
  };
  if (await canEnter(user, closed)) return user;
  throw new AppError("data_dir_invalid", refused(closed, "choose a data directory"));
}

async function ownerOf(path = ""): Promise<Ids | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.uid ? { uid: info.uid, gid: info.gid ?? info.uid } : undefined;
}

/** The entry `nobody` of /etc/passwd, else the number it has nearly everywhere. */
export async function nobody(): Promise<Ids> {
  const passwd = await Deno.readTextFile("/etc/passwd").catch(() => "");
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd) ?? [];
  // macOS writes -2 for it, which /etc/passwd shows as such and this pattern does not match.
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** The topmost folder at or above a path that the user may not enter. */
export async function closedFolder(path: string, user: Ids): Promise<string | undefined> {
  const above = dirname(path);
  const closed = above === path ? undefined : await closedFolder(above, user);
  if (closed !== undefined) return closed;
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info?.isDirectory) return undefined;
  const mode = info.mode ?? 0;
  const mayEnter = info.uid === user.uid
    ? mode & 0o100
    : info.gid === user.gid
    ? mode & 0o010
    : mode & 0o001;
  return mayEnter ? undefined : path;
}

/** Containers may lack the capability, and small systems the program. */
async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  try {
    // Not `test -x`: access(2) asks without capabilities.
    const { success } = await user.command("sh", {
      args: ["-c", 'cd "$1"', "sh", folder],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
