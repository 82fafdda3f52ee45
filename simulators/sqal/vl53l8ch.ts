import type { Draws } from "./draws.ts";
import { CELL_MM, CELLS, type Surface } from "./liver_surface.ts";
import { STATION, TOF_STATUS, VL53L8CH } from "./params.ts";

/** Zones of the array, and the tangent of the angle one of them spans along a side. */
export const ZONES = VL53L8CH.zonesPerSide ** 2;
const HALF_FIELD = Math.tan(VL53L8CH.fieldOfViewDegrees / 2 * Math.PI / 180);
export const ZONE_TANGENT = 2 * HALF_FIELD / VL53L8CH.zonesPerSide;

/** One measurement: 64 zones row by row, as whole numbers like the sensor reports. */
export interface TofReading {
  /** Perpendicular to the sensor (the firmware has removed the angle), mm, 0–4000; 0 without target. */
  readonly distanceMm: readonly number[];
  /** Per cent of a perfect white, 0–255. */
  readonly reflectancePercent: readonly number[];
  /** Signal, kcps/SPAD, 0–4095. */
  readonly amplitudeKcps: readonly number[];
  /** Ambient light, kcps/SPAD, 0–4095. */
  readonly ambientKcps: readonly number[];
  /** `TOF_STATUS`. */
  readonly status: readonly number[];
}

/** Share of each zone's signal in the bins of its histogram: 64 rows of `histogramBins`, nearest first. */
export type TofHistograms = readonly (readonly number[])[];

/**
 * Measures what lies on the tray.
 *
 * Each zone averages rays spread evenly over its solid angle, weighted by the light they return:
 * reflectance · √cos(incidence) / distance². Noise per frame is that of photon counting,
 * `σ = σ₀·√(S₀·(S+B))/S` for signal S and ambient B, so it grows with distance, low reflectance and
 * ambient light; then come the calibration residue of each zone and a drift common to all.
 */
export function measureTof(
  { surface, ambientKlux }: { surface: Surface; ambientKlux: number },
  draws: Draws,
): { reading: TofReading; histograms: TofHistograms } {
  const reading = {
    distanceMm: new Array<number>(ZONES),
    reflectancePercent: new Array<number>(ZONES),
    amplitudeKcps: new Array<number>(ZONES),
    ambientKcps: new Array<number>(ZONES),
    status: new Array<number>(ZONES),
  };
  const histograms: number[][] = [];
  const driftMm = VL53L8CH.commonOffsetSdMm * draws.normal();
  for (let zone = 0; zone < ZONES; zone++) {
    const echo = traceZone(surface, zone);
    const measured = measureZone({ echo, ambientKlux, driftMm, zone }, draws);
    reading.distanceMm[zone] = measured.distanceMm;
    reading.reflectancePercent[zone] = measured.reflectancePercent;
    reading.amplitudeKcps[zone] = measured.amplitudeKcps;
    reading.ambientKcps[zone] = measured.ambientKcps;
    reading.status[zone] = measured.status;
    histograms.push(echo.bins);
  }
  return { reading, histograms };
}

/** The light a zone gets back, before any noise. */
interface Echo {
  /** Mean distance of what it sees, weighted by the light returned, mm. */
  readonly distanceMm: number;
  /** Mean of reflectance · √cos(incidence) / distance², 1/mm². */
  readonly irradiance: number;
  readonly bins: number[];
}

const HISTOGRAM_START_MM = STATION.mountingHeightMm -
  VL53L8CH.histogramBins * VL53L8CH.histogramBinMm;

function traceZone(surface: Surface, zone: number): Echo {
  const rays = VL53L8CH.raysPerZoneSide;
  const column = zone % VL53L8CH.zonesPerSide;
  const row = (zone - column) / VL53L8CH.zonesPerSide;
  const bins = new Array<number>(VL53L8CH.histogramBins).fill(0);
  let light = 0;
  let lightByDistance = 0;
  for (let i = 0; i < rays; i++) {
    const v = (row + (i + 0.5) / rays) * ZONE_TANGENT - HALF_FIELD;
    for (let j = 0; j < rays; j++) {
      const u = (column + (j + 0.5) / rays) * ZONE_TANGENT - HALF_FIELD;
      const distance = castRay(surface, u, v);
      const weight = returnedLight(surface, { u, v, distance });
      light += weight;
      lightByDistance += weight * distance;
      const bin = Math.floor((distance - HISTOGRAM_START_MM) / VL53L8CH.histogramBinMm);
      bins[Math.max(0, Math.min(bins.length - 1, bin))]! += weight;
    }
  }
  for (let bin = 0; bin < bins.length; bin++) bins[bin]! /= light;
  return { distanceMm: lightByDistance / light, irradiance: light / rays ** 2, bins };
}

/**
 * Perpendicular distance at which the ray (u, v) meets the surface, mm. The fixed point of
 * `z = H − h(u·z, v·z)`: it converges because no slope (below 3) times |u| (below 0.42) reaches 1
 * where a liver lies, and five rounds leave under 0.1 mm.
 */
function castRay(surface: Surface, u: number, v: number): number {
  const floorMm: number = STATION.mountingHeightMm;
  let distance = floorMm;
  for (let round = 0; round < 5; round++) {
    const next = floorMm - heightAt(surface, u * distance, v * distance);
    if (Math.abs(next - distance) < 0.05) return next;
    distance = next;
  }
  return distance;
}

/** Bilinear height at a place of the tray, mm. */
function heightAt({ heightsMm }: Surface, xMm: number, yMm: number): number {
  const column = xMm / CELL_MM + (CELLS - 1) / 2;
  const row = yMm / CELL_MM + (CELLS - 1) / 2;
  const left = Math.floor(column);
  const top = Math.floor(row);
  if (left < 0 || top < 0 || left >= CELLS - 1 || top >= CELLS - 1) return 0;
  const cell = top * CELLS + left;
  const right = column - left;
  const down = row - top;
  return (heightsMm[cell]! * (1 - right) + heightsMm[cell + 1]! * right) * (1 - down) +
    (heightsMm[cell + CELLS]! * (1 - right) + heightsMm[cell + CELLS + 1]! * right) * down;
}

/**
 * Light returned: `reflectance · √cos(incidence) / distance²`. The root is Minnaert's law with k = 0.75
 * for a source and a receiver in one place: a scattering, uneven surface shades less than Lambert's.
 */
function returnedLight(
  surface: Surface,
  { u, v, distance }: { u: number; v: number; distance: number },
): number {
  const column = Math.round(u * distance / CELL_MM + (CELLS - 1) / 2);
  const row = Math.round(v * distance / CELL_MM + (CELLS - 1) / 2);
  if (column < 1 || row < 1 || column >= CELLS - 1 || row >= CELLS - 1) {
    return STATION.trayReflectance / (distance * distance * (1 + u * u + v * v));
  }
  const cell = row * CELLS + column;
  const heights = surface.heightsMm;
  const slopeX = (heights[cell + 1]! - heights[cell - 1]!) / (2 * CELL_MM);
  const slopeY = (heights[cell + CELLS]! - heights[cell - CELLS]!) / (2 * CELL_MM);
  // The normal is (−slopeX, −slopeY, 1) upwards, the ray back to the sensor (−u, −v, 1).
  const facing = (1 + slopeX * u + slopeY * v) /
    Math.sqrt((1 + slopeX * slopeX + slopeY * slopeY) * (1 + u * u + v * v));
  const squared = distance * distance * (1 + u * u + v * v);
  return surface.reflectance[cell]! * Math.sqrt(Math.max(0.02, facing)) / squared;
}

interface ZoneMeasurement {
  readonly distanceMm: number;
  readonly reflectancePercent: number;
  readonly amplitudeKcps: number;
  readonly ambientKcps: number;
  readonly status: number;
}

function measureZone(
  { echo, ambientKlux, driftMm, zone }: {
    echo: Echo;
    ambientKlux: number;
    driftMm: number;
    zone: number;
  },
  draws: Draws,
): ZoneMeasurement {
  const { referenceSignalKcps, referenceReflectance, referencePrecisionMm } = VL53L8CH;
  const brightness = echo.irradiance * STATION.mountingHeightMm ** 2;
  const signal = referenceSignalKcps * zoneSensitivity(zone) * brightness / referenceReflectance;
  const ambient = VL53L8CH.darkRateKcps +
    VL53L8CH.ambientKcpsPerKlux * ambientKlux * brightness / referenceReflectance;
  const precisionMm = referencePrecisionMm *
    Math.sqrt(referenceSignalKcps * (signal + ambient) / VL53L8CH.framesPerMeasurement) / signal;
  const distance = echo.distanceMm + driftMm + VL53L8CH.zoneOffsetSdMm * draws.normal() +
    precisionMm * draws.normal();
  const reflectance = brightness * (distance / STATION.mountingHeightMm) ** 2 *
    (1 + VL53L8CH.reflectanceNoise * draws.normal());
  const ambientKcps = count(ambient * (1 + 0.05 * draws.normal()), 4095);
  if (signal < VL53L8CH.minSignalKcps || draws.chance(VL53L8CH.dropoutProbability)) {
    const status = draws.chance(0.5) ? TOF_STATUS.noTarget : TOF_STATUS.inconsistent;
    return { distanceMm: 0, reflectancePercent: 0, amplitudeKcps: 0, ambientKcps, status };
  }
  return {
    distanceMm: count(distance, VL53L8CH.maxDistanceMm),
    reflectancePercent: count(100 * reflectance, 255),
    amplitudeKcps: count(signal * (1 + 0.01 * draws.normal()), 4095),
    ambientKcps,
    status: peaksIn(echo.bins) > 1 ? TOF_STATUS.mergedTargets : TOF_STATUS.valid,
  };
}

/** Signal of a zone relative to the centre of the array: optics lose light towards the corners. */
function zoneSensitivity(zone: number): number {
  const middle = (VL53L8CH.zonesPerSide - 1) / 2;
  const dx = zone % VL53L8CH.zonesPerSide - middle;
  const dy = Math.floor(zone / VL53L8CH.zonesPerSide) - middle;
  return 1 - VL53L8CH.cornerSignalLoss * (dx * dx + dy * dy) / (2 * middle * middle);
}

/** Peaks of a histogram: bins above 15 % of the light, higher than both neighbours. */
export function peaksIn(bins: readonly number[]): number {
  return bins.filter((share, index) =>
    share > 0.15 && share > (bins[index - 1] ?? 0) && share >= (bins[index + 1] ?? 0)
  ).length;
}

function count(value: number, largest: number): number {
  return Math.max(0, Math.min(largest, Math.round(value)));
}
