import assert from "node:assert/strict";
import { Lateness } from "./lateness.ts";

Deno.test("lateness: exact quantiles of any number of samples, nothing without one", () => {
  const lateness = new Lateness();
  assert.equal(lateness.summary(), null);
  for (let ms = 5_000; ms > 0; ms--) lateness.record(ms);
  assert.deepEqual(lateness.summary(), { p50Ms: 2_500, p99Ms: 4_950, maxMs: 5_000 });
});
