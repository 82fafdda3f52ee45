/** Runs on the real server and its real threads: rogues, resumption, and what is left behind. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startGavaged } from "../../src/app/mod.ts";
import { ConfigSchema } from "../../src/config/mod.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { testDatabase } from "../support/engines.ts";
import { runUntil } from "../support/runs.ts";
import { until } from "../support/until.ts";
import { emptyFolder, Program } from "./support.ts";

type Json = Record<string, unknown>;

async function ask(url: string, path: string, body?: unknown): Promise<Json> {
  const response = await fetch(`${url}/api/control-panel${path}`, {
    ...(body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const answer = await response.json();
  ok(response.ok, `${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A server whose devices may misbehave, and the count of its threads. */
async function rogueServer() {
  const db = await testDatabase("embedded");
  const threads = { open: 0, opened: 0 };
  const gavaged = await startGavaged(
    ConfigSchema.parse({
      port: 0,
      database_url: db.url,
      monitor: false,
      run_threads: 1,
      run_memory_mb: 150,
    }),
    {
      log: silentLogger,
      clock: systemClock,
      runs: {
        timing: { pingMs: 100, hangMs: 1_500, idleMs: 100 },
        openThread({ onMessage, onCrash }) {
          const worker = new Worker(
            new URL("../support/rogue_host_worker.ts", import.meta.url),
            { type: "module" },
          );
          threads.open++;
          threads.opened++;
          worker.onmessage = ({ data }) => onMessage(data);
          worker.onerror = (event) => {
            event.preventDefault();
            onCrash(event.message);
          };
          return {
            post: (message) => worker.postMessage(message),
            terminate() {
              threads.open--;
              worker.terminate();
            },
          };
        },
      },
    },
  );
  return {
    url: gavaged.url,
    threads,
    async [Symbol.asyncDispose]() {
      await gavaged.stop();
      await db[Symbol.asyncDispose]();
    },
  };
}

const FAULTS = {
  throws: /^a rogue threw$/,
  crashes: /thread crashed: .*nobody caught this/,
  loops: /did not answer for 1\.5 s/,
  leaks: /thread grew to \d+ MiB, above 150 MiB/,
};

for (const [fault, reason] of Object.entries(FAULTS)) {
  Deno.test(`a run that ${fault} is stopped alone and says why`, async () => {
    await using server = await rogueServer();
    const { url } = server;
    const start = (device_id: string, location: string) =>
      ask(url, "/runs", {
        kind: "sqal",
        config: { device_id, location, interval: 1 },
        restart: "never",
      });
    const sound = await start("ESP32_LL_01", "Ligne A");
    const rogue = await start("ESP32_LL_02", fault);
    const ended = await runUntil(url, rogue.id, ({ ended_at }) => ended_at !== null);
    equal(ended.status, "failed", JSON.stringify(ended));
    match(String(ended.error), reason);
    const { lines } = await ask(url, `/runs/${rogue.id}/logs`);
    ok(
      (lines as Json[]).some(({ level, message }) =>
        level === "error" && reason.test(String(message))
      ),
    );
    // The other one goes on, whether or not it had to change threads.
    const before = (await ask(url, `/runs/${sound.id}`)).stats as Json;
    const after = await runUntil(
      url,
      sound.id,
      ({ stats }) => Number((stats as Json).acknowledged) > Number(before.acknowledged) + 1,
    );
    deepEqual([after.status, after.restarts, after.error], ["running", 0, null]);
    await ask(url, "/orchestrate/stop-all", {});
    await until("the threads to be closed", () => server.threads.open === 0);
  });
}

Deno.test("a run that is deaf is ended by force, and its neighbour goes on", async () => {
  await using server = await rogueServer();
  const { url } = server;
  const start = (device_id: string, location: string) =>
    ask(url, "/simulators/start", { device_id, location, interval: 1 });
  await start("ESP32_LL_01", "Ligne A");
  await start("ESP32_LL_02", "is deaf");
  const stopped = await ask(url, "/simulators/stop", { device_id: "ESP32_LL_02", force: true });
  equal(stopped.status, "stopped");
  equal((await ask(url, "/simulators/status/ESP32_LL_01")).status, "running");
});

Deno.test("fifty starts and stops in a row leave threads, timers and memory as they were", async () => {
  await using server = await rogueServer();
  const { url, threads } = server;
  const once = async (i: number) => {
    const device_id = `ESP32_LL_${i % 7}`;
    equal((await ask(url, "/simulators/start", { device_id })).status, "started");
    equal((await ask(url, "/simulators/stop", { device_id })).status, "stopped");
  };
  for (let i = 0; i < 10; i++) await once(i);
  const before = Deno.memoryUsage();
  for (let i = 0; i < 50; i++) await once(i);
  await until("the last thread to be closed", () => threads.open === 0);
  const grewMiB = (Deno.memoryUsage().rss - before.rss) / 2 ** 20;
  ok(grewMiB < 60, `memory grew by ${grewMiB} MiB`);
  equal((await ask(url, "/stats")).running_simulators, 0);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  match(metrics, /gavaged_run_threads 0\n/);
  ok(!/gavaged_runs\{/.test(metrics), "no run is under way");
});

const codesOf = ({ lots }: Json) => (lots as Json[]).map(({ code_lot }) => code_lot);

Deno.test("a killed server knows what it had under way, and goes on with it", async () => {
  const folder = await emptyFolder();
  const args = ["serve", "--port", "0", "--data-dir", `${folder}/data`, "--no-monitor"];
  let interrupted: { id: unknown; codes: unknown; seed: unknown; acknowledged: number };
  {
    await using program = await Program.start(args, { folder });
    const url = await program.listening();
    const config = { nb_lots: 3, acceleration: 86_400 };
    const gavage = await ask(url, "/runs", { kind: "gavage", config });
    await ask(url, "/runs", {
      kind: "sqal",
      config: { device_id: "ESP32_LL_01" },
      resume: false,
    });
    const run = await runUntil(
      url,
      gavage.id,
      ({ stats }) => Number((stats as Json).acknowledged) >= 15,
    );
    interrupted = {
      id: run.id,
      codes: codesOf(run),
      seed: run.seed,
      acknowledged: Number((run.stats as Json).acknowledged),
    };
    await program.stop("SIGKILL");
  }
  await using program = await Program.start(args, { folder });
  const url = await program.listening();
  const device = (await ask(url, "/simulators/list")) as unknown as Json[];
  deepEqual(device.map(({ status }) => status), ["stopped"]);
  const { runs } = await ask(url, "/runs?kind=sqal");
  const [left] = runs as Json[];
  deepEqual([left!.status, left!.error], ["interrupted", "the server ended while it ran"]);
  const run = await runUntil(url, interrupted.id, ({ ended_at }) => ended_at !== null);
  deepEqual(
    [run.status, run.outcome, run.interruptions, run.restarts, run.seed, codesOf(run)],
    ["completed", "done", 1, 0, interrupted.seed, interrupted.codes],
    JSON.stringify(run),
  );
  // The same lots, each fed to its end, and none beside them.
  const { lots } = await (await fetch(`${url}/api/lots/coherence`)).json();
  deepEqual(
    lots.map((lot: Json) => lot.nb_doses === lot.doses_attendues),
    [true, true, true],
    JSON.stringify(lots),
  );
  equal((await (await fetch(`${url}/api/lots`)).json()).lots.length, 3);
  await program.stop();
  await Deno.remove(folder, { recursive: true });
});
