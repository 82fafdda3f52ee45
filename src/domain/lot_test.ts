import assert from "node:assert/strict";
import fc from "fast-check";
import { ducksPlaced, mealOrdinal } from "./lot.ts";

Deno.test("mealOrdinal grows with each meal", () => {
  const places = [-1, 0, 1, 13].flatMap((
    jour,
  ) => [mealOrdinal(jour, "matin"), mealOrdinal(jour, "soir")]);
  assert.deepEqual(places, [-2, -1, 0, 1, 2, 3, 26, 27]);
});

Deno.test("ducksPlaced undoes the mortality of a lot of any size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (placed, n) => {
      const dead = n % placed;
      const mortality = Math.round(dead / placed * 10_000) / 100;
      const tolerance = placed > 1000 ? 1 : 0;
      assert.ok(
        Math.abs(ducksPlaced(placed - dead, mortality) - placed) <= tolerance || dead > placed / 2,
      );
    }),
    { seed: 3 },
  );
});

Deno.test("ducksPlaced with every duck dead keeps what is known", () => {
  assert.equal(ducksPlaced(0, 100), 0);
});
