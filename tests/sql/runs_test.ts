/** Runs of several servers on one database: who hosts what, and who finds out. */
import { deepEqual, equal } from "node:assert/strict";
import type { RunOrder } from "../../src/contract/control_host.ts";
import type { SqalConfig } from "../../src/contract/control_runs.ts";
import type { Scenario } from "../../src/contract/control_scenarios.ts";
import type { HostedEvents, RunHost } from "../../src/control/host.ts";
import { LEASE_MS, Supervisor } from "../../src/control/mod.ts";
import { RunRepository } from "../../src/db/run_repository.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { type TestDatabase, testDatabase } from "../support/engines.ts";

/** Runs of it work at once, and end when they are told to. */
class ObedientHost implements RunHost {
  readonly orders: RunOrder[] = [];
  isStopped = false;

  start(order: RunOrder, events: HostedEvents) {
    this.orders.push(order);
    queueMicrotask(() => events.onRunning());
    const stop = () => events.onEnded({ kind: "ended", outcome: "stopped" });
    return { stop, kill() {}, pause() {}, resume() {}, accelerate() {} };
  }

  stop() {
    this.isStopped = true;
  }
}

function aServer(db: TestDatabase, owner: string) {
  const host = new ObedientHost();
  const store = new RunRepository(db.sql, { owner, leaseMs: LEASE_MS });
  const supervisor = new Supervisor({
    store,
    host,
    clock: systemClock,
    log: silentLogger,
    random: Math.random,
    maxRuns: 10,
    ownsDatabase: false,
    server: () => ({ url: "http://127.0.0.1:8000", zone: "UTC" }),
    publish() {},
    onRestart() {},
  });
  return { host, store, supervisor };
}

const device = (device_id: string): SqalConfig => ({
  device_id,
  location: "Ligne A",
  interval: 30,
  config_profile: "foiegras_standard_barquette",
  duration: 0,
});

const startDevice = ({ supervisor }: ReturnType<typeof aServer>, name: string) =>
  supervisor.start({ kind: "sqal", config: device(name), name });

const NOW = { ownsAll: false, nowMs: Date.UTC(2026, 10, 22) };

Deno.test("a server that looks for dead ones leaves its own runs and those of the living alone", async () => {
  await using db = await testDatabase();
  const [a, b] = [aServer(db, "a"), aServer(db, "b")];
  await startDevice(a, "ESP32_LL_01");
  await startDevice(b, "ESP32_LL_02");
  equal(await a.store.interruptAbandoned({ ...NOW, starts: false }), 0);
  equal(await a.store.interruptAbandoned({ ...NOW, starts: true }), 1, "its former life's");
  await db.sql`update simulator_runs set lease_until = now() - interval '1 s'`;
  equal(await a.store.interruptAbandoned({ ...NOW, starts: false }), 1, "the silent server's");
  await Promise.all([a.supervisor.close(), b.supervisor.close()]);
});

Deno.test("a server that was only slow gives up the runs that another one took over", async () => {
  await using db = await testDatabase();
  const [slow, heir] = [aServer(db, "slow"), aServer(db, "heir")];
  const started = await startDevice(slow, "ESP32_LL_01");
  equal(started.status, "started");
  await slow.supervisor.list({ limit: 1 });
  await db.sql`update simulator_runs set lease_until = now() - interval '1 s'`;
  await heir.store.interruptAbandoned({ ...NOW, starts: false });
  await heir.supervisor.takeUp();
  equal(heir.host.orders.length, 1);
  // Its next write is for a run of another server.
  const [id] = heir.host.orders.map((order) => order.id);
  await slow.supervisor.command(id!, { verb: "pause" });
  await slow.supervisor.list({ limit: 1 });
  await slow.supervisor.list({ limit: 1 });
  deepEqual(slow.supervisor.active(), []);
  const [run] = await heir.supervisor.list({ limit: 1 });
  deepEqual([run!.id, run!.status, run!.interruptions], [id, "running", 1]);
  await Promise.all([slow.supervisor.close(), heir.supervisor.close()]);
});

Deno.test("a run that is being started while its server stops is interrupted, and hosted by nobody", async () => {
  await using db = await testDatabase();
  const server = aServer(db, "a");
  const starting = startDevice(server, "ESP32_LL_01");
  const scenario: Scenario = {
    name: "two",
    steps: [
      { start: "sqal", with: device("ESP32_LL_02") },
      { start: "sqal", after: "1h", with: device("ESP32_LL_03") },
    ],
  };
  const beginning = server.supervisor.startScenario(scenario);
  await server.supervisor.close();
  await Promise.all([starting, beginning]);
  deepEqual(server.supervisor.active(), []);
  const stored = await server.store.list({ limit: 10 });
  deepEqual([...new Set(stored.map(({ status }) => status))], ["interrupted"]);
  equal((await startDevice(server, "ESP32_LL_04")).status, "too_many");
  equal((await server.supervisor.startScenario(scenario)).status, "too_many");
});

Deno.test("the next server starts those steps of a scenario that the last one did not come to", async () => {
  await using db = await testDatabase();
  const first = aServer(db, "a");
  const started = await first.supervisor.startScenario({
    name: "three",
    steps: [
      { start: "sqal", with: device("ESP32_LL_01") },
      { start: "sqal", after: "1h", with: device("ESP32_LL_02") },
      { start: "sqal", with: device("ESP32_LL_03") },
    ],
  });
  equal(started.status, "started");
  while (first.host.orders.length === 0) await first.supervisor.list({ limit: 1 });
  await first.supervisor.close();
  // As if the hour were nearly over.
  await db.sql`
    update simulator_runs set config = jsonb_set(config, '{steps,1,after}', '"10ms"')
    where kind = 'scenario'`;
  const next = aServer(db, "a");
  await next.supervisor.prepare();
  await next.supervisor.takeUp();
  while (next.host.orders.length < 3) await next.supervisor.list({ limit: 1 });
  deepEqual(next.host.orders.map(({ config }) => (config as SqalConfig).device_id), [
    "ESP32_LL_01",
    "ESP32_LL_02",
    "ESP32_LL_03",
  ]);
  const [scenario] = await next.supervisor.list({ kind: "scenario", limit: 1 });
  deepEqual([scenario!.status, scenario!.interruptions], ["running", 1]);
  await next.supervisor.close();
});
