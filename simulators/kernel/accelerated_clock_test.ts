import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../src/lib/clock.ts";
import { AcceleratedClock } from "./accelerated_clock.ts";

Deno.test("accelerated clock: an instant is due when simulated time gets there", () => {
  const clock = new ManualClock(1_000);
  const time = new AcceleratedClock({ clock, simOriginMs: 5_000_000, accel: 1_440 });
  assert.equal(time.wallDueMs(5_000_000), 1_000);
  assert.equal(time.wallDueMs(5_000_000 + 86_400_000), 61_000);
  clock.advance(60_000);
  assert.equal(time.nowMs(), 5_000_000 + 86_400_000);
});

Deno.test("accelerated clock: at max everything is due, and time is that of the last event", () => {
  const clock = new ManualClock(0);
  const time = new AcceleratedClock({ clock, simOriginMs: 100, accel: "max" });
  assert.equal(time.wallDueMs(1e15), -Infinity);
  time.reach(700);
  assert.equal(time.nowMs(), 700);
  time.setAccel(10);
  clock.advance(5);
  assert.equal(time.nowMs(), 750);
  time.setAccel("max");
  assert.equal(time.nowMs(), 750);
});

Deno.test("accelerated clock: changes of speed and pauses lose no time", () => {
  const step = fc.record({
    waitMs: fc.nat(100_000),
    change: fc.oneof(
      fc.integer({ min: 1, max: 86_400 }),
      fc.constant("pause" as const),
      fc.constant("resume" as const),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const clock = new ManualClock(1_700_000_000_000);
      const time = new AcceleratedClock({ clock, simOriginMs: 0, accel: 1 });
      let expected = 0;
      let accel = 1;
      let paused = false;
      for (const { waitMs, change } of steps) {
        clock.advance(waitMs);
        if (!paused) expected += waitMs * accel;
        assert.equal(time.nowMs(), expected);
        if (change === "pause") time.pause();
        else if (change === "resume") time.resume();
        else time.setAccel(change);
        if (typeof change === "number") accel = change;
        else paused = change === "pause";
        assert.equal(time.nowMs(), expected);
        const dueMs = time.wallDueMs(expected + 1_000 * accel);
        assert.equal(dueMs, paused ? Infinity : clock.now() + 1_000);
      }
    }),
    { seed: 1 },
  );
});
