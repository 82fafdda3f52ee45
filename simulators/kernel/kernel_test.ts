import assert from "node:assert/strict";
import { ManualClock } from "../../src/lib/clock.ts";
import { AcceleratedClock, type Acceleration } from "./accelerated_clock.ts";
import { type Gate, Kernel } from "./kernel.ts";

function setUp({ accel = 1, gate }: { accel?: Acceleration; gate?: Gate } = {}) {
  const clock = new ManualClock(0);
  const time = new AcceleratedClock({ clock, simOriginMs: 0, accel });
  const kernel = new Kernel({ clock, time, ...(gate ? { gate } : {}) });
  const ran: [name: string, wallMs: number][] = [];
  const at = (timeMs: number, name: string, run = () => {}) =>
    kernel.schedule({
      timeMs,
      priority: 0,
      run() {
        ran.push([name, clock.now()]);
        run();
      },
    });
  const stop = new AbortController();
  return { clock, kernel, ran, at, stop };
}

/** A gate that opens by hand. */
class HandGate implements Gate {
  isOpen = true;
  #waiting: (() => void)[] = [];
  whenOpen(run: () => void) {
    this.#waiting.push(run);
  }
  open() {
    this.isOpen = true;
    for (const run of this.#waiting.splice(0)) run();
  }
}

Deno.test("kernel: each event runs when it is due, and the run ends with the last", async () => {
  const { clock, kernel, ran, at, stop } = setUp({ accel: 100 });
  at(3_000, "c");
  at(1_000, "a", () => at(2_000, "b"));
  const end = kernel.run(stop.signal);
  clock.advance(100);
  assert.deepEqual(ran, [["a", 10], ["b", 20], ["c", 30]]);
  assert.equal(await end, "finished");
  assert.equal(clock.pending, 0);
  assert.deepEqual(kernel.lateness.summary(), { p50Ms: 0, p99Ms: 0, maxMs: 0 });
});

Deno.test("kernel: late events run in their order, none is skipped, lateness is told", async () => {
  const gate = new HandGate();
  const { clock, kernel, ran, at, stop } = setUp({ gate });
  for (let i = 1; i <= 4; i++) at(i * 10, `e${i}`);
  gate.isOpen = false;
  const end = kernel.run(stop.signal);
  clock.advance(100);
  assert.equal(ran.length, 0);
  gate.open();
  assert.deepEqual(ran.map(([name]) => name), ["e1", "e2", "e3", "e4"]);
  assert.equal(await end, "finished");
  assert.deepEqual(kernel.lateness.summary(), { p50Ms: 70, p99Ms: 90, maxMs: 90 });
});

Deno.test("kernel: a closed gate holds back one event at a time", () => {
  const gate = new HandGate();
  const { clock, kernel, ran, at, stop } = setUp({ accel: "max", gate });
  for (const name of ["a", "b", "c"]) at(1, name, () => gate.isOpen = false);
  kernel.run(stop.signal);
  clock.advance(0);
  assert.equal(ran.length, 1);
  gate.open();
  assert.equal(ran.length, 2);
  gate.open();
  assert.equal(ran.length, 3);
  assert.equal(kernel.lateness.summary(), null, "at max nothing has a deadline");
});

Deno.test("kernel: lets others run between slices", () => {
  const { clock, kernel, at, stop } = setUp({ accel: "max" });
  let ran = 0;
  for (let i = 0; i < 10_000; i++) at(0, "x", () => ran++);
  kernel.run(stop.signal);
  let ranWhenOther = 0;
  // Set before the second slice is armed, so at the same instant it is served before it.
  clock.schedule(0, () => ranWhenOther = ran);
  clock.advance(0);
  assert.equal(ran, 10_000);
  assert.ok(ranWhenOther > 0 && ranWhenOther < 10_000, `${ranWhenOther} events ran before`);
});

Deno.test("kernel: stops at once and leaves no timer", async () => {
  const { clock, kernel, ran, at, stop } = setUp();
  at(10, "a", () => stop.abort());
  at(10, "b");
  at(20, "c");
  const end = kernel.run(stop.signal);
  clock.advance(15);
  assert.deepEqual(ran, [["a", 10]]);
  assert.equal(await end, "stopped");
  assert.equal(clock.pending, 0);
  assert.equal(kernel.pending, 2);
});

Deno.test("kernel: an aborted signal runs nothing", async () => {
  const { clock, kernel, ran, at, stop } = setUp({ accel: "max" });
  at(0, "a");
  stop.abort();
  assert.equal(await kernel.run(stop.signal), "stopped");
  clock.advance(10);
  assert.equal(ran.length, 0);
});

Deno.test("kernel: an event that throws ends the run with its error", async () => {
  const { clock, kernel, at, stop } = setUp();
  at(10, "a", () => {
    throw new Error("broken model");
  });
  at(20, "b");
  const end = kernel.run(stop.signal);
  clock.advance(30);
  await assert.rejects(end, /broken model/);
  assert.equal(clock.pending, 0);
});

Deno.test("kernel: pause, resume and another speed while it runs", async () => {
  const { clock, kernel, ran, at, stop } = setUp({ accel: 10 });
  at(1_000, "a");
  at(2_000, "b");
  const end = kernel.run(stop.signal);
  clock.advance(50);
  kernel.pause();
  clock.advance(1_000);
  assert.equal(ran.length, 0);
  assert.equal(clock.pending, 0, "a pause needs no timer");
  kernel.resume();
  clock.advance(50);
  assert.deepEqual(ran, [["a", 1_100]]);
  kernel.setAccel(1_000);
  clock.advance(1);
  assert.deepEqual(ran.at(-1), ["b", 1_101]);
  assert.equal(await end, "finished");
});
