/** The files of the database: made once, in a folder that appears only when it is complete. */
import { join } from "node:path";
import { AppError } from "../../lib/errors.ts";
import type { ServerUser } from "./_server_user.ts";

export const SUPERUSER = "gavaged";

/** A superuser's password is of use over TCP only; it lies beside the files that it protects. */
export interface Cluster {
  dir: string;
  password: string;
}

export function clusterDirOf(dataDir: string): string {
  return join(dataDir, "postgres");
}

/**
 * Opens the cluster in a data directory, making it first where there is none.
 *
 * @throws AppError `data_dir_invalid`
 */
export async function openCluster(
  { dataDir, installDir, user }: { dataDir: string; installDir: string; user: ServerUser },
): Promise<Cluster> {
  const dir = clusterDirOf(dataDir);
  const passwordFile = join(dataDir, "postgres.password");
  const found = await textOf(join(dir, "PG_VERSION"));
  if (found === undefined) {
    await initialise({ dir, passwordFile, installDir, user });
  } else if (found.trim() !== MAJOR_VERSION) {
    throw new AppError(
      "data_dir_invalid",
      `cannot use data directory ${dataDir}: its database was made by PostgreSQL ` +
        `${found.trim()}, this program runs ${MAJOR_VERSION}`,
    );
  }
  return { dir, password: (await textOf(passwordFile) ?? "").trim() };
}

const MAJOR_VERSION = "18";

async function initialise(
  { dir, passwordFile, installDir, user }: {
    dir: string;
    passwordFile: string;
    installDir: string;
    user: ServerUser;
  },
): Promise<void> {
  const half = `${dir}.init`;
  await Deno.remove(half, { recursive: true }).catch(ignoreNotFound);
  await Deno.remove(passwordFile).catch(ignoreNotFound);
  await Deno.mkdir(half, { mode: 0o700 });
  await user.give(half);
  const password = crypto.randomUUID();
  await Deno.writeTextFile(passwordFile, `${password}\n`, { mode: 0o600, createNew: true });
  await user.give(passwordFile);
  const { success, stderr } = await user.command(join(installDir, "bin", "initdb"), {
    args: [
      `--pgdata=${half}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      // Only this user can enter the socket's folder; TCP is another matter.
      ...(Deno.build.os === "windows" ? [] : ["--auth-local=trust"]),
      "--auth-host=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ],
    cwd: installDir,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new AppError(
      "data_dir_invalid",
      `cannot make a database in ${dir}: ${lastLine(new TextDecoder().decode(stderr))}`,
    );
  }
  await Deno.rename(half, dir);
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => /error|fatal/i.test(line));
  return lines[0]?.replace(/^initdb: error: /, "") ?? text.trim();
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    return ignoreNotFound(error);
  }
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
