import { matrix, rounded } from "./_rounding.ts";
import { VL53L8CH } from "./params.ts";
import { integrate } from "./quadrature.ts";
import type { TofLiver } from "./tof_analyser.ts";
import { analyseBins } from "./tof_bins.ts";
import type { TofHistograms, TofReading } from "./vl53l8ch.ts";

/** The `vl53l8ch` part of a sample. */
export function tofFrame(
  { analysis, reading, histograms, epochSeconds }: {
    analysis: TofLiver;
    reading: TofReading;
    histograms: TofHistograms;
    epochSeconds: number;
  },
) {
  const volumes = analysis.zoneVolumesMm3;
  const shape = {
    base_area_mm2: rounded(analysis.baseAreaMm2, 0),
    average_height_mm: rounded(analysis.averageHeightMm, 2),
    max_height_mm: rounded(analysis.maxHeightMm, 1),
    min_height_mm: rounded(analysis.minHeightMm, 1),
    height_range_mm: rounded(analysis.maxHeightMm - analysis.minHeightMm, 1),
  };
  const volumeMm3 = rounded(analysis.volumeMm3, 0);
  return {
    timestamp: epochSeconds,
    stats: {
      ...shape,
      volume_mm3: volumeMm3,
      volume_trapezoidal_mm3: rounded(integrate(volumes, "trapezoidal"), 0),
      volume_simpson_mm3: rounded(integrate(volumes, "simpson"), 0),
      volume_spline_mm3: rounded(integrate(volumes, "spline"), 0),
      occupied_pixels: analysis.occupiedZones,
      surface_uniformity: rounded(analysis.surfaceUniformity, 4),
      height_variation_mm: rounded(analysis.heightDeviationMm, 2),
    },
    bins_analysis: binsFrame(reading, histograms),
    reflectance_analysis: {
      avg_reflectance: rounded(analysis.meanReflectancePercent, 2),
      reflectance_uniformity: rounded(analysis.reflectanceUniformity, 4),
      optical_anomalies: analysis.defects
        .filter(({ kind }) => kind === "haematoma" || kind === "foreign_body")
        .map(({ row, column }) => ({ pos: [row, column] })),
    },
    amplitude_consistency: {
      avg_amplitude: rounded(analysis.meanAmplitudeKcps, 1),
      amplitude_std: rounded(analysis.amplitudeDeviationKcps, 1),
      amplitude_variance: rounded(analysis.amplitudeDeviationKcps ** 2, 1),
      signal_stability: rounded(analysis.signalStability, 4),
    },
    defects: analysis.defects.map((defect) => ({
      pos: [defect.row, defect.column],
      type: defect.kind,
      severity: rounded(defect.severity, 3),
      deviation_mm: rounded(defect.deviationMm, 1),
    })),
    quality_score: rounded(analysis.score, 4),
    score_breakdown: {
      volume_score: rounded(analysis.scores.volume, 4),
      uniformity_score: rounded(analysis.scores.uniformity, 4),
      reflectance_score: rounded(analysis.scores.reflectance, 4),
      amplitude_score: rounded(analysis.scores.amplitude, 4),
      defect_penalty: rounded(analysis.scores.defectPenalty, 4),
    },
    grade: analysis.grade,
    processing_time_s: VL53L8CH.framesPerMeasurement / VL53L8CH.frameRateHz,
    volume_mm3: volumeMm3,
    ...shape,
    surface_uniformity: rounded(analysis.surfaceUniformity, 4),
    distance_matrix: matrix(reading.distanceMm),
    reflectance_matrix: matrix(reading.reflectancePercent),
    amplitude_matrix: matrix(reading.amplitudeKcps),
    ambient_matrix: matrix(reading.ambientKcps),
    status_matrix: matrix(reading.status),
  };
}

function binsFrame(reading: TofReading, histograms: TofHistograms) {
  const bins = analyseBins(reading, histograms);
  return {
    multi_peak_count: matrix(bins.extraPeaks),
    surface_roughness: matrix(bins.roughness, 2),
    signal_quality: matrix(bins.signalQuality, 2),
    texture_score: matrix(bins.texture, 2),
    density_score: matrix(bins.density, 2),
    peak_bin_map: matrix(bins.peakBin),
  };
}
