import assert from "node:assert/strict";
import fc from "fast-check";
import { pick, standardNormals, uniform, unitExponentials, wholeNumber } from "./distributions.ts";
import { randomStream } from "./random_streams.ts";

const DRAWS = 20_000;
const many = (draw: () => number) => Array.from({ length: DRAWS }, draw);
const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

Deno.test("distributions: uniform and whole numbers stay in their range", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(9), (seed, min, size) => {
      const source = randomStream(seed, "range");
      const range = { min, max: min + size };
      const value = uniform(source, range);
      const whole = wholeNumber(source, range);
      assert.ok(value >= min && value <= range.max);
      assert.ok(Number.isInteger(whole) && whole >= min && whole <= range.max);
    }),
    { seed: 1 },
  );
});

Deno.test("distributions: both ends of whole numbers are drawn", () => {
  const source = randomStream(1, "ends");
  const seen = new Set(many(() => wholeNumber(source, { min: 11, max: 14 })));
  assert.deepEqual([...seen].sort(), [11, 12, 13, 14]);
});

Deno.test("distributions: moments of normals and exponentials", () => {
  const normals = many(standardNormals(randomStream(1, "normal")));
  assert.ok(Math.abs(mean(normals)) < 0.03);
  assert.ok(Math.abs(mean(normals.map((v) => v * v)) - 1) < 0.05);
  const exponentials = many(unitExponentials(randomStream(1, "exponential")));
  assert.ok(Math.abs(mean(exponentials) - 1) < 0.03);
  assert.ok(exponentials.every((v) => v >= 0));
});

Deno.test("distributions: pick follows the weights", () => {
  const source = randomStream(1, "pick");
  const choices = [{ value: 1, weight: 3 }, { value: 2, weight: 1 }, { value: 3, weight: 1 }];
  const values = many(() => pick(source, choices));
  const share = (value: number) => values.filter((v) => v === value).length / DRAWS;
  assert.ok(Math.abs(share(1) - 0.6) < 0.02);
  assert.ok(Math.abs(share(2) - 0.2) < 0.02);
  assert.throws(() => pick(source, []), /no choices/);
});
