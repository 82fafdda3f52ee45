import assert from "node:assert/strict";
import { drawsOf, soundLiver, tofOf } from "./_fixtures.ts";
import { measureSpectrum } from "./as7341.ts";
import { fuse } from "./fusion.ts";
import { analyseSpectrum, type SpectralLiver } from "./spectral_analyser.ts";
import { analyseTof, type TofLiver } from "./tof_analyser.ts";

const liver = soundLiver();
const tof = analyseTof(tofOf(liver, drawsOf("fusion"))) as TofLiver;
const spectral = analyseSpectrum(measureSpectrum(liver, drawsOf("fusion"))) as SpectralLiver;

function fused(tofScore: number, spectralScore: number) {
  return fuse({
    tof: { ...tof, score: tofScore, validShare: 1, signalStability: 1 },
    spectral: { ...spectral, score: spectralScore },
  });
}

Deno.test("fuse weighs 60 % ToF and 40 % spectral", () => {
  assert.ok(Math.abs(fused(0.9, 0.8).score - 0.86) < 1e-12);
  assert.equal(fused(0.9, 0.8).grade, "A");
  assert.equal(fused(1, 1).grade, "A+");
});

Deno.test("fuse passes every grade but REJECT", () => {
  assert.equal(fused(0.45, 0.46).isCompliant, true);
  assert.equal(fused(0.45, 0.44).isCompliant, false);
  const strict = { "A+": 2, A: 2, B: 2, C: 2 };
  assert.equal(fuse({ tof, spectral }, strict).grade, "REJECT");
});

Deno.test("fuse trusts instruments that agree and see well", () => {
  assert.equal(fused(0.8, 0.8).confidence, 1);
  assert.ok(Math.abs(fused(0.8, 0.5).confidence - 0.7) < 1e-12);
  const half = fuse({ tof: { ...tof, validShare: 0.5 }, spectral });
  assert.ok(half.confidence < fuse({ tof: { ...tof, validShare: 1 }, spectral }).confidence);
});
