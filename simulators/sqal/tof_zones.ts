import { STATION, TOF_STATUS, VL53L8CH } from "./params.ts";
import { type TofReading, ZONE_TANGENT, ZONES } from "./vl53l8ch.ts";

const SIDE = VL53L8CH.zonesPerSide;

/** What an analyser knows of each zone, after filling the holes: 64 values row by row. */
export interface ZoneMap {
  /** Over the tray floor found in the same picture, mm; down to −8 where noise is. */
  readonly heightMm: readonly number[];
  /** Per cent, freed of the shading that the slope of the surface causes. */
  readonly reflectancePercent: readonly number[];
  /** Zones that carry liver. */
  readonly occupied: readonly boolean[];
  readonly floorMm: number;
  /** Share of the zones with a valid status. */
  readonly validShare: number;
}

/** Above this a zone carries liver: over four standard deviations of the tray's noise. */
const OCCUPIED_MM = 8;

/** Turns a reading into heights over the tray, or `undefined` when under half of the zones are valid. */
export function zoneMap(reading: TofReading): ZoneMap | undefined {
  const valid = Array.from({ length: ZONES }, (_, zone) => isValid(reading, zone));
  const validShare = valid.filter(Boolean).length / ZONES;
  if (validShare < 0.5) return undefined;
  const distances = withHolesFilled(reading.distanceMm, valid);
  const reflectances = withHolesFilled(reading.reflectancePercent, valid);
  const floorMm = floorDistance(distances);
  // Nothing lies below the tray: a distance beyond it is a stray echo, cut to the size of noise.
  const heightMm = distances.map((distance) => Math.max(-OCCUPIED_MM, floorMm - distance));
  const smooth = (zone: number) => heightMm[zone]!;
  return {
    heightMm,
    reflectancePercent: reflectances.map((value, zone) =>
      value / shading({ smooth, zone, floorMm })
    ),
    occupied: heightMm.map((height) => height > OCCUPIED_MM),
    floorMm,
    validShare,
  };
}

/** The zones beside a zone, diagonals too. */
export function neighbours(zone: number): readonly number[] {
  return NEIGHBOURS[zone]!;
}

const NEIGHBOURS: readonly (readonly number[])[] = Array.from({ length: ZONES }, (_, zone) => {
  const column = zone % SIDE;
  const row = Math.floor(zone / SIDE);
  return Array.from({ length: ZONES }, (_, other) => other).filter((other) =>
    other !== zone && Math.abs(other % SIDE - column) <= 1 &&
    Math.abs(Math.floor(other / SIDE) - row) <= 1
  );
});

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of the population; 0 for a single value. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function isValid(reading: TofReading, zone: number): boolean {
  const status = reading.status[zone];
  const distance = reading.distanceMm[zone] ?? 0;
  return (status === TOF_STATUS.valid || status === TOF_STATUS.mergedTargets) && distance > 0;
}

/** Each invalid zone takes the mean of its valid neighbours, or of all valid zones where it has none. */
function withHolesFilled(values: readonly number[], valid: readonly boolean[]): number[] {
  return values.map((value, zone) => {
    if (valid[zone]) return value;
    const around = neighbours(zone).filter((other) => valid[other]);
    const sources = around.length > 0 ? around : [...valid.keys()].filter((other) => valid[other]);
    return mean(sources.map((source) => values[source]!));
  });
}

/** The tray: median of the distances near the mounting height, which takes the common drift out. */
function floorDistance(distances: readonly number[]): number {
  const nominal = STATION.mountingHeightMm;
  const near = distances.filter((distance) => Math.abs(distance - nominal) < OCCUPIED_MM);
  return near.length >= 8 ? median(near) : nominal;
}

/** √cos of the angle between the surface, by the zones beside, and the line to the sensor. */
function shading(
  { smooth, zone, floorMm }: { smooth: (zone: number) => number; zone: number; floorMm: number },
): number {
  const column = zone % SIDE;
  const row = Math.floor(zone / SIDE);
  const left = column > 0 ? zone - 1 : zone;
  const right = column < SIDE - 1 ? zone + 1 : zone;
  const above = row > 0 ? zone - SIDE : zone;
  const below = row < SIDE - 1 ? zone + SIDE : zone;
  const pitchMm = ZONE_TANGENT * (floorMm - smooth(zone));
  const slopeX = (smooth(right) - smooth(left)) / ((right - left) * pitchMm);
  const slopeY = (smooth(below) - smooth(above)) / ((below - above) / SIDE * pitchMm);
  const u = (column - (SIDE - 1) / 2) * ZONE_TANGENT;
  const v = (row - (SIDE - 1) / 2) * ZONE_TANGENT;
  const facing = (1 + slopeX * u + slopeY * v) /
    Math.sqrt((1 + slopeX ** 2 + slopeY ** 2) * (1 + u * u + v * v));
  return Math.sqrt(Math.max(0.1, facing));
}
