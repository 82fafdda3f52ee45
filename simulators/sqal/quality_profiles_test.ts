import assert from "node:assert/strict";
import { classAt, QUALITY_CLASSES, QUALITY_PROFILES } from "./quality_profiles.ts";

Deno.test("QUALITY_PROFILES share out the whole lot", () => {
  for (const [name, mix] of Object.entries(QUALITY_PROFILES)) {
    const total = Object.values(mix).reduce((sum, share) => sum + share, 0);
    assert.ok(Math.abs(total - 1) < 1e-9, `${name} adds up to ${total}`);
  }
});

Deno.test("classAt gives each class its share", () => {
  const mix = QUALITY_PROFILES.foiegras_standard_barquette;
  assert.equal(classAt(mix, 0), "premium");
  assert.equal(classAt(mix, 0.1499), "premium");
  assert.equal(classAt(mix, 0.15), "good");
  assert.equal(classAt(mix, 0.56), "acceptable");
  assert.equal(classAt(mix, 0.9999), "defective");
  assert.equal(classAt(QUALITY_PROFILES.foiegras_low_quality, 0), "acceptable");
});

Deno.test("QUALITY_CLASSES get worse from premium to defective", () => {
  const middles = Object.values(QUALITY_CLASSES).map(({ freshness, oxidation, uniformity }) =>
    freshness[0] + freshness[1] - oxidation[0] - oxidation[1] + uniformity[0] + uniformity[1]
  );
  assert.deepEqual(middles, middles.toSorted((left, right) => right - left));
});
