import assert from "node:assert/strict";
import type { Claim, ClaimedLot } from "../db/inspection_repository.ts";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import {
  type InspectionOutcome,
  type InspectionQueue,
  type InspectLot,
  LotMonitor,
  type LotMonitorOptions,
} from "./lot_monitor.ts";

function aLot(codeLot: string, changes: Partial<ClaimedLot> = {}): ClaimedLot {
  return {
    codeLot,
    claim: `claim of ${codeLot}`,
    site: "LL",
    genetique: "Mulard",
    finalWeightGrams: 6_500,
    mortalityPercent: 2,
    maizeGramsPerDuck: 7_700,
    slaughteredAtMs: 0,
    attempts: 0,
    ...changes,
  };
}

/** A queue in memory that tells what was asked of it. */
class FakeQueue implements InspectionQueue {
  readonly waiting: ClaimedLot[] = [];
  readonly ends: string[] = [];
  renewals = 0;
  isOurs = true;
  claimFails = false;
  notify = () => {};

  claim({ limit }: { limit: number }): Promise<ClaimedLot[]> {
    if (this.claimFails) return Promise.reject(new Error("database away"));
    return Promise.resolve(this.waiting.splice(0, limit));
  }

  renew(): Promise<boolean> {
    this.renewals++;
    return Promise.resolve(this.isOurs);
  }

  complete({ codeLot }: Claim, inspectedAtMs: number): Promise<boolean> {
    return this.#end(`${codeLot} inspected at ${inspectedAtMs}`);
  }

  fail(
    { codeLot }: Claim,
    failure: { reason: string; retryInMs: number | null; counts: boolean },
  ): Promise<boolean> {
    const { reason, retryInMs, counts } = failure;
    const fate = retryInMs === null ? "for good" : "for now";
    return this.#end(`${codeLot} failed ${fate}${counts ? "" : ", not counted"}: ${reason}`);
  }

  release({ codeLot }: Claim): Promise<boolean> {
    return this.#end(`${codeLot} released`);
  }

  onPending(onPending: () => void): Promise<() => Promise<void>> {
    this.notify = onPending;
    return Promise.resolve(() => {
      this.notify = () => {};
      return Promise.resolve();
    });
  }

  #end(what: string): Promise<boolean> {
    this.ends.push(what);
    return Promise.resolve(this.isOurs);
  }
}

const inspected: InspectionOutcome = { kind: "inspected", inspectedAtMs: 9, samples: 5 };

function world(inspect: InspectLot, options: Partial<LotMonitorOptions> = {}) {
  const clock = new ManualClock();
  const queue = new FakeQueue();
  const monitor = new LotMonitor({
    queue,
    inspect,
    clock,
    log: silentLogger,
    pollingIntervalMs: 60_000,
    ...options,
  });
  return { clock, queue, monitor };
}

/** Lets everything happen that needs no time. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("lot monitor: inspects what waits, what is announced, and what a poll finds", async () => {
  const { clock, queue, monitor } = world(() => Promise.resolve(inspected));
  queue.waiting.push(aLot("A"));
  monitor.start();
  await settled();
  assert.deepEqual(queue.ends, ["A inspected at 9"]);
  queue.waiting.push(aLot("B"));
  queue.notify();
  await settled();
  assert.equal(queue.ends.at(-1), "B inspected at 9");
  queue.waiting.push(aLot("C"));
  clock.advance(59_999);
  await settled();
  assert.equal(queue.ends.length, 2);
  clock.advance(1);
  await settled();
  assert.equal(queue.ends.at(-1), "C inspected at 9");
  await monitor.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("lot monitor: never more lots at a time than it may, and all of them in the end", async () => {
  let running = 0;
  let most = 0;
  const { queue, monitor } = world(async () => {
    most = Math.max(most, ++running);
    await settled();
    running--;
    return inspected;
  }, { concurrency: 3 });
  const lots = Array.from({ length: 20 }, (_, i) => aLot(`L${i}`));
  queue.waiting.push(...lots);
  monitor.start();
  for (let i = 0; i < 100 && queue.ends.length < lots.length; i++) await settled();
  assert.equal(queue.ends.length, lots.length);
  assert.equal(most, 3);
  await monitor.stop();
});

Deno.test("lot monitor: a refused inspection is tried again until its attempts are used up", async () => {
  const { clock, queue, monitor } = world(
    (lot) => Promise.resolve({ kind: "refused", reason: `try ${lot.attempts + 1}` }),
    { timing: { maxAttempts: 3, retryBaseMs: 1_000 } },
  );
  monitor.start();
  for (const attempts of [0, 1, 2]) {
    queue.waiting.push(aLot("A", { attempts }));
    clock.advance(4_000);
    queue.notify();
    await settled();
  }
  assert.deepEqual(queue.ends, [
    "A failed for now: try 1",
    "A failed for now: try 2",
    "A failed for good: try 3",
  ]);
  await monitor.stop();
});

Deno.test("lot monitor: comes back for a failed lot when it is due, not at the next poll", async () => {
  const { clock, queue, monitor } = world(
    () => Promise.resolve({ kind: "refused", reason: "no" }),
    { timing: { retryBaseMs: 1_000 } },
  );
  queue.waiting.push(aLot("A"));
  monitor.start();
  await settled();
  queue.waiting.push(aLot("A", { attempts: 1 }));
  clock.advance(1_000);
  await settled();
  assert.equal(queue.ends.length, 2);
  await monitor.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("lot monitor: a server out of reach uses up no attempt, however often", async () => {
  const { queue, monitor } = world(
    () => Promise.resolve({ kind: "unreachable", reason: "refused" }),
  );
  queue.waiting.push(aLot("A", { attempts: 4 }));
  monitor.start();
  await settled();
  assert.deepEqual(queue.ends, ["A failed for now, not counted: refused"]);
  await monitor.stop();
});

Deno.test("lot monitor: while no server is to be reached, the other lots wait", async () => {
  let isAway = true;
  let tries = 0;
  const { clock, queue, monitor } = world(() => {
    tries++;
    return Promise.resolve(isAway ? { kind: "unreachable", reason: "403" } : inspected);
  }, { concurrency: 2 });
  queue.waiting.push(...Array.from({ length: 300 }, (_, i) => aLot(`L${i}`)));
  monitor.start();
  for (let second = 0; second < 120; second++) {
    clock.advance(1_000);
    queue.notify();
    await settled();
  }
  // Rests of 1–2, 2–4, 4–8, 8–16, 16–32, 30–60 and 30–60 s, two lots at a time.
  assert.ok(tries >= 6 && tries <= 20, `${tries} tries in two minutes`);
  isAway = false;
  clock.advance(60_000);
  for (let i = 0; i < 400 && queue.waiting.length > 0; i++) await settled();
  assert.equal(queue.waiting.length, 0);
  await monitor.stop();
});

Deno.test("lot monitor: an inspection that throws fails its lot alone", async () => {
  const { queue, monitor } = world((lot) =>
    lot.codeLot === "A" ? Promise.reject(new Error("boom")) : Promise.resolve(inspected)
  );
  queue.waiting.push(aLot("A"), aLot("B"));
  monitor.start();
  await settled();
  assert.deepEqual(queue.ends.sort(), ["A failed for now: boom", "B inspected at 9"]);
  await monitor.stop();
});

function untilAborted(signal: AbortSignal): Promise<InspectionOutcome> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve({ kind: "stopped" }))
  );
}

Deno.test("lot monitor: holds its claim while it works, and drops the work when it is lost", async () => {
  const { clock, queue, monitor } = world((_, signal) => untilAborted(signal), {
    timing: { leaseMs: 30_000 },
  });
  queue.waiting.push(aLot("A"));
  monitor.start();
  await settled();
  for (let i = 0; i < 3; i++) {
    clock.advance(10_000);
    await settled();
  }
  assert.equal(queue.renewals, 3);
  queue.isOurs = false;
  clock.advance(10_000);
  await settled();
  // Whoever has the lot now says what becomes of it.
  assert.deepEqual(queue.ends, []);
  clock.advance(60_000);
  assert.equal(queue.renewals, 4);
  await monitor.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("lot monitor: lets go of its lots when it stops", async () => {
  const { clock, queue, monitor } = world((_, signal) => untilAborted(signal));
  queue.waiting.push(aLot("A"), aLot("B"));
  monitor.start();
  await settled();
  await monitor.stop();
  assert.deepEqual(queue.ends.sort(), ["A released", "B released"]);
  assert.equal(clock.pending, 0);
});

Deno.test("lot monitor: a database that is away only delays it", async () => {
  const { clock, queue, monitor } = world(() => Promise.resolve(inspected));
  queue.claimFails = true;
  queue.waiting.push(aLot("A"));
  monitor.start();
  await settled();
  queue.claimFails = false;
  clock.advance(60_000);
  await settled();
  assert.deepEqual(queue.ends, ["A inspected at 9"]);
  await monitor.stop();
});
