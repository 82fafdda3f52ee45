import { deepEqual, equal } from "node:assert/strict";
import { NO_STATS, type RunOrder } from "../contract/control_host.ts";
import type { RestartPolicy, SimulatorKind } from "../contract/control_runs.ts";
import { ManualClock } from "../lib/clock.ts";
import type { HostedEvents, RunHost } from "./host.ts";
import { LiveRun } from "./live_run.ts";

/** A host whose runs do what the test says. */
class FakeHost implements RunHost {
  readonly orders: RunOrder[] = [];
  readonly told: string[] = [];
  events!: HostedEvents;

  start(order: RunOrder, events: HostedEvents) {
    this.orders.push(order);
    this.events = events;
    const tell = (what: string) => () => void this.told.push(what);
    return {
      stop: tell("stop"),
      kill: tell("kill"),
      pause: tell("pause"),
      resume: tell("resume"),
      accelerate: (acceleration: number) => void this.told.push(`accelerate ${acceleration}`),
    };
  }

  stop() {}
}

/** Lets what was awaited go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

function aRun({
  kind = "gavage" as SimulatorKind,
  restart = "on-failure" as RestartPolicy,
  duration = 0,
  paused = false,
} = {}) {
  const clock = new ManualClock(Date.UTC(2026, 10, 22));
  const host = new FakeHost();
  const lines: string[] = [];
  const statuses: string[] = [];
  const live = new LiveRun({
    id: "0123456789ab",
    kind,
    name: "gavage_realtime",
    container_name: "gaveurs_simulator_gavage_realtime_0123456789ab",
    parent_id: null,
    config: { nb_lots: 3, acceleration: 1_440, duration },
    seed: 42,
    status: "starting",
    restart,
    resume: true,
    paused,
    owner: null,
    created_at: "2026-11-22T00:00:00.000+00:00",
    started_at: null,
    ended_at: null,
    restarts: 0,
    interruptions: 0,
    outcome: null,
    error: null,
    stats: NO_STATS,
  }, {
    host,
    clock,
    random: () => 0.5,
    server: () => ({ url: "http://127.0.0.1:8000", zone: "UTC" }),
    progress: () => Promise.resolve({ start: "2026-11-01", simMs: 5_000 }),
    onChange: ({ status }) => {
      if (statuses.at(-1) !== status) statuses.push(status);
    },
    say: (_, { message }) => lines.push(message),
    onRestart() {},
  });
  return { clock, host, lines, statuses, live };
}

Deno.test("a run starts, pauses, goes on, gets faster and completes", async () => {
  const { clock, host, statuses, live } = aRun();
  live.begin();
  deepEqual(live.pause(), {
    status: "not_possible",
    detail: "cannot pause a run that is starting",
  });
  host.events.onRunning();
  deepEqual(live.pause(), { status: "done" });
  deepEqual(live.resume(), { status: "done" });
  deepEqual(live.accelerate(60), { status: "done" });
  equal(live.run.config.acceleration, 60);
  host.events.onEnded({ kind: "ended", outcome: "done" });
  await live.ended;
  deepEqual(host.told, ["pause", "resume", "accelerate 60"]);
  deepEqual(statuses, ["running", "paused", "running", "completed"]);
  deepEqual([live.run.outcome, live.run.error, clock.pending], ["done", null, 0]);
});

Deno.test("a run that does not stop is ended by force", async () => {
  const { clock, host, live } = aRun();
  live.begin();
  host.events.onRunning();
  const stopped = live.stop();
  equal(live.run.status, "stopping");
  clock.advance(5_999);
  deepEqual(host.told, ["stop"]);
  clock.advance(1);
  await stopped;
  deepEqual(host.told, ["stop", "kill"]);
  deepEqual([live.run.status, live.run.outcome, clock.pending], ["stopped", "killed", 0]);
});

Deno.test("a run that failed goes on where it was, later each time, and gives up", async () => {
  const { clock, host, live } = aRun();
  live.begin();
  host.events.onRunning();
  const waits: number[] = [];
  while (live.run.status !== "failed") {
    host.events.onEnded({ kind: "failed", error: "no more maize" });
    const dueMs = clock.nextDueMs();
    if (dueMs === undefined) break;
    equal(live.run.status, "starting");
    waits.push(dueMs - clock.now());
    clock.advance(dueMs - clock.now());
    await settle();
    host.events.onRunning();
  }
  deepEqual(waits, [750, 1_500, 3_000, 6_000, 12_000]);
  deepEqual([live.run.status, live.run.error, live.run.restarts], ["failed", "no more maize", 5]);
  deepEqual(host.orders[1]!.resume, { start: "2026-11-01", simMs: 5_000 });
  deepEqual(
    new Set(host.orders.map(({ seed, id }) => `${seed} ${id}`)),
    new Set(["42 0123456789ab"]),
  );
});

Deno.test("a run that held for a while counts its failures anew", async () => {
  const { clock, host, live } = aRun();
  live.begin();
  for (let i = 0; i < 20; i++) {
    host.events.onRunning();
    clock.advance(60_000);
    host.events.onEnded({ kind: "failed", error: "no more maize" });
    clock.advance(1_000);
    await settle();
  }
  deepEqual([live.run.status, live.run.restarts], ["starting", 20]);
});

Deno.test("a run that never worked, or is not to be restarted, fails at once", () => {
  const never = aRun({ restart: "never" });
  never.live.begin();
  never.host.events.onRunning();
  never.host.events.onEnded({ kind: "failed", error: "no more maize" });
  equal(never.live.run.status, "failed");
  const first = aRun();
  first.live.begin();
  first.host.events.onEnded({ kind: "failed", error: "no such gaveur" });
  deepEqual([first.live.run.status, first.live.run.error], ["failed", "no such gaveur"]);
});

Deno.test("a run whose neighbour was to blame changes threads, and that is no restart", async () => {
  const { host, live } = aRun();
  live.begin();
  host.events.onRunning();
  host.events.onLost({ reason: "its thread did not answer for 10 s", isToBlame: false });
  await settle();
  equal(host.orders.length, 2);
  deepEqual(host.orders[1]!.resume, { start: "2026-11-01", simMs: 5_000 });
  host.events.onRunning();
  deepEqual([live.run.status, live.run.restarts], ["running", 0]);
});

Deno.test("a stop between two tries ends the run, and no timer starts it again", async () => {
  const { clock, host, live } = aRun();
  live.begin();
  host.events.onRunning();
  host.events.onEnded({ kind: "failed", error: "no more maize" });
  await live.stop();
  clock.advance(120_000);
  await settle();
  deepEqual([live.run.status, host.orders.length, clock.pending], ["stopped", 1, 0]);
});

Deno.test("a duration counts from the first start, through failures", async () => {
  const { clock, host, live } = aRun({ duration: 10 });
  live.begin();
  equal(host.orders[0]!.durationSeconds, 10);
  host.events.onRunning();
  clock.advance(4_000);
  host.events.onLost({ reason: "hung", isToBlame: false });
  await settle();
  equal(host.orders[1]!.durationSeconds, 6);
  clock.advance(7_000);
  host.events.onLost({ reason: "hung", isToBlame: false });
  await live.ended;
  deepEqual([live.run.status, live.run.outcome], ["completed", "duration_over"]);
});

Deno.test("a run that was paused when its server ended stands still once it is taken up", async () => {
  const { host, live } = aRun({ paused: true });
  live.begin({ resumes: true });
  await settle();
  equal(host.orders[0]!.paused, true);
  host.events.onRunning();
  equal(live.run.status, "paused");
});

Deno.test("a server that stops interrupts its runs, and says so", async () => {
  const { host, live } = aRun();
  live.begin();
  host.events.onRunning();
  const stopped = live.stop({ goal: "interrupted", reason: "the server stopped while it ran" });
  host.events.onEnded({ kind: "ended", outcome: "stopped" });
  await stopped;
  deepEqual([live.run.status, live.run.error], ["interrupted", "the server stopped while it ran"]);
});

Deno.test("consumers hurry, too, and go on so when they are started again; devices do not", () => {
  const consumers = aRun({ kind: "consumer" });
  consumers.live.begin();
  consumers.host.events.onRunning();
  deepEqual(consumers.live.accelerate(3_600), { status: "done" });
  deepEqual(consumers.host.told, ["accelerate 3600"]);
  equal(consumers.live.run.config.acceleration, 3_600);
  const device = aRun({ kind: "sqal" });
  device.live.begin();
  device.host.events.onRunning();
  deepEqual(device.live.accelerate(3_600), {
    status: "not_possible",
    detail: "a device measures in real time",
  });
});
