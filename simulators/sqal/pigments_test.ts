import assert from "node:assert/strict";
import fc from "fast-check";
import {
  absorptionOverScatteringFrom,
  chemistryOf,
  PIGMENT_ABSORPTION,
  reflectanceFrom,
  stateOf,
} from "./pigments.ts";

const index = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("stateOf undoes chemistryOf whatever the natural factors", () => {
  const factor = fc.double({ min: 0.5, max: 2, noNaN: true });
  fc.assert(
    fc.property(index, index, index, factor, factor, (freshness, fatQuality, oxidation, h, c) => {
      const state = stateOf(
        chemistryOf({ freshness, fatQuality, oxidation }, { haem: h, carotenoid: c }),
      );
      assert.ok(Math.abs(state.freshness - freshness) < 1e-9);
      assert.ok(Math.abs(state.fatQuality - fatQuality) < 1e-9);
      assert.ok(Math.abs(state.oxidation - oxidation) < 1e-9);
    }),
    { seed: 2 },
  );
});

Deno.test("reflectanceFrom and its inverse agree, and more absorption is darker", () => {
  const ratio = fc.double({ min: 1e-3, max: 50, noNaN: true });
  fc.assert(
    fc.property(ratio, (q) => {
      const reflectance = reflectanceFrom(q);
      assert.ok(reflectance > 0 && reflectance < 1);
      assert.ok(reflectanceFrom(q * 1.1) < reflectance);
      assert.ok(Math.abs(absorptionOverScatteringFrom(reflectance) / q - 1) < 1e-6);
    }),
    { seed: 2 },
  );
});

Deno.test("PIGMENT_ABSORPTION peaks where the literature says", () => {
  const { oxyhaem, methaem, carotenoid, bile, oxidised } = PIGMENT_ABSORPTION;
  assert.ok(oxyhaem(415) > oxyhaem(450) && oxyhaem(577) > oxyhaem(560));
  assert.ok(methaem(630) > methaem(600) && methaem(630) > oxyhaem(630));
  assert.ok(carotenoid(450) > carotenoid(550));
  assert.ok(bile(455) > bile(550) && bile(665) > bile(600));
  assert.ok(oxidised(415) > oxidised(445));
});
