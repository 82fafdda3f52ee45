import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { BatchWriter, type BatchWriterOptions, type Outcome } from "./batch_writer.ts";

class Poison extends Error {}
class HeldUp extends Error {}

/** A store in memory whose transactions end when the test says so. */
function fixture(change: Partial<BatchWriterOptions<number, string>> = {}) {
  const clock = new ManualClock();
  const batches: number[][] = [];
  const writer = new BatchWriter<number, string>({
    write(items) {
      if (items.some((item) => item < 0)) return Promise.reject(new Poison(`poison ${items}`));
      batches.push([...items]);
      return Promise.resolve(items.map((item) => `#${item}`));
    },
    isOutage: (error) => !(error instanceof Poison),
    laneOf: (item) => item,
    lanes: 1,
    capacity: 100,
    batchSize: 4,
    lingerMs: 2,
    clock,
    log: silentLogger,
    random: () => 0,
    ...change,
  });
  const outcomes = new Map<number, Outcome<string>>();
  const offer = (item: number) => writer.offer(item, (outcome) => outcomes.set(item, outcome));
  return { clock, writer, batches, outcomes, offer };
}

async function settled() {
  for (let i = 0; i < 2_000; i++) await Promise.resolve();
}

Deno.test("BatchWriter waits a little for company, then writes together", async () => {
  const { clock, batches, offer, outcomes } = fixture();
  offer(1);
  offer(2);
  await settled();
  assert.deepEqual(batches, []);
  clock.advance(2);
  await settled();
  assert.deepEqual(batches, [[1, 2]]);
  assert.deepEqual(outcomes.get(2), { status: "stored", result: "#2", isRetry: false });
});

Deno.test("BatchWriter writes a full batch at once", async () => {
  const { batches, offer } = fixture();
  for (let i = 1; i <= 5; i++) offer(i);
  await settled();
  assert.deepEqual(batches, [[1, 2, 3, 4], [5]]);
});

Deno.test("BatchWriter counts what an item costs: dear ones go in smaller batches", async () => {
  const { clock, batches, offer } = fixture({ batchSize: 6, costOf: (n) => n > 9 ? 4 : 1 });
  for (const item of [10, 1, 2, 11, 12, 3]) offer(item);
  clock.advance(2);
  await settled();
  assert.deepEqual(batches, [[10, 1, 2], [11], [12, 3]]);
  const tight = fixture({ batchSize: 1, costOf: () => 4 });
  for (const item of [1, 2]) tight.offer(item);
  await settled();
  assert.deepEqual(tight.batches, [[1], [2]]);
});

Deno.test("BatchWriter isolates poison: neighbours are stored, each item is settled once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer(), { maxLength: 60 }), async (items) => {
      const { clock, batches, offer, outcomes, writer } = fixture({ batchSize: 16 });
      for (const item of items) assert.ok(offer(item));
      clock.advance(2);
      await writer.stop(1000);
      assert.equal(outcomes.size, items.length);
      for (const item of items) {
        assert.equal(outcomes.get(item)?.status, item < 0 ? "refused" : "stored");
      }
      assert.deepEqual(batches.flat(), items.filter((item) => item >= 0));
      assert.equal(writer.held, 0);
    }),
    { seed: 11 },
  );
});

Deno.test("BatchWriter turns away what exceeds its capacity and loses nothing accepted", async () => {
  const { clock, offer, outcomes } = fixture({ capacity: 3, batchSize: 10 });
  assert.deepEqual([1, 2, 3, 4].map(offer), [true, true, true, false]);
  clock.advance(2);
  await settled();
  assert.equal(outcomes.size, 3);
  assert.ok(offer(5));
});

Deno.test("BatchWriter keeps what it accepted while the database is away", async () => {
  let down = true;
  const stored: number[] = [];
  const { clock, offer, outcomes } = fixture({
    write(items) {
      if (down) return Promise.reject(new Error("connection refused"));
      stored.push(...items);
      return Promise.resolve(items.map(String));
    },
  });
  offer(1);
  clock.advance(2);
  await settled();
  for (let i = 0; i < 5; i++) {
    clock.advance(2_000);
    await settled();
  }
  assert.equal(outcomes.size, 0);
  down = false;
  clock.advance(2_000);
  await settled();
  assert.deepEqual(stored, [1]);
  // Whoever is told must know that an earlier try may have stored it.
  assert.deepEqual(outcomes.get(1), { status: "stored", result: "1", isRetry: true });
  assert.equal(clock.pending, 0);
});

Deno.test("BatchWriter stop abandons after its time, refuses new items, leaves no timer", async () => {
  const { clock, offer, outcomes, writer } = fixture({
    write: () => Promise.reject(new Error("down")),
  });
  offer(1);
  const stopped = writer.stop(500);
  assert.equal(offer(2), false);
  await settled();
  clock.advance(500);
  await stopped;
  assert.deepEqual(outcomes.get(1), { status: "abandoned" });
  assert.equal(clock.pending, 0);
});

Deno.test("BatchWriter keeps the order within a lane", async () => {
  const { clock, writer, batches, offer } = fixture({
    lanes: 3,
    batchSize: 2,
    laneOf: (n) => n % 3,
  });
  for (let i = 0; i < 12; i++) offer(i);
  clock.advance(2);
  await writer.stop(100);
  for (const lane of [0, 1, 2]) {
    const seen = batches.flat().filter((n) => n % 3 === lane);
    assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
  }
});

Deno.test("BatchWriter tries again when there is no answer, and does not heed a late one", async () => {
  const late = Promise.withResolvers<string[]>();
  let tries = 0;
  let given: AbortSignal | undefined;
  const { clock, offer, outcomes } = fixture({
    writeTimeoutMs: 20_000,
    write(items, signal) {
      given ??= signal;
      return ++tries === 1 ? late.promise : Promise.resolve(items.map(String));
    },
  });
  offer(1);
  clock.advance(2);
  await settled();
  clock.advance(19_999);
  await settled();
  assert.equal(tries, 1);
  clock.advance(1);
  await settled();
  clock.advance(2_000);
  await settled();
  assert.deepEqual(outcomes.get(1), { status: "stored", result: "1", isRetry: true });
  assert.equal(given?.aborted, true);
  late.reject(new Poison("late"));
  await settled();
  assert.deepEqual([outcomes.size, clock.pending], [1, 0]);
});

Deno.test("BatchWriter stop abandons what is written without an answer, and what waits behind it", async () => {
  const { clock, offer, outcomes, writer } = fixture({
    batchSize: 1,
    write: () => new Promise(() => {}),
  });
  offer(1);
  offer(2);
  const stopped = writer.stop(500);
  await settled();
  clock.advance(500);
  await stopped;
  assert.deepEqual([...outcomes.values()], [{ status: "abandoned" }, { status: "abandoned" }]);
  assert.deepEqual([writer.held, clock.pending], [0, 0]);
});

Deno.test("BatchWriter remembers an earlier try when a batch is halved after it", async () => {
  let tries = 0;
  const { clock, offer, outcomes } = fixture({
    write(items) {
      if (++tries === 1) return Promise.reject(new Error("the answer was lost"));
      if (items.includes(-1)) return Promise.reject(new Poison());
      return Promise.resolve(items.map(String));
    },
  });
  offer(1);
  offer(-1);
  clock.advance(2);
  await settled();
  clock.advance(2_000);
  await settled();
  assert.deepEqual(outcomes.get(1), { status: "stored", result: "1", isRetry: true });
  assert.equal(outcomes.get(-1)?.status, "refused");
});

/** A database that gives up, after its 2 s, what `isHeldUp` says. */
function slowStore(isHeldUp: (items: readonly number[]) => boolean) {
  const stored: number[][] = [];
  let cancelled = 0;
  const rest = fixture({
    batchSize: 200,
    capacity: 1_000,
    async write(items) {
      await Promise.resolve();
      if (isHeldUp(items)) {
        cancelled++;
        rest.clock.advance(2_000);
        throw new HeldUp("canceling statement due to lock timeout");
      }
      stored.push([...items]);
      return items.map(String);
    },
    isHeldUp: (error) => error instanceof HeldUp,
    laneOf: (item) => item % 100,
  });
  return { ...rest, stored, cancelled: () => cancelled };
}

Deno.test("BatchWriter sets an item aside that is held up: nobody waits for it but its own", async () => {
  let isHeld = true;
  const { clock, offer, outcomes, stored, cancelled, writer } = slowStore((items) =>
    isHeld && items.some((item) => item % 100 === 13)
  );
  for (let item = 0; item < 200; item++) offer(item);
  await settled();
  // All, its part, itself; then itself once more, beside the lane.
  assert.equal(cancelled(), 4);
  assert.deepEqual(
    stored.flat(),
    Array.from({ length: 200 }, (_, item) => item).filter((item) => item % 100 !== 13),
  );
  offer(213);
  offer(214);
  clock.advance(2);
  await settled();
  assert.equal(outcomes.get(214)?.status, "stored");
  assert.deepEqual([13, 113, 213].map((item) => outcomes.get(item)), [
    undefined,
    undefined,
    undefined,
  ]);
  isHeld = false;
  clock.advance(2_000);
  await settled();
  assert.deepEqual(stored.slice(-2), [[13], [113, 213]]);
  assert.deepEqual(
    [13, 213].map((item) => outcomes.get(item)),
    [
      { status: "stored", result: "13", isRetry: true },
      { status: "stored", result: "213", isRetry: false },
    ],
  );
  assert.deepEqual([writer.held, clock.pending], [0, 0]);
});

Deno.test("BatchWriter gives each of several that are held up its turn", async () => {
  const held = new Set([3, 5]);
  const { clock, offer, outcomes, writer } = slowStore((items) =>
    items.some((item) => held.has(item))
  );
  for (const item of [3, 4, 5]) offer(item);
  clock.advance(2);
  await settled();
  assert.deepEqual([...outcomes.keys()], [4]);
  held.delete(5);
  for (let i = 0; i < 2; i++) {
    clock.advance(2_000);
    await settled();
  }
  assert.deepEqual([...outcomes.keys()], [4, 5]);
  const stopped = writer.stop(500);
  await settled();
  clock.advance(500);
  await stopped;
  assert.deepEqual(outcomes.get(3), { status: "abandoned" });
  assert.deepEqual([writer.held, clock.pending], [0, 0]);
});

Deno.test("BatchWriter halves to the bad item among those that waited for one held up", async () => {
  let isHeld = true;
  let writes = 0;
  const { clock, offer, outcomes } = fixture({
    batchSize: 200,
    capacity: 1_000,
    write(items) {
      writes++;
      if (isHeld) return Promise.reject(new HeldUp());
      if (items.includes(-1)) return Promise.reject(new Poison());
      return Promise.resolve(items.map(String));
    },
    isHeldUp: (error) => error instanceof HeldUp,
    laneOf: () => 0,
  });
  offer(0);
  clock.advance(2);
  await settled();
  for (let item = 1; item < 129; item++) offer(item === 128 ? -1 : item);
  clock.advance(2);
  await settled();
  isHeld = false;
  writes = 0;
  clock.advance(2_000);
  await settled();
  assert.equal(outcomes.get(-1)?.status, "refused");
  assert.equal(outcomes.size, 129);
  // The one held up, then each half of 128 down to the bad one: refused, and the other half stored.
  assert.ok(writes < 20, `${writes} writes`);
});

Deno.test("BatchWriter writes in parts what is too much at once", async () => {
  const { offer, outcomes, cancelled, stored } = slowStore((items) => items.length > 10);
  for (let item = 0; item < 200; item++) offer(item);
  await settled();
  assert.equal(cancelled(), 1);
  assert.deepEqual(stored.flat(), Array.from({ length: 200 }, (_, item) => item));
  assert.deepEqual(outcomes.get(0), { status: "stored", result: "0", isRetry: true });
});
