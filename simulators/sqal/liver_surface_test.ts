import assert from "node:assert/strict";
import { someLivers, soundLiver } from "./_fixtures.ts";
import { CELL_MM, cellCentreMm, CELLS, emptyTray, surfaceOf } from "./liver_surface.ts";
import { STATION } from "./params.ts";
import { ZONE_TANGENT } from "./vl53l8ch.ts";

Deno.test("surfaceOf holds exactly the liver's volume, defects and all", () => {
  for (const liver of someLivers(50, "foiegras_low_quality")) {
    const { heightsMm } = surfaceOf(liver);
    const volume = heightsMm.reduce((sum, height) => sum + height * CELL_MM ** 2, 0);
    assert.ok(Math.abs(volume / liver.volumeMm3 - 1) < 1e-9);
    assert.ok(heightsMm.every((height) => height >= 0));
  }
});

Deno.test("surfaceOf keeps even heavy livers in the sensor's view", () => {
  const half = 4 * ZONE_TANGENT * STATION.mountingHeightMm;
  for (const liver of someLivers(500)) {
    surfaceOf(liver).heightsMm.forEach((height, cell) => {
      if (height === 0) return;
      const edge = Math.max(
        Math.abs(cellCentreMm(cell % CELLS)),
        Math.abs(cellCentreMm(Math.floor(cell / CELLS))),
      );
      assert.ok(edge < half, `${liver.massGrams} g reaches ${edge} mm`);
    });
  }
});

Deno.test("surfaceOf cuts a cut into the liver and darkens a haematoma", () => {
  const sound = soundLiver();
  const lobe = sound.lobes[0]!;
  const patch = {
    xMm: 0,
    yMm: lobe.yMm,
    lengthMm: 60,
    widthMm: 30,
    angle: 0,
    severity: 1,
    reliefMm: 0,
  };
  const lowest = (surface: { reflectance: Float64Array; heightsMm: Float64Array }) =>
    Math.min(...surface.reflectance.filter((_, cell) => surface.heightsMm[cell]! > 30));
  const bruised = surfaceOf({ ...sound, defects: [{ ...patch, kind: "haematoma" }] });
  assert.ok(lowest(bruised) < 0.6 * lowest(surfaceOf(sound)));
  const cut = surfaceOf({ ...sound, defects: [{ ...patch, kind: "cut", reliefMm: -20 }] });
  assert.ok(Math.max(...cut.heightsMm) < Math.max(...surfaceOf(sound).heightsMm));
});

Deno.test("emptyTray is flat", () => {
  assert.ok(emptyTray().heightsMm.every((height) => height === 0));
});
