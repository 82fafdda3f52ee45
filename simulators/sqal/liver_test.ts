import assert from "node:assert/strict";
import { drawsOf, someLivers } from "./_fixtures.ts";
import { drawLiver } from "./liver.ts";
import { QUALITY_CLASSES } from "./quality_profiles.ts";

Deno.test("drawLiver keeps every index in the range of its class", () => {
  for (const liver of someLivers(500)) {
    const ranges = QUALITY_CLASSES[liver.quality];
    for (const name of ["freshness", "fatQuality", "oxidation", "uniformity"] as const) {
      const [min, max] = ranges[name];
      assert.ok(liver[name] >= min && liver[name] <= max, `${liver.quality} ${name}`);
    }
    assert.ok(Math.abs(liver.volumeMm3 / 1000 * 0.947 - liver.massGrams) < 1e-6);
  }
});

Deno.test("drawLiver gives worse lots more defects", () => {
  const perLiver = (profile: "foiegras_premium" | "foiegras_low_quality") =>
    someLivers(2000, profile).reduce((sum, liver) => sum + liver.defects.length, 0) / 2000;
  const premium = perLiver("foiegras_premium");
  const low = perLiver("foiegras_low_quality");
  // Expected: 0.137 defects at factor 1, times the mean factor of the mix (0.625 and 7.1).
  assert.ok(Math.abs(premium - 0.086) < 0.03, `premium ${premium}`);
  assert.ok(Math.abs(low - 0.97) < 0.1, `low ${low}`);
});

Deno.test("drawLiver repeats itself from the same stream", () => {
  const lot = {
    codeLot: "L",
    profile: "foiegras_standard_barquette" as const,
    meanMassGrams: 516,
  };
  assert.deepEqual(drawLiver(lot, drawsOf("again")), drawLiver(lot, drawsOf("again")));
  assert.notDeepEqual(drawLiver(lot, drawsOf("again")), drawLiver(lot, drawsOf("other")));
});
