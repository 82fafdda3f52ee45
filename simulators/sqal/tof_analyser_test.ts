import assert from "node:assert/strict";
import fc from "fast-check";
import { drawsOf, someLivers, soundLiver, spearman, tofOf } from "./_fixtures.ts";
import type { DefectKind } from "./defects.ts";
import { drawLiver, type Liver } from "./liver.ts";
import { emptyTray, surfaceOf } from "./liver_surface.ts";
import { TOF_STATUS } from "./params.ts";
import { analyseTof, type TofLiver } from "./tof_analyser.ts";
import { median } from "./tof_zones.ts";
import { measureTof, type TofReading } from "./vl53l8ch.ts";

function analysed(reading: TofReading): TofLiver {
  const analysis = analyseTof(reading);
  assert.equal(analysis.kind, "liver");
  return analysis as TofLiver;
}

const livers = someLivers(1000);
const draws = drawsOf("tof analyser");
const analyses = livers.map((liver) => analysed(tofOf(liver, draws)));

Deno.test("analyseTof recovers volume and mass within 5 % over 1,000 livers", () => {
  const ratios = analyses.map((analysis, i) => analysis.volumeMm3 / livers[i]!.volumeMm3);
  const error = median(ratios.map((ratio) => Math.abs(ratio - 1)));
  assert.ok(error < 0.05, `median error ${error}`);
  assert.ok(Math.abs(median(ratios) - 1) < 0.015, `bias ${median(ratios)}`);
  for (const { massGrams, volumeMm3 } of analyses) {
    assert.ok(Math.abs(massGrams - volumeMm3 / 1000 * 0.947) < 1e-9);
  }
});

Deno.test("analyseTof is right for small and for large livers", () => {
  const biasOf = (keep: (liver: Liver) => boolean) =>
    median(
      analyses.flatMap((analysis, i) =>
        keep(livers[i]!) ? [analysis.volumeMm3 / livers[i]!.volumeMm3] : []
      ),
    );
  const small = biasOf((liver) => liver.massGrams < 420);
  const large = biasOf((liver) => liver.massGrams > 620);
  assert.ok(Math.abs(small - 1) < 0.04, `small ${small}`);
  assert.ok(Math.abs(large - 1) < 0.04, `large ${large}`);
});

Deno.test("analyseTof finds the footprint and the height", () => {
  const areas = analyses.map((analysis, i) =>
    analysis.baseAreaMm2 / (25 * surfaceOf(livers[i]!).heightsMm.filter((h) => h > 0).length)
  );
  assert.ok(Math.abs(median(areas) - 1) < 0.05, `area ${median(areas)}`);
  const peaks = analyses.map((analysis, i) =>
    analysis.maxHeightMm / Math.max(...surfaceOf(livers[i]!).heightsMm)
  );
  // A zone averages a peak with what is around it, so it stays a little below.
  assert.ok(median(peaks) > 0.85 && median(peaks) < 1, `peak ${median(peaks)}`);
});

Deno.test("analyseTof's uniformity follows the hidden one", () => {
  const rho = spearman(
    analyses.map((analysis) => analysis.surfaceUniformity),
    livers.map((liver) => liver.uniformity),
  );
  assert.ok(rho > 0.7, `Spearman ${rho}`);
});

Deno.test("analyseTof sees no liver on an empty tray", () => {
  const trayDraws = drawsOf("empty tray");
  for (let i = 0; i < 200; i++) {
    const { reading } = measureTof({ surface: emptyTray(), ambientKlux: 0.4 }, trayDraws);
    assert.deepEqual(analyseTof(reading), { kind: "no_liver", reason: "empty_tray" });
  }
});

Deno.test("analyseTof says so when too few zones are valid", () => {
  const reading = tofOf(soundLiver(), drawsOf("invalid"));
  const allInvalid = { ...reading, status: reading.status.map(() => TOF_STATUS.noTarget) };
  const tooFew = { kind: "no_liver", reason: "too_few_valid_zones" };
  assert.deepEqual(analyseTof(allInvalid), tooFew);
  const nothing = {
    distanceMm: [],
    reflectancePercent: [],
    amplitudeKcps: [],
    ambientKcps: [],
    status: [],
  };
  assert.deepEqual(analyseTof(nothing), tooFew);
});

Deno.test("analyseTof bridges an invalid zone in the middle of the liver", () => {
  const reading = tofOf(soundLiver(), drawsOf("hole"));
  const highest = reading.distanceMm.indexOf(Math.min(...reading.distanceMm));
  const holed = {
    ...reading,
    status: reading.status.with(highest, TOF_STATUS.noTarget),
    distanceMm: reading.distanceMm.with(highest, 0),
  };
  const ratio = analysed(holed).volumeMm3 / analysed(reading).volumeMm3;
  assert.ok(Math.abs(ratio - 1) < 0.05, `ratio ${ratio}`);
});

Deno.test("analyseTof finds a large defect, where it is, and none on a sound liver", () => {
  const sound = soundLiver({ uniformity: 1 });
  assert.deepEqual(analysed(tofOf(sound, drawsOf("sound"))).defects, []);
  const lobe = sound.lobes[0]!;
  const patch = { xMm: 0, yMm: lobe.yMm, angle: 0, severity: 1 };
  const rows: [DefectKind, { lengthMm: number; widthMm: number; reliefMm: number }][] = [
    ["haematoma", { lengthMm: 44, widthMm: 36, reliefMm: 1.5 }],
    ["softness", { lengthMm: 60, widthMm: 54, reliefMm: -28 }],
  ];
  for (const [kind, size] of rows) {
    const liver = {
      ...sound,
      pose: { xMm: 13, yMm: 0, turn: 0 },
      defects: [{ kind, ...patch, ...size }],
    };
    const found = analysed(tofOf(liver, drawsOf("found", kind))).defects;
    assert.deepEqual([...new Set(found.map((defect) => defect.kind))], [kind]);
    for (const { row, column } of found) {
      assert.ok(
        Math.abs(column - 4) <= 1 && Math.abs(row - 2.5) <= 1.5,
        `${kind} ${row},${column}`,
      );
    }
  }
});

Deno.test("analyseTof measures more volume on a heavier liver", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      fc.double({ min: 250, max: 600, noNaN: true }),
      (seed, massGrams) => {
        const volumeAt = (mass: number) => {
          const lot = { codeLot: "L", profile: "foiegras_premium" as const, meanMassGrams: 500 };
          const liver = drawLiver(lot, drawsOf("heavier", seed));
          const scale = Math.cbrt(mass / liver.massGrams);
          const grown = {
            ...liver,
            volumeMm3: mass / 0.947 * 1000,
            lobes: liver.lobes.map((lobe) => ({
              yMm: lobe.yMm * scale,
              halfLengthMm: lobe.halfLengthMm * scale,
              halfWidthMm: lobe.halfWidthMm * scale,
              peakMm: lobe.peakMm * scale,
            })),
          };
          return analysed(tofOf(grown, drawsOf("instrument", seed))).volumeMm3;
        };
        assert.ok(volumeAt(1.3 * massGrams) > volumeAt(massGrams));
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

Deno.test("analyseTof stays finite and bounded on any matrices", () => {
  const zones = (max: number) =>
    fc.array(fc.integer({ min: 0, max }), { minLength: 64, maxLength: 64 });
  const status = fc.array(fc.constantFrom(5, 5, 5, 5, 9, 255, 4, 0), {
    minLength: 64,
    maxLength: 64,
  });
  const distance = fc.oneof(
    zones(4000),
    fc.array(fc.integer({ min: 200, max: 310 }), { minLength: 64, maxLength: 64 }),
  );
  fc.assert(
    fc.property(
      distance,
      zones(255),
      zones(4095),
      zones(4095),
      status,
      (distanceMm, reflectancePercent, amplitudeKcps, ambientKcps, statuses) => {
        const analysis = analyseTof({
          distanceMm,
          reflectancePercent,
          amplitudeKcps,
          ambientKcps,
          status: statuses,
        });
        if (analysis.kind === "no_liver") return;
        const numbers = [
          analysis.massGrams,
          analysis.baseAreaMm2,
          analysis.averageHeightMm,
          analysis.heightDeviationMm,
          analysis.meanReflectancePercent,
          ...analysis.zoneVolumesMm3,
          ...Object.values(analysis.scores),
        ];
        assert.ok(numbers.every(Number.isFinite), JSON.stringify(analysis));
        const shares = [
          analysis.score,
          analysis.surfaceUniformity,
          analysis.reflectanceUniformity,
          analysis.signalStability,
          ...analysis.defects.map(({ severity }) => severity),
        ];
        assert.ok(shares.every((share) => share >= 0 && share <= 1), JSON.stringify(shares));
        assert.ok(analysis.volumeMm3 > 0 && analysis.baseAreaMm2 > 0);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});

Deno.test("analyseTof grades by the table it is given", () => {
  const reading = tofOf(soundLiver(), drawsOf("table"));
  assert.equal(analyseTof(reading, { "A+": 2, A: 2, B: 2, C: 0 }).kind, "liver");
  const analysis = analyseTof(reading, { "A+": 2, A: 2, B: 2, C: 0 }) as TofLiver;
  assert.equal(analysis.grade, "C");
});
