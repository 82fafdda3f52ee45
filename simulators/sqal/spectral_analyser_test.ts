import assert from "node:assert/strict";
import fc from "fast-check";
import { drawsOf, someLivers, soundLiver, spearman } from "./_fixtures.ts";
import { AS7341_SETTING, byChannel, type ChannelCounts, measureSpectrum } from "./as7341.ts";
import type { Liver } from "./liver.ts";
import { chemistryOf, type ColourState } from "./pigments.ts";
import { analyseSpectrum, type SpectralLiver } from "./spectral_analyser.ts";

function analysed(spots: readonly ChannelCounts[]): SpectralLiver {
  const analysis = analyseSpectrum(spots);
  assert.equal(analysis.kind, "liver");
  return analysis as SpectralLiver;
}

function liverOf(state: ColourState): Liver {
  return soundLiver({
    ...state,
    uniformity: 1,
    chemistry: chemistryOf(state, { haem: 1, carotenoid: 1 }),
  });
}

const livers = someLivers(1000);
const draws = drawsOf("spectral analyser");
const analyses = livers.map((liver) => analysed(measureSpectrum(liver, draws)));

Deno.test("analyseSpectrum's indices follow the hidden ones over 1,000 livers", () => {
  for (const index of ["freshness", "fatQuality", "oxidation"] as const) {
    const rho = spearman(
      analyses.map((analysis) => analysis[index]),
      livers.map((liver) => liver[index]),
    );
    assert.ok(rho >= 0.9, `${index} Spearman ${rho}`);
    const errors = analyses.map((analysis, i) => Math.abs(analysis[index] - livers[i]![index]));
    const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    assert.ok(meanError < 0.05, `${index} mean error ${meanError}`);
  }
});

Deno.test("analyseSpectrum's colour uniformity follows the hidden one", () => {
  const rho = spearman(
    analyses.map((analysis) => analysis.colourUniformity),
    livers.map((liver) => liver.uniformity),
  );
  // Four spots of one liver: the spread of four numbers is no sharper than this.
  assert.ok(rho > 0.6, `Spearman ${rho}`);
});

Deno.test("analyseSpectrum follows each index over its whole range", () => {
  const base = { freshness: 0.8, fatQuality: 0.8, oxidation: 0.2 };
  const step = fc.double({ min: 0.15, max: 0.5, noNaN: true });
  const low = fc.double({ min: 0.05, max: 0.45, noNaN: true });
  const name = fc.constantFrom("freshness" as const, "fatQuality" as const, "oxidation" as const);
  fc.assert(
    fc.property(name, low, step, fc.integer({ min: 0, max: 1000 }), (index, from, more, seed) => {
      const at = (value: number) =>
        analysed(measureSpectrum(liverOf({ ...base, [index]: value }), drawsOf("range", seed)));
      assert.ok(at(from + more)[index] > at(from)[index], `${index} from ${from} by ${more}`);
    }),
    { seed: 5, numRuns: 200 },
  );
});

Deno.test("analyseSpectrum scores a better liver higher", () => {
  const scoreOf = (state: ColourState) =>
    analysed(measureSpectrum(liverOf(state), drawsOf("better"))).score;
  const best = scoreOf({ freshness: 1, fatQuality: 1, oxidation: 0 });
  const worst = scoreOf({ freshness: 0.2, fatQuality: 0.2, oxidation: 0.8 });
  assert.ok(best > 0.95 && worst < 0.35, `best ${best}, worst ${worst}`);
});

Deno.test("analyseSpectrum does not depend on gain and integration time", () => {
  const setting = { gain: 4, atime: 89, astep: 599 };
  const liver = liverOf({ freshness: 0.8, fatQuality: 0.8, oxidation: 0.2 });
  const other = analyseSpectrum(measureSpectrum(liver, drawsOf("gain"), setting), { setting });
  const usual = analysed(measureSpectrum(liver, drawsOf("gain")));
  assert.equal(other.kind, "liver");
  assert.ok(Math.abs((other as SpectralLiver).score - usual.score) < 0.03);
});

Deno.test("analyseSpectrum finds a bruise and a bile stain under a spot", () => {
  const sound = liverOf({ freshness: 0.9, fatQuality: 0.9, oxidation: 0.1 });
  assert.deepEqual(analysed(measureSpectrum(sound, drawsOf("stains"))).defects, []);
  const lobe = sound.lobes[1]!;
  const stain = {
    xMm: lobe.halfLengthMm / 3,
    yMm: lobe.yMm,
    lengthMm: 40,
    widthMm: 40,
    angle: 0,
    severity: 1,
    reliefMm: 0,
  };
  for (const kind of ["haematoma", "bile_stain"] as const) {
    const liver = { ...sound, defects: [{ ...stain, kind }] };
    const found = analysed(measureSpectrum(liver, drawsOf("stains"))).defects;
    assert.deepEqual(found.map((defect) => defect.kind), [kind]);
  }
});

Deno.test("analyseSpectrum names what stops it", () => {
  const dark = byChannel(() => 3);
  const full = byChannel(() => 36_000);
  assert.deepEqual(analyseSpectrum([]), { kind: "no_signal", reason: "no_reading" });
  assert.deepEqual(analyseSpectrum([dark]), { kind: "no_signal", reason: "dark" });
  assert.deepEqual(analyseSpectrum([full]), { kind: "no_signal", reason: "saturated" });
  const nan = byChannel(() => NaN);
  assert.deepEqual(analyseSpectrum([nan]), { kind: "no_signal", reason: "dark" });
});

Deno.test("analyseSpectrum stays finite and bounded on any counts", () => {
  const count = fc.integer({ min: 0, max: 35_999 });
  const reading = fc.array(count, { minLength: 10, maxLength: 10 }).map((values) =>
    byChannel((_, index) => values[index]!)
  );
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 5 }), (spots) => {
      const analysis = analyseSpectrum(spots, { setting: AS7341_SETTING });
      if (analysis.kind === "no_signal") return;
      const shares = [
        analysis.freshness,
        analysis.fatQuality,
        analysis.oxidation,
        analysis.colourUniformity,
        analysis.score,
        ...analysis.defects.map(({ severity }) => severity),
      ];
      assert.ok(shares.every((share) => share >= 0 && share <= 1), JSON.stringify(analysis));
      assert.ok([...Object.values(analysis.lab), analysis.deltaE].every(Number.isFinite));
    }),
    { seed: 6, numRuns: 500 },
  );
});
