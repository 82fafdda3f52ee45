import { deepEqual, equal } from "node:assert/strict";
import { type FromThread, NO_STATS, type RunOrder } from "../src/contract/control_host.ts";
import { ManualClock } from "../src/lib/clock.ts";
import { Host, type HostedDeps, type HostedKind } from "./host.ts";
import { PausableClock } from "./host_pausable_clock.ts";
import { withToken } from "./kernel/mod.ts";

function order(id: string, changes: Partial<RunOrder> = {}): RunOrder {
  return {
    id,
    kind: "sqal",
    config: {} as RunOrder["config"],
    seed: 1,
    url: "http://127.0.0.1:8000",
    zone: "UTC",
    paused: false,
    stats: NO_STATS,
    ...changes,
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

/** A host of runs that hand their means to the test. */
function aHost(kind: (deps: HostedDeps) => Promise<unknown> = () => new Promise(() => {})) {
  const clock = new ManualClock();
  const said: FromThread[] = [];
  const runs = new Map<string, HostedDeps>();
  const hosted: HostedKind = async (order, deps) => {
    runs.set(order.id, deps);
    await kind(deps);
    return { kind: "ended", outcome: "done" };
  };
  const host = new Host({
    kinds: { gavage: hosted, sqal: hosted, consumer: hosted },
    post: (message) => said.push(message),
    heapBytes: () => 123,
    clock,
    connect: withToken,
  });
  const hint = new SharedArrayBuffer(4);
  host.receive({ type: "hint", slots: hint });
  return { clock, said, runs, host, atWork: () => new Int32Array(hint)[0] };
}

Deno.test("host: a run whose timer throws fails alone, and its other timers go with it", async () => {
  const { clock, said, runs, host } = aHost();
  host.receive({ type: "start", order: order("a"), slot: 1 });
  host.receive({ type: "start", order: order("b"), slot: 2 });
  runs.get("a")!.clock.schedule(10, () => {
    throw new Error("no more maize");
  });
  runs.get("a")!.clock.schedule(1_000, () => {});
  runs.get("b")!.clock.schedule(1_000, () => {});
  clock.advance(10);
  await settle();
  deepEqual(said, [
    { type: "ended", id: "a", end: { kind: "failed", error: "no more maize" } },
  ]);
  equal(runs.get("a")!.signal.aborted, true);
  deepEqual([clock.pending, runs.get("b")!.signal.aborted], [1, false]);
});

Deno.test("host: the run that worked last is known, for the case that it never stops", () => {
  const { clock, runs, host, atWork } = aHost();
  host.receive({ type: "start", order: order("a"), slot: 1 });
  host.receive({ type: "start", order: order("b"), slot: 2 });
  equal(atWork(), 2);
  runs.get("a")!.clock.schedule(10, () => {});
  clock.advance(10);
  equal(atWork(), 1);
});

Deno.test("host: lines and statistics are told together, and a flood is counted", () => {
  const { clock, said, runs, host } = aHost();
  host.receive({ type: "start", order: order("a"), slot: 1 });
  const run = runs.get("a")!;
  let reads = 0;
  run.measure(() => ({ ...NO_STATS, sent: ++reads }));
  for (let i = 0; i < 1_000; i++) {
    run.say("info", `line ${i}`);
    run.changed();
  }
  equal(said.length, 0);
  clock.advance(500);
  const [lines, stats] = said;
  const told = lines?.type === "lines" ? lines.lines : [];
  equal(told.length, 201);
  equal(told.at(-1)!.message, "800 more lines, too many to show");
  equal(stats?.type === "stats" && stats.stats.sent, 1);
  clock.advance(10_000);
  deepEqual([said.length, clock.pending], [2, 0]);
});

Deno.test("host: a pause asked for before a run can pause is kept for it", () => {
  const { runs, host } = aHost();
  host.receive({ type: "start", order: order("a", { paused: true }), slot: 1 });
  const told: string[] = [];
  runs.get("a")!.control({ pause: () => told.push("pause"), resume: () => told.push("resume") });
  host.receive({ type: "resume", id: "a" });
  host.receive({ type: "accelerate", id: "a", acceleration: 5 });
  host.receive({ type: "stop", id: "nobody" });
  deepEqual(told, ["pause", "resume"]);
});

Deno.test("pausable clock: no time passes in a pause, and timers wait for the rest of theirs", () => {
  const wall = new ManualClock(1_000);
  const clock = new PausableClock(wall);
  const ran: number[] = [];
  clock.schedule(100, () => ran.push(wall.now()));
  const cancel = clock.schedule(150, () => ran.push(-1));
  wall.advance(60);
  clock.pause();
  clock.pause();
  wall.advance(500);
  equal(clock.now(), 1_060);
  clock.schedule(50, () => ran.push(wall.now()));
  cancel();
  equal(wall.pending, 0);
  clock.resume();
  wall.advance(40);
  deepEqual(ran, [1_600]);
  wall.advance(10);
  deepEqual(ran, [1_600, 1_610]);
  equal(clock.now(), 1_110);
});
