import assert from "node:assert/strict";
import { drawsOf, meanAndSd, someLivers, soundLiver, tofOf } from "./_fixtures.ts";
import { emptyTray, type Surface, surfaceOf } from "./liver_surface.ts";
import { STATION, TOF_STATUS } from "./params.ts";
import { measureTof, peaksIn } from "./vl53l8ch.ts";

/** Distances of one zone over many measurements of the same surface. */
function zoneNoise(surface: Surface, ambientKlux: number): number {
  const draws = drawsOf("noise", ambientKlux);
  const differences = Array.from({ length: 400 }, () => {
    const { distanceMm, status } = measureTof({ surface, ambientKlux }, draws).reading;
    const bothValid = status[27] === TOF_STATUS.valid && status[36] === TOF_STATUS.valid;
    // The difference of two zones frees the noise of the drift they share.
    return bothValid ? [distanceMm[27]! - distanceMm[36]!] : [];
  });
  return meanAndSd(differences.flat()).sd;
}

function flat({ heightMm, reflectance }: { heightMm: number; reflectance: number }): Surface {
  const tray = emptyTray();
  return {
    heightsMm: tray.heightsMm.map(() => heightMm),
    reflectance: tray.reflectance.map(() => reflectance),
  };
}

Deno.test("measureTof reports the perpendicular distance in every zone", () => {
  const draws = drawsOf("flat");
  const { reading } = measureTof(
    { surface: flat({ heightMm: 40, reflectance: 0.9 }), ambientKlux: 0 },
    draws,
  );
  // A radial distance would grow by 25 mm towards the corners.
  for (const distance of reading.distanceMm) assert.ok(Math.abs(distance - 260) < 6, `${distance}`);
});

Deno.test("measureTof is noisier far away, on dark targets and in ambient light", () => {
  const near = zoneNoise(flat({ heightMm: 150, reflectance: 0.5 }), 0);
  const far = zoneNoise(flat({ heightMm: 0, reflectance: 0.5 }), 0);
  const dark = zoneNoise(flat({ heightMm: 0, reflectance: 0.08 }), 0);
  const bright = zoneNoise(flat({ heightMm: 0, reflectance: 0.5 }), 60);
  assert.ok(far > 1.1 * near, `far ${far}, near ${near}`);
  assert.ok(dark > 1.5 * far, `dark ${dark}, light ${far}`);
  assert.ok(bright > 1.2 * far, `lit ${bright}, unlit ${far}`);
});

Deno.test("measureTof reports no target where nothing comes back", () => {
  const { reading } = measureTof(
    { surface: flat({ heightMm: 0, reflectance: 0.001 }), ambientKlux: 0.4 },
    drawsOf("black"),
  );
  assert.ok(
    reading.status.every((status) =>
      status === TOF_STATUS.noTarget || status === TOF_STATUS.inconsistent
    ),
  );
  assert.ok(reading.distanceMm.every((distance) => distance === 0));
});

Deno.test("measureTof shows edge zones between liver and tray", () => {
  const reading = tofOf(soundLiver(), drawsOf("edge"));
  const edges = reading.distanceMm.filter((distance) => distance > 270 && distance < 290);
  assert.ok(edges.length >= 4, `${edges.length} zones between`);
});

Deno.test("measureTof stays within what the wire carries", () => {
  const draws = drawsOf("limits");
  const within = (values: readonly number[], max: number) =>
    assert.ok(values.every((v) => Number.isInteger(v) && v >= 0 && v <= max));
  for (const liver of someLivers(100, "foiegras_low_quality")) {
    const { reading, histograms } = measureTof(
      { surface: surfaceOf(liver), ambientKlux: 0.4 },
      draws,
    );
    within(reading.distanceMm, 4000);
    within(reading.reflectancePercent, 255);
    within(reading.amplitudeKcps, 4095);
    within(reading.ambientKcps, 4095);
    within(reading.status, 255);
    for (const bins of histograms) {
      assert.ok(Math.abs(bins.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    }
  }
});

Deno.test("measureTof loses a zone now and then", () => {
  const draws = drawsOf("dropouts");
  const surface = emptyTray();
  const readings = Array.from(
    { length: 200 },
    () => measureTof({ surface, ambientKlux: STATION.ambientKlux.mean }, draws).reading,
  );
  const lost = readings.flatMap((reading) =>
    reading.status.filter((status) => status !== TOF_STATUS.valid)
  );
  // 200 × 64 zones at 0.2 %: 26 expected.
  assert.ok(lost.length > 8 && lost.length < 50, `${lost.length} lost`);
});

Deno.test("peaksIn counts separate peaks", () => {
  assert.equal(peaksIn([0, 0, 0.1, 0.9]), 1);
  assert.equal(peaksIn([0.4, 0.05, 0.05, 0.5]), 2);
  assert.equal(peaksIn([0.9, 0, 0.1, 0]), 1);
});
