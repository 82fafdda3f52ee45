import { deepEqual, equal } from "node:assert/strict";
import { correlation } from "../../src/panel/client/data/correlation.ts";

Deno.test("points on a line correlate fully, and the line is theirs", () => {
  const found = correlation([1, 2, 5].map((x) => ({ x, y: 3 - 2 * x })))!;
  deepEqual([found.r, found.slope, found.intercept].map((value) => value.toFixed(9)), [
    "-1.000000000",
    "-2.000000000",
    "3.000000000",
  ]);
});

Deno.test("a worked example: Anscombe's first set", () => {
  const xs = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const ys = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const found = correlation(xs.map((x, i) => ({ x, y: ys[i]! })))!;
  equal(found.r.toFixed(3), "0.816");
  equal(found.slope.toFixed(2), "0.50");
});

Deno.test("what never varies correlates with nothing", () => {
  equal(correlation([1, 2, 3].map((x) => ({ x, y: 0.1 }))), undefined);
  equal(correlation([{ x: 1, y: 1 }]), undefined);
});
