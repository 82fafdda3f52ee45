import assert from "node:assert/strict";
import { type LotQualityProfile, qualityProfileOf } from "./quality_profile.ts";

const rows: [string | null, number | null, number | null, LotQualityProfile][] = [
  ["Mulard", 6_500, 3, "foiegras_premium"],
  ["Mulard", 6_499.9, 3, "foiegras_standard_barquette"],
  ["Mulard", 6_500, 3.01, "foiegras_standard_barquette"],
  ["Mulard", 5_800, 5, "foiegras_standard_barquette"],
  ["Mulard", 5_799.9, 0, "foiegras_low_quality"],
  ["Mulard", 7_000, 5.01, "foiegras_low_quality"],
  ["Barbarie", 6_000, 0, "foiegras_premium"],
  ["Barbarie", 5_500, 0, "foiegras_standard_barquette"],
  ["Barbarie", 5_499, 0, "foiegras_low_quality"],
  ["Pékin", 6_200, 0, "foiegras_premium"],
  ["Pe\u0301kin", 6_200, 0, "foiegras_premium"],
  ["Pékin", 5_600, 0, "foiegras_standard_barquette"],
  ["Pékin", 5_599, 0, "foiegras_low_quality"],
  ["Rouen", 6_199, 0, "foiegras_standard_barquette"],
  [null, 6_200, 0, "foiegras_premium"],
  ["Mulard", null, 0, "foiegras_standard_barquette"],
  ["Mulard", 9_000, null, "foiegras_standard_barquette"],
];
for (const [genetique, finalWeightGrams, mortalityPercent, expected] of rows) {
  Deno.test(`qualityProfileOf ${genetique} ${finalWeightGrams} g ${mortalityPercent} %`, () => {
    assert.equal(qualityProfileOf({ genetique, finalWeightGrams, mortalityPercent }), expected);
  });
}
