import { deepEqual, equal, match } from "node:assert/strict";
import {
  type FromThread,
  NO_STATS,
  type RunOrder,
  type ToThread,
} from "../contract/control_host.ts";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { type ThreadEvents, ThreadPool } from "./thread_pool.ts";

class FakeThread {
  readonly received: ToThread[] = [];
  terminated = false;
  constructor(readonly events: ThreadEvents) {}
  post(message: ToThread): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(...messages: FromThread[]): void {
    for (const message of messages) this.events.onMessage(message);
  }
  runs(): string[] {
    return this.received.flatMap((message) => message.type === "start" ? [message.order.id] : []);
  }
  /** Marks the run that is at work. */
  enter(id: string): void {
    const hint = this.received.find((message) => message.type === "hint")!;
    const start = this.received.find((message) =>
      message.type === "start" && message.order.id === id
    )!;
    if (hint.type !== "hint" || start.type !== "start") return;
    new Int32Array(hint.slots)[0] = start.slot;
  }
}

function order(id: string): RunOrder {
  return {
    id,
    kind: "sqal",
    config: {} as RunOrder["config"],
    seed: 1,
    url: "http://127.0.0.1:8000",
    zone: "UTC",
    paused: false,
    stats: NO_STATS,
  };
}

/** A pool whose runs start again when they lost their thread through no fault of their own. */
function aPool(size = 1) {
  const clock = new ManualClock();
  const threads: FakeThread[] = [];
  const ends: string[] = [];
  const pool = new ThreadPool({
    openThread(events) {
      const thread = new FakeThread(events);
      threads.push(thread);
      return thread;
    },
    size,
    maxHeapBytes: 2 ** 30,
    clock,
    log: silentLogger,
  });
  const start = (id: string) =>
    pool.start(order(id), {
      onRunning() {},
      onLines() {},
      onStats() {},
      onEnded: () => ends.push(`${id} ended`),
      onLost({ reason, isToBlame }) {
        ends.push(`${id} ${isToBlame ? reason : "moved"}`);
        if (!isToBlame) start(id);
      },
    });
  const open = () => threads.filter(({ terminated }) => !terminated);
  return { clock, threads, ends, pool, start, open };
}

Deno.test("pool: runs share threads once there are as many as allowed, the emptiest first", () => {
  const { start, threads } = aPool(2);
  for (const id of ["a", "b", "c", "d"]) start(id);
  deepEqual(threads.map((thread) => thread.runs()), [["a", "c"], ["b", "d"]]);
});

Deno.test("pool: an idle thread is closed after a while, and leaves no timer", () => {
  const { clock, start, threads, pool } = aPool();
  start("a");
  threads[0]!.say({ type: "ready" }, { type: "pong", heapBytes: 1 });
  threads[0]!.say({ type: "ended", id: "a", end: { kind: "ended", outcome: "done" } });
  clock.advance(4_999);
  equal(pool.threadCount, 1);
  clock.advance(1);
  deepEqual([pool.threadCount, clock.pending, threads[0]!.terminated], [0, 0, true]);
});

Deno.test("pool: a run that comes to an idle thread is watched", () => {
  const { clock, start, threads, ends } = aPool();
  start("a");
  threads[0]!.say({ type: "ready" }, { type: "pong", heapBytes: 1 });
  threads[0]!.say({ type: "ended", id: "a", end: { kind: "ended", outcome: "done" } });
  start("b");
  equal(threads.length, 1);
  clock.advance(10_000);
  deepEqual(ends, ["a ended", "b its thread did not answer for 10 s"]);
});

Deno.test("pool: the run that was at work is parted from the others, and blamed when it hangs alone", () => {
  const { clock, start, threads, ends, open } = aPool();
  for (const id of ["a", "b", "c"]) start(id);
  threads[0]!.say({ type: "ready" });
  threads[0]!.enter("b");
  clock.advance(10_000);
  deepEqual(ends, ["a moved", "b moved", "c moved"]);
  deepEqual(open().map((thread) => thread.runs()), [["a", "c"], ["b"]]);
  const [rest, alone] = open();
  for (const thread of [rest!, alone!]) thread.say({ type: "ready" });
  clock.advance(9_000);
  rest!.say({ type: "pong", heapBytes: 1 });
  clock.advance(1_000);
  deepEqual(ends.slice(3), ["b its thread did not answer for 10 s"]);
  deepEqual(open().map((thread) => thread.runs()), [["a", "c"]]);
});

Deno.test("pool: without a hint the runs are halved until one is alone", () => {
  const { start, ends, open } = aPool();
  for (const id of ["a", "b", "c", "d"]) start(id);
  for (let i = 0; i < 10; i++) {
    const guilty = open().find((thread) => thread.runs().includes("c"));
    if (!guilty) break;
    guilty.events.onCrash("out of maize");
  }
  equal(ends.filter((end) => end.startsWith("c its thread")).length, 1);
  match(ends.at(-1)!, /^c its thread crashed: out of maize$/);
  deepEqual(open().flatMap((thread) => thread.runs()).sort(), ["a", "b", "d"]);
});

Deno.test("pool: a thread that grows too large is given up; one that never starts, too", () => {
  const large = aPool();
  large.start("a");
  large.threads[0]!.say({ type: "ready" }, { type: "pong", heapBytes: 2 ** 31 });
  deepEqual(large.ends, ["a its thread grew to 2048 MiB, above 1024 MiB"]);
  const still = aPool();
  still.start("a");
  still.clock.advance(60_000);
  deepEqual(still.ends, ["a its thread did not start"]);
});

Deno.test("pool: a run that is killed takes its thread along, and its neighbours move", () => {
  const { start, ends, open, threads } = aPool();
  start("a");
  const b = start("b");
  b.kill();
  deepEqual(ends, ["a moved"]);
  equal(threads[0]!.terminated, true);
  deepEqual(open().map((thread) => thread.runs()), [["a"]]);
});

Deno.test("pool: what a thread says after it was given up is not heard; stop leaves nothing", () => {
  const { start, threads, ends, pool, clock } = aPool();
  start("a");
  pool.stop();
  threads[0]!.say({ type: "ended", id: "a", end: { kind: "ended", outcome: "done" } });
  deepEqual([ends, pool.threadCount, clock.pending], [[], 0, 0]);
});
