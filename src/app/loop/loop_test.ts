import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type LoopOptions, runLoop } from "./loop.ts";
import { pairedDifference } from "./paired.ts";
import { consumerTaste } from "./taste.ts";

const OPTIONS: LoopOptions = {
  generations: 3,
  lots: 12,
  seed: 1,
  genetique: "Mulard",
  profile: "classic",
};
const run = (changes: Partial<LoopOptions> = {}) =>
  runLoop({ ...OPTIONS, ...changes }, { taste: consumerTaste() });
const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

Deno.test("loop: the same seed tells the same story, another seed another", () => {
  const report = run();
  assert.equal(digest(run()), digest(report));
  const [first] = run({ seed: 2, generations: 1 }).history;
  assert.notEqual(digest(first), digest(report.history[0]));
  assert.equal(report.history.length, 3);
  assert.equal(report.history[0]!.next, "not_enough_lots");
  assert.deepEqual(report.history[0]!.curve, report.firstCurve);
});

Deno.test("loop: the control arm does not depend on what the other learns", () => {
  const report = run({ generations: 1 });
  const blind = runLoop({ ...OPTIONS, generations: 1 }, { taste: () => 3 });
  report.history.forEach(({ control }, i) => {
    const other = blind.history[i]!.control;
    assert.equal(control.maizeGrams, other.maizeGrams);
    assert.equal(control.quality, other.quality);
    assert.equal(control.mortalityPercent, other.mortalityPercent);
    assert.notEqual(control.rating, other.rating);
  });
});

Deno.test("loop: each generation is told as it is done, and the verdict follows from the interval", () => {
  const told: number[] = [];
  const report = runLoop(OPTIONS, {
    taste: consumerTaste(),
    onGeneration: ({ generation }) => told.push(generation),
  });
  assert.deepEqual(told, [1, 2, 3]);
  const { low, high, pairs } = report.result;
  assert.equal(pairs, 24);
  const verdict = low > 0 ? "improved" : high < 0 ? "worse" : "no significant difference";
  assert.equal(report.verdict, verdict);
});

Deno.test("paired difference: Student's interval", () => {
  const { mean, low, high } = pairedDifference([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
  assert.ok(Math.abs(mean - 6.0909) < 1e-3);
  // t(0.975, 10) = 2.2281, standard deviation 3.4772.
  assert.ok(Math.abs(high - mean - 2.2281 * 3.4772 / Math.sqrt(11)) < 2e-3);
  assert.ok(Math.abs(mean - low - (high - mean)) < 1e-9);
  // t(0.975, 3) = 3.182
  const four = pairedDifference([0, 1, 2, 3]);
  assert.ok(Math.abs((four.high - four.mean) / (Math.sqrt(5 / 3) / 2) - 3.182) < 0.04);
  assert.throws(() => pairedDifference([1, 2, 3]), RangeError);
});
