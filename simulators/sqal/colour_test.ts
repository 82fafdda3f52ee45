import assert from "node:assert/strict";
import { byChannel } from "./as7341.ts";
import { colourDifference, labOf } from "./colour.ts";

Deno.test("labOf gives white and greys no colour", () => {
  for (const [reflectance, lightness] of [[1, 100], [0.184, 50], [0, 0]] as const) {
    const lab = labOf(byChannel(() => reflectance));
    assert.ok(Math.abs(lab.l - lightness) < 0.1, `L* ${lab.l}`);
    assert.ok(Math.abs(lab.a) < 1e-9 && Math.abs(lab.b) < 1e-9);
  }
});

Deno.test("labOf puts red on a* and yellow on b*", () => {
  const red = labOf(byChannel((_, index) => index >= 6 ? 0.8 : 0.1));
  const yellow = labOf(byChannel((_, index) => index >= 3 ? 0.8 : 0.1));
  assert.ok(red.a > 30);
  assert.ok(yellow.b > 60 && yellow.a < 20);
});

Deno.test("colourDifference is the distance of two colours", () => {
  assert.equal(colourDifference({ l: 50, a: 0, b: 0 }, { l: 50, a: 3, b: 4 }), 5);
});
