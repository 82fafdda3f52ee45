import { SPECTRAL_DEFECT_TEXTS } from "./_spectral_frame.ts";
import { rounded } from "./_rounding.ts";
import type { Fusion } from "./fusion.ts";
import { FUSION_WEIGHTS, STATION } from "./params.ts";
import type { SpectralLiver } from "./spectral_analyser.ts";
import type { TofLiver } from "./tof_analyser.ts";

interface Analyses {
  readonly tof: TofLiver;
  readonly spectral: SpectralLiver;
  readonly fusion: Fusion;
}

/** The `fusion` part of a sample. */
export function fusionFrame(analyses: Analyses & { sampleId: string }) {
  const { tof, spectral, fusion, sampleId } = analyses;
  const defects = combinedDefects(analyses);
  const tofScore = rounded(tof.score, 4);
  const spectralScore = rounded(spectral.score, 4);
  return {
    sample_id: sampleId,
    fusion_mode: "ToF + Spectral",
    final_score: rounded(fusion.score, 4),
    final_grade: fusion.grade,
    is_compliant: fusion.isCompliant,
    confidence_level: rounded(fusion.confidence, 4),
    weight_tof: FUSION_WEIGHTS.tof,
    weight_spectral: FUSION_WEIGHTS.spectral,
    tof_contribution: FUSION_WEIGHTS.tof,
    spectral_contribution: FUSION_WEIGHTS.spectral,
    tof_score: tofScore,
    spectral_score: spectralScore,
    vl53l8ch_score: tofScore,
    as7341_score: spectralScore,
    vl53l8ch_grade: tof.grade,
    as7341_grade: spectral.grade,
    combined_defects: defects,
    defects,
    num_defects: defects.length,
    metrics: {
      tof_grade: tof.grade,
      spectral_grade: spectral.grade,
      freshness_index: rounded(spectral.freshness, 4),
      fat_quality_index: rounded(spectral.fatQuality, 4),
      volume_mm3: rounded(tof.volumeMm3, 0),
    },
    foie_gras_metrics: foieGrasMetrics(analyses),
  };
}

function combinedDefects({ tof, spectral }: Analyses) {
  return [
    ...tof.defects.map((defect) => ({
      type: defect.kind,
      source: "VL53L8CH",
      severity: rounded(defect.severity, 3),
      pos: [defect.row, defect.column],
      deviation_mm: rounded(defect.deviationMm, 1),
    })),
    ...spectral.defects.map(({ kind, severity }) => ({
      type: `Spectral: ${SPECTRAL_DEFECT_TEXTS[kind]}`,
      source: "AS7341",
      severity: rounded(severity, 3),
    })),
  ];
}

/** Colour this far from a perfect liver's is seen by anyone, ΔE. */
const CRITICAL_DELTA_E = 12;

function foieGrasMetrics({ tof, spectral, fusion }: Analyses) {
  const { nominal, tolerance } = STATION.barquetteFillMm;
  const fillDeviationMm = tof.averageHeightMm - nominal;
  const colour = Math.max(0, 1 - spectral.deltaE / 20);
  const haematoma = Math.max(severityOf(tof, "haematoma"), severityOf(spectral, "haematoma"));
  const bile = severityOf(spectral, "bile_stain");
  const conformity = Math.round(100 * tof.scores.volume);
  return {
    lobe_thickness_mm: rounded(tof.maxHeightMm, 1),
    thickness_std_mm: rounded(tof.heightDeviationMm, 2),
    thickness_category: thicknessCategory(tof.maxHeightMm),
    estimated_volume_cm3: rounded(tof.volumeMm3 / 1000, 1),
    fill_level_mm: rounded(tof.averageHeightMm, 2),
    fill_level_percent: rounded(100 * tof.averageHeightMm / nominal, 1),
    fill_deviation_mm: rounded(fillDeviationMm, 2),
    fill_conformity: Math.abs(fillDeviationMm) <= tolerance,
    has_underfill: fillDeviationMm < -tolerance,
    // One liver says nothing of a process: capability needs a series, which the server has.
    process_mean: rounded(tof.maxHeightMm, 1),
    process_std: rounded(tof.heightDeviationMm, 2),
    process_cp: null,
    process_cpk: null,
    process_capability: "insufficient_data",
    is_centered: null,
    reference_id: "cru_extra",
    l_star: rounded(spectral.lab.l, 2),
    a_star: rounded(spectral.lab.a, 2),
    b_star: rounded(spectral.lab.b, 2),
    delta_e: rounded(spectral.deltaE, 2),
    color_score_premium: rounded(colour, 4),
    color_conformity_percent: rounded(100 * colour, 1),
    has_critical_color_deviation: spectral.deltaE > CRITICAL_DELTA_E,
    hematoma_severity: rounded(haematoma, 3),
    has_hematoma: haematoma > 0,
    bile_severity: rounded(bile, 3),
    has_bile_traces: bile > 0,
    oxidation_severity: rounded(spectral.oxidation, 4),
    has_oxidation: spectral.oxidation > 0.7,
    has_oxidation_trend: spectral.oxidation > 0.5,
    defect_rate_percent: rounded(100 * tof.defects.length / tof.occupiedZones, 1),
    dimensional_conformity_score: conformity,
    dimensional_conformity_percent: conformity,
    is_irregular_lobe: tof.surfaceUniformity < 0.7,
    global_quality_score_100: rounded(100 * fusion.score, 2),
    is_compliant: fusion.isCompliant,
    is_downgraded: fusion.grade === "C",
    is_rejected: fusion.grade === "REJECT",
  };
}

function severityOf(
  { defects }: { defects: readonly { kind: string; severity: number }[] },
  kind: string,
): number {
  return Math.max(0, ...defects.filter((defect) => defect.kind === kind).map((d) => d.severity));
}

/** The trade's classes of thickness, mm. */
function thicknessCategory(thicknessMm: number): string {
  if (thicknessMm < 25 || thicknessMm > 60) return "hors_norme";
  if (thicknessMm >= 45) return "extra";
  return thicknessMm >= 35 ? "premier_choix" : "deuxieme_choix";
}
