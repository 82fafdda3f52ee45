import assert from "node:assert/strict";
import { randomStream, standardNormals } from "../kernel/mod.ts";
import { CorrelationSoFar } from "./correlation.ts";
import { normalQuantile } from "./normal.ts";
import { opinionCorrelation, starOf, starScale } from "./stars.ts";

Deno.test("normalQuantile agrees with the tables", () => {
  const table = { 0.001: -3.0902323, 0.025: -1.9599640, 0.5: 0, 0.75: 0.6744898, 0.99: 2.3263479 };
  for (const [probability, value] of Object.entries(table)) {
    assert.ok(Math.abs(normalQuantile(Number(probability)) - value) < 1e-7, probability);
  }
  assert.deepEqual([0, 1].map(normalQuantile), [-Infinity, Infinity]);
});

for (const [min, max] of [[1, 5], [3, 5], [1, 2], [4, 5]] as const) {
  Deno.test(`stars ${min} to ${max}: what rounding costs a correlation is what the formula says`, () => {
    const scale = starScale({ min, max });
    const normal = standardNormals(randomStream(3, "stars", min, max));
    const correlation = new CorrelationSoFar();
    const asked = 0.5;
    const r = opinionCorrelation(asked, scale);
    for (let i = 0; i < 40_000; i++) {
      const score = normal();
      correlation.add(score, starOf(r * score + Math.sqrt(1 - r * r) * normal(), scale));
    }
    assert.ok(Math.abs(correlation.correlation()! - asked) < 0.015);
  });
}

Deno.test("stars: the ends are reached and not passed", () => {
  const scale = starScale({ min: 2, max: 4 });
  assert.deepEqual([-9, 9].map((opinion) => starOf(opinion, scale)), [2, 4]);
  const one = starScale({ min: 3, max: 3 });
  assert.equal(starOf(-9, one), 3);
  assert.equal(opinionCorrelation(0.6, one), 0);
});
