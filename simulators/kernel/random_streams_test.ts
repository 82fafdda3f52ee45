import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "./random_streams.ts";

const take = (source: { next(): number }, count: number) =>
  Array.from({ length: count }, () => source.next());

Deno.test("random streams: the values of a path never change", () => {
  // Golden: another value here means that every seed tells another story from now on.
  assert.deepEqual(take(randomStream(7, "lot", 3, "ducks"), 3), [
    0.6061168245413883,
    0.8998048352090101,
    0.16551794255328844,
  ]);
});

Deno.test("random streams: a path is its labels, not their concatenation", () => {
  const first = (...path: (string | number)[]) => randomStream(1, ...path).next();
  const values = [first("a", "b"), first("ab"), first("a,b"), first(1), first("1"), first()];
  assert.equal(new Set(values).size, values.length);
});

Deno.test("random streams: more siblings leave the first ones as they are", () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(20), fc.nat(20), (seed, few, more) => {
      const values = (count: number) =>
        randomStream(seed, "x").split(count).map((stream) => take(stream, 3));
      assert.deepEqual(values(few + more).slice(0, few), values(few));
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("random streams: numbers are in [0, 1), even, and siblings are not alike", () => {
  const [a, b] = randomStream(1, "even").split(2);
  const [x, y] = [take(a!, 20_000), take(b!, 20_000)];
  const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  for (const values of [x, y]) {
    assert.ok(values.every((v) => v >= 0 && v < 1));
    assert.ok(Math.abs(mean(values) - 0.5) < 0.01);
  }
  const covariance = mean(x.map((v, i) => (v - 0.5) * (y[i]! - 0.5)));
  assert.ok(Math.abs(covariance * 12) < 0.03, `correlation ${covariance * 12}`);
});
