import assert from "node:assert/strict";
import { drawsOf, meanAndSd } from "./_fixtures.ts";
import { drawLiverMass, drawLotLivers, type LotContext } from "./lot_livers.ts";

const LOT: LotContext = {
  codeLot: "LL2512001",
  maizeGivenGramsPerDuck: 7735,
  profile: "foiegras_standard_barquette",
};

Deno.test("drawLotLivers meets the calibrated mean, spread and ITM", () => {
  const draws = drawsOf("lots");
  const lots = Array.from({ length: 4000 }, () => {
    const maize = 7735 + 656 * draws.normal();
    const { meanMassGrams } = drawLotLivers({ ...LOT, maizeGivenGramsPerDuck: maize }, draws);
    return { meanMassGrams, itm: maize / meanMassGrams };
  });
  const mass = meanAndSd(lots.map((lot) => lot.meanMassGrams));
  const itm = meanAndSd(lots.map((lot) => lot.itm));
  assert.ok(Math.abs(mass.mean - 516) < 6, `lot mean ${mass.mean} g`);
  assert.ok(Math.abs(mass.sd - 61) < 4, `between lots ${mass.sd} g`);
  assert.ok(Math.abs(itm.mean - 15.0) < 0.3, `ITM ${itm.mean}`);
  assert.ok(Math.abs(itm.sd - 1.62) < 0.15, `ITM spread ${itm.sd}`);
});

Deno.test("drawLotLivers follows the maize with the calibrated elasticity", () => {
  const meanAt = (maizeGivenGramsPerDuck: number) =>
    drawLotLivers({ ...LOT, maizeGivenGramsPerDuck }, drawsOf("same")).meanMassGrams;
  const elasticity = Math.log(meanAt(8500) / meanAt(7000)) / Math.log(8500 / 7000);
  assert.ok(Math.abs(elasticity - 0.62) < 1e-9);
});

Deno.test("drawLotLivers takes a known ITM at its word", () => {
  const lot = drawLotLivers({ ...LOT, maizeGivenGramsPerDuck: 9000, itm: 15 }, drawsOf("itm"));
  assert.equal(lot.meanMassGrams, 600);
});

Deno.test("drawLotLivers gives a lean liver to a lot that got no maize", () => {
  for (const maizeGivenGramsPerDuck of [0, -1, NaN]) {
    const lot = drawLotLivers({ ...LOT, maizeGivenGramsPerDuck }, drawsOf("lean"));
    assert.equal(lot.meanMassGrams, 80);
  }
});

Deno.test("drawLiverMass spreads livers as real lots do", () => {
  const draws = drawsOf("masses");
  const lot = { codeLot: "L", profile: LOT.profile, meanMassGrams: 516 };
  const masses = Array.from({ length: 20_000 }, () => drawLiverMass(lot, draws));
  const { mean, sd } = meanAndSd(masses);
  assert.ok(Math.abs(mean - 516) < 3, `mean ${mean} g`);
  assert.ok(Math.abs(sd / mean - 0.17) < 0.01, `CV ${sd / mean}`);
  // Recorded 0.79 % above 800 g, over lots of different means; a single mean lot has fewer.
  const heavy = masses.filter((mass) => mass > 800).length / masses.length;
  assert.ok(heavy > 0.0005 && heavy < 0.01, `above 800 g ${heavy}`);
});
