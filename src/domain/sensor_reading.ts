/**
 * A device's sample in the form that is stored and broadcast: what the instruments saw (`raw`) apart
 * from what was made of it (`analysis`), grades in our words, zones within what a sensor can say.
 */
import type { Channel, SensorFrame } from "../contract/sensor.ts";
import { type Grade, normaliseGrade } from "./grades.ts";

export type SensorReading = Extract<ReturnType<typeof readSensors>, { ok: true }>["reading"];

/** g/cm³, of a liver at 20 °C. */
const LIVER_DENSITY = 0.947;

/** The reading of a checked frame, or the name of the grade that is none of ours. */
export function readSensors(frame: SensorFrame) {
  const { vl53l8ch, as7341, fusion } = frame;
  const tofGrade = normaliseGrade(vl53l8ch.grade);
  const spectralGrade = normaliseGrade(as7341.grade);
  const finalGrade = normaliseGrade(fusion.final_grade);
  if (!tofGrade) return unknownGrade("vl53l8ch.grade", vl53l8ch.grade);
  if (!spectralGrade) return unknownGrade("as7341.grade", as7341.grade);
  if (!finalGrade) return unknownGrade("fusion.final_grade", fusion.final_grade);
  return {
    ok: true as const,
    reading: {
      vl53l8ch: readTof(vl53l8ch, tofGrade),
      as7341: readSpectrum(as7341, spectralGrade),
      fusion: readFusion(fusion, finalGrade),
      liverGrams: Math.round(vl53l8ch.volume_mm3 / 100 * LIVER_DENSITY) / 10,
    },
  };
}

function unknownGrade(field: string, value: string) {
  const message = `${field}: expected A+, A, B, C or REJECT, got ${JSON.stringify(value)}`;
  return { ok: false as const, message };
}

function readTof(tof: SensorFrame["vl53l8ch"], grade: Grade) {
  const distances = within(tof.distance_matrix, 4_000);
  return {
    raw: {
      distance_matrix: distances,
      reflectance_matrix: within(tof.reflectance_matrix, 255),
      amplitude_matrix: within(tof.amplitude_matrix, 4_095),
      status_matrix: within(tof.status_matrix ?? [], 255),
      ambient_matrix: within(tof.ambient_matrix ?? [], 4_095),
      meta: null,
    },
    analysis: {
      volume_mm3: tof.volume_mm3,
      surface_uniformity: tof.surface_uniformity,
      quality_score: tof.quality_score,
      grade,
      average_height_mm: tof.average_height_mm ?? null,
      max_height_mm: tof.max_height_mm ?? null,
      min_height_mm: tof.min_height_mm ?? null,
      base_area_mm2: tof.base_area_mm2 ?? null,
      avg_distance_mm: tof.avg_distance_mm ?? mean(distances.flat()),
      std_distance_mm: tof.std_distance_mm ?? deviation(distances.flat()),
      avg_reflectance: null,
      bins_analysis: tof.bins_analysis ?? null,
      reflectance_analysis: tof.reflectance_analysis ?? null,
      amplitude_consistency: tof.amplitude_consistency ?? null,
      score_breakdown: tof.score_breakdown ?? null,
      defects: defectList(tof.defects),
      stats: tof.stats ?? null,
    },
  };
}

function readSpectrum(spectral: SensorFrame["as7341"], grade: Grade) {
  const raw: Record<Channel, number> = spectral.channels;
  return {
    raw,
    analysis: {
      freshness_index: spectral.freshness_index,
      fat_quality_index: spectral.fat_quality_index,
      oxidation_index: spectral.oxidation_index,
      quality_score: spectral.quality_score,
      grade,
      ratio_red_nir: spectral.ratio_red_nir ?? null,
      ratio_clear_nir: spectral.ratio_clear_nir ?? null,
      channels: null,
      spectral_ratios: spectral.spectral_ratios ?? null,
      quality_metrics: spectral.quality_metrics ?? null,
      color_uniformity: spectral.color_uniformity ?? null,
      defects: spectral.defects ?? [],
    },
  };
}

function readFusion(fusion: SensorFrame["fusion"], grade: Grade) {
  return {
    final_score: fusion.final_score,
    final_grade: grade,
    is_compliant: fusion.is_compliant ?? grade !== "REJECT",
    weight_tof: fusion.weight_tof,
    weight_spectral: fusion.weight_spectral,
    confidence_level: fusion.confidence_level ?? null,
    tof_score: fusion.tof_score ?? null,
    spectral_score: fusion.spectral_score ?? null,
    tof_contribution: fusion.tof_contribution ?? null,
    spectral_contribution: fusion.spectral_contribution ?? null,
    combined_defects: fusion.combined_defects ?? [],
    num_defects: fusion.num_defects ?? 0,
    metrics: fusion.metrics ?? null,
    foie_gras_metrics: fusion.foie_gras_metrics ?? null,
  };
}

function within(matrix: readonly (readonly number[])[], most: number): number[][] {
  return matrix.map((row) => row.map((zone) => Math.min(most, Math.max(0, Math.round(zone)))));
}

/** Some devices list their defects, others give them by type, each with its `position`. */
function defectList(defects: SensorFrame["vl53l8ch"]["defects"]): unknown[] {
  if (!defects) return [];
  if (Array.isArray(defects)) return defects;
  return Object.entries(defects).map(([type, value]) => {
    const { position, severity, description } = (value ?? {}) as Record<string, unknown>;
    const pos = Array.isArray(position) ? position : null;
    return {
      type,
      pos,
      x: pos?.[1] ?? null,
      y: pos?.[0] ?? null,
      severity: severity ?? null,
      description: description ?? null,
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
