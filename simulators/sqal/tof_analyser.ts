import { type Grade, gradeOf, type GradeTable } from "../../src/domain/grades.ts";
import { interpolate } from "./interpolate.ts";
import { STATION } from "./params.ts";
import { findTofDefects, type TofDefect } from "./tof_defects.ts";
import { deviation, mean, median, neighbours, type ZoneMap, zoneMap } from "./tof_zones.ts";
import { type TofReading, ZONE_TANGENT } from "./vl53l8ch.ts";

/** What the matrices of one measurement say. */
export type TofAnalysis = TofLiver | {
  readonly kind: "no_liver";
  readonly reason: "too_few_valid_zones" | "empty_tray";
};

export interface TofLiver {
  readonly kind: "liver";
  readonly volumeMm3: number;
  /** Volume × density. */
  readonly massGrams: number;
  readonly baseAreaMm2: number;
  readonly averageHeightMm: number;
  /** Of a whole zone: a peak narrower than 31 mm is averaged with what is around it. */
  readonly maxHeightMm: number;
  readonly minHeightMm: number;
  /** Standard deviation of the heights of the occupied zones. */
  readonly heightDeviationMm: number;
  readonly occupiedZones: number;
  /** Volume under each zone, mm³, row by row. */
  readonly zoneVolumesMm3: readonly number[];
  /** Evenness of shape and shine, 0–1. */
  readonly surfaceUniformity: number;
  readonly meanReflectancePercent: number;
  readonly reflectanceUniformity: number;
  readonly meanAmplitudeKcps: number;
  readonly amplitudeDeviationKcps: number;
  readonly signalStability: number;
  readonly defects: readonly TofDefect[];
  readonly scores: TofScores;
  readonly score: number;
  readonly grade: Grade;
  readonly validShare: number;
}

/** Each 0–1; `defectPenalty` is subtracted. */
export interface TofScores {
  readonly volume: number;
  readonly uniformity: number;
  readonly reflectance: number;
  readonly amplitude: number;
  readonly defectPenalty: number;
}

/** A liver is at least this high, mm, covers this many zones, and has this volume, mm³. */
const LIVER_HEIGHT_MM = 14;
const LIVER_ZONES = 4;
const LIVER_VOLUME_MM3 = 20_000;

/** Edge zones weigh the nearer, brighter liver more than the tray; found on 1,000 reference livers. */
const VOLUME_CALIBRATION = 0.945;

/** Height at which an edge zone is taken as fully covered, mm; found on the same livers. */
const COVERED_AT_MM = 14;

export function analyseTof(reading: TofReading, table?: GradeTable): TofAnalysis {
  const map = zoneMap(reading);
  if (!map) return { kind: "no_liver", reason: "too_few_valid_zones" };
  const liverZones = [...map.occupied.keys()].filter((zone) => map.occupied[zone]);
  const heights = liverZones.map((zone) => map.heightMm[zone]!);
  const maxHeightMm = Math.max(0, ...heights);
  if (liverZones.length < LIVER_ZONES || maxHeightMm < LIVER_HEIGHT_MM) {
    return { kind: "no_liver", reason: "empty_tray" };
  }
  const zoneVolumesMm3 = map.heightMm.map((_, zone) => zoneVolume(map, zone));
  const volumeMm3 = zoneVolumesMm3.reduce((sum, volume) => sum + volume, 0);
  if (volumeMm3 < LIVER_VOLUME_MM3) return { kind: "no_liver", reason: "empty_tray" };
  const massGrams = volumeMm3 / 1000 * STATION.liverDensityGramsPerCm3;
  const baseAreaMm2 = baseArea(map, liverZones);
  const core = liverZones.filter((zone) => map.heightMm[zone]! > 0.6 * maxHeightMm);
  const reflectances = core.map((zone) => map.reflectancePercent[zone]!);
  const meanReflectancePercent = mean(reflectances);
  const contrast = deviation(reflectances) / Math.max(1, meanReflectancePercent);
  const surfaceUniformity = uniformityOf(contrast);
  const amplitudes = liverZones.map((zone) => reading.amplitudeKcps[zone] ?? 0);
  const signalStability = stability(reading, liverZones);
  const defects = findTofDefects(map, { core, contrast });
  const scores = {
    volume: volumeScore(massGrams),
    uniformity: uniformityScore(surfaceUniformity),
    reflectance: reflectanceScore(meanReflectancePercent),
    amplitude: signalStability,
    defectPenalty: Math.min(0.3, defects.reduce((sum, { severity }) => sum + 0.1 * severity, 0)),
  };
  const score = scoreOf(scores);
  return {
    kind: "liver",
    volumeMm3,
    massGrams,
    baseAreaMm2,
    averageHeightMm: volumeMm3 / baseAreaMm2,
    maxHeightMm,
    minHeightMm: Math.min(...heights),
    heightDeviationMm: deviation(heights),
    occupiedZones: liverZones.length,
    zoneVolumesMm3,
    surfaceUniformity,
    meanReflectancePercent,
    reflectanceUniformity: Math.max(0, 1 - contrast),
    meanAmplitudeKcps: mean(amplitudes),
    amplitudeDeviationKcps: deviation(amplitudes),
    signalStability,
    defects,
    scores,
    score,
    grade: gradeOf(score, table),
    validShare: map.validShare,
  };
}

/**
 * Volume between the surface a zone sees and the tray: its pyramid cut at both distances,
 * `τ²·(H³ − z³)/3` for a zone of tangent τ. Zones that touch no liver hold only noise and count for
 * nothing; those beside liver count with their sign, so that their noise cancels.
 */
function zoneVolume(map: ZoneMap, zone: number): number {
  const touches = map.occupied[zone] || neighbours(zone).some((other) => map.occupied[other]);
  if (!touches) return 0;
  const distance = map.floorMm - map.heightMm[zone]!;
  return VOLUME_CALIBRATION * ZONE_TANGENT ** 2 * (map.floorMm ** 3 - distance ** 3) / 3;
}

/** Footprint, mm²: zones at the tray's distance, those of the edge by how high they are. */
function baseArea(map: ZoneMap, liverZones: readonly number[]): number {
  const covered = liverZones.reduce(
    (sum, zone) => sum + Math.min(1, map.heightMm[zone]! / COVERED_AT_MM),
    0,
  );
  return covered * (ZONE_TANGENT * map.floorMm) ** 2;
}

/** From the contrast of the core's reflectances, less what noise and slopes alone give. */
function uniformityOf(contrast: number): number {
  const own = Math.sqrt(Math.max(0, contrast ** 2 - 0.055 ** 2));
  return Math.max(0, Math.min(1, 1 - 2 * own));
}

/** Share of valid zones, times how far the weakest liver zone is above its noise. */
function stability(reading: TofReading, liverZones: readonly number[]): number {
  const ratios = liverZones.map((zone) => {
    const amplitude = reading.amplitudeKcps[zone] ?? 0;
    return amplitude / (amplitude + 3 * (reading.ambientKcps[zone] ?? 0) + 1);
  });
  return median(ratios);
}

/**
 * The trade's size range: under 300 g a duck's liver may not be sold as foie gras (EU 543/2008), and
 * above about 700 g it melts in the pan.
 */
const volumeScore = interpolate([
  [150, 0],
  [300, 0.5],
  [400, 0.9],
  [450, 1],
  [650, 1],
  [800, 0.8],
  [1000, 0.5],
]);

/** Brings the middles of the five classes of uniformity to the middles of the grades. */
const uniformityScore = interpolate([
  [0.3, 0.05],
  [0.5, 0.3],
  [0.65, 0.5],
  [0.75, 0.68],
  [0.82, 0.85],
  [0.95, 1],
]);

/** Fatter liver scatters more at 940 nm; set like the curve above. */
const reflectanceScore = interpolate([
  [42, 0.1],
  [50, 0.35],
  [56, 0.55],
  [58, 0.7],
  [60, 0.8],
  [61, 0.88],
  [63, 0.96],
  [65, 1],
]);

function scoreOf(scores: TofScores): number {
  const sum = 0.15 * scores.volume + 0.55 * scores.uniformity + 0.25 * scores.reflectance +
    0.05 * scores.amplitude - scores.defectPenalty;
  return Math.max(0, Math.min(1, sum));
}
