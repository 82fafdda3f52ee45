/** One run of the server process: started, watched, stopped. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Logger } from "../../lib/log.ts";
import type { ServerUser } from "./_server_user.ts";

export interface Postmaster {
  readonly pid: number;
  /** Settles when the process is gone, with the last reason that it gave. */
  readonly exited: Promise<{ code: number; reason: string }>;
  /** Fast shutdown; harder after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
}

export interface PostmasterOptions {
  installDir: string;
  clusterDir: string;
  user: ServerUser;
  settings: Readonly<Record<string, string | number>>;
  log: Logger;
}

/** Spawns the server; it is ready once a connection succeeds, not before. */
export function spawnPostmaster(
  { installDir, clusterDir, user, settings, log }: PostmasterOptions,
): Postmaster {
  const child = user.command(join(installDir, "bin", "postgres"), {
    args: [
      "-D",
      clusterDir,
      ...Object.entries({ ...settings, cluster_name: CLUSTER_NAME }).flatMap(
        ([name, value]) => ["-c", `${name}=${value}`],
      ),
    ],
    cwd: installDir,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    // A process group of its own: Ctrl-C is for us, and we stop the server when we are done.
    detached: Deno.build.os !== "windows",
  }).spawn();
  const dismissWatcher = watchOverUs({ clusterDir, user, pid: child.pid });
  let reason = "";
  const logged = (async () => {
    const input = Readable.from(child.stderr.pipeThrough(new TextDecoderStream()));
    for await (const line of createInterface({ input })) {
      log.debug("embedded database", { line });
      const [, fault] = /(?:FATAL|PANIC): +(.*)/.exec(line) ?? [];
      if (fault) reason = fault;
      else if (/^postgres: |error while loading/.test(line)) reason = line;
    }
  })();
  let running = true;
  const exited = child.status.then(async ({ code }) => {
    running = false;
    await dismissWatcher();
    // Children of a killed server go on for a moment, and hold the pipe.
    await logged;
    return { code, reason };
  });

  return {
    pid: child.pid,
    exited,
    async stop(timeoutMs) {
      if (!running) return;
      if (Deno.build.os === "windows") {
        await new Deno.Command(join(installDir, "bin", "pg_ctl"), {
          args: ["stop", "-D", clusterDir, "-m", "fast", "-t", String(Math.ceil(timeoutMs / 1000))],
          stdout: "null",
          stderr: "null",
        }).output();
        await exited;
        return;
      }
      await stopProcess(child.pid, { timeoutMs, gone: exited });
    },
  };
}

/** Recognises a server of ours among other processes. */
export const CLUSTER_NAME = "gavaged";

/** SIGINT (fast shutdown), then SIGQUIT (no checkpoint), then SIGKILL: all leave the data whole. */
export async function stopProcess(
  pid: number,
  { timeoutMs, gone }: { timeoutMs: number; gone: Promise<unknown> },
): Promise<void> {
  for (const [signal, waitMs] of [["SIGINT", timeoutMs], ["SIGQUIT", 5_000]] as const) {
    try {
      Deno.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    if (await settledWithin(gone, waitMs)) return;
  }
  Deno.kill(pid, "SIGKILL");
  await gone;
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}

/**
 * Leaves a small shell that waits on a pipe from us: when we die, however we die, the pipe ends
 * and the shell stops the server, after making sure that the process number still is the server's.
 */
function watchOverUs(
  { clusterDir, user, pid }: { clusterDir: string; user: ServerUser; pid: number },
): () => Promise<void> {
  if (Deno.build.os === "windows") return () => Promise.resolve();
  const watcher = user.command("sh", {
    args: ["-c", WATCHER, "gavaged-watcher", join(clusterDir, "postmaster.pid"), String(pid)],
    cwd: "/",
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  const pipe = watcher.stdin.getWriter();
  return async () => {
    // Somebody may have killed it; then there is nobody to dismiss.
    await pipe.write(new TextEncoder().encode("dismissed\n")).catch(() => {});
    await pipe.close().catch(() => {});
    await watcher.status;
  };
}

const WATCHER = `
  trap '' HUP INT TERM
  read -r word && exit 0
  read -r pid < "$1" && [ "$pid" = "$2" ] && kill -INT "$2"
`;
