/** A server that outlived the gavaged that started it. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/log.ts";
import { CLUSTER_NAME, stopProcess } from "./_postmaster.ts";

/**
 * Stops the server that still runs in a cluster of ours. The caller owns the data directory, so
 * nobody else of our kind uses it.
 *
 * @throws AppError `data_dir_in_use` when the server was started by something else.
 */
export async function stopOrphan(clusterDir: string, log: Logger): Promise<void> {
  const pidFile = join(clusterDir, "postmaster.pid");
  const pid = await pidIn(pidFile);
  if (pid === undefined) return;
  const command = await commandOf(pid);
  // Nobody has this number now: the server itself clears such a file away.
  if (command === undefined) return;
  if (!command.includes(clusterDir)) {
    // The number was given to another program since, which would make the server refuse to start.
    await Deno.remove(pidFile).catch(() => {});
    return;
  }
  if (!command.includes(`cluster_name=${CLUSTER_NAME}`)) {
    throw new AppError(
      "data_dir_in_use",
      `cannot use the database in ${clusterDir}: another PostgreSQL runs on it (pid ${pid})`,
    );
  }
  log.warn("stopping a database server left by an earlier run", { pid });
  const abort = new AbortController();
  await stopProcess(pid, { timeoutMs: 15_000, gone: goneProcess(pid, abort.signal) });
  abort.abort();
}

async function pidIn(path: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await Deno.readTextFile(path)) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The command line of a process, undefined when there is none (a zombie has an empty one). */
async function commandOf(pid: number): Promise<string | undefined> {
  if (Deno.build.os === "linux") {
    const text = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    return text.replaceAll("\0", " ") || undefined;
  }
  const [program, args] = Deno.build.os === "windows"
    ? ["powershell", [
      "-NoProfile",
      "-Command",
      `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
    ]] as const
    : ["ps", ["-o", "command=", "-p", String(pid)]] as const;
  const { stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
  return new TextDecoder().decode(stdout).trim() || undefined;
}

/** Somebody else's child can only be asked after. */
async function goneProcess(pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && await commandOf(pid) !== undefined) await delay(20);
}
