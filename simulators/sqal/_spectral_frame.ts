import { rounded } from "./_rounding.ts";
import { AS7341_SETTING, type ChannelCounts, integrationMs } from "./as7341.ts";
import {
  PERFECT_REFLECTANCES,
  type SpectralDefect,
  type SpectralLiver,
} from "./spectral_analyser.ts";

/** Above this ratio of yellow to blue the product counts as yellowed. */
const YELLOWED = 2.0;

/** Read by the people on the line, hence in their language. */
export const SPECTRAL_DEFECT_TEXTS: Readonly<Record<SpectralDefect["kind"], string>> = {
  bile_stain: "Traces de bile",
  haematoma: "Hématome",
  oxidised: "Oxydation élevée (indice > 0.7)",
  stale: "Fraîcheur insuffisante (indice < 0.5)",
};

const USER_GUIDE = {
  freshness_index: "0 à 1, plus haut = plus frais",
  fat_quality_index: "0 à 1, plus haut = plus gras et plus clair",
  oxidation_index: "0 à 1, plus bas = moins oxydé",
  quality_score: "0 à 1, note spectrale globale",
};

/** The `as7341` part of a sample. */
export function spectralFrame(
  { analysis, meta }: { analysis: SpectralLiver; meta: Record<string, string | number> },
) {
  const indices = {
    freshness_index: rounded(analysis.freshness, 4),
    fat_quality_index: rounded(analysis.fatQuality, 4),
    oxidation_index: rounded(analysis.oxidation, 4),
    color_uniformity: rounded(analysis.colourUniformity, 4),
    quality_score: rounded(analysis.score, 4),
  };
  const ratios = spectralRatios(analysis);
  const defects = analysis.defects.map(({ kind }) => SPECTRAL_DEFECT_TEXTS[kind]);
  if (ratios.discoloration_index > YELLOWED) {
    defects.push("Jaunissement excessif (décoloration > 2.0)");
  }
  const integrationTimeMs = Math.round(integrationMs(AS7341_SETTING));
  return {
    channels: analysis.counts,
    integration_time: integrationTimeMs,
    gain: AS7341_SETTING.gain,
    ...indices,
    grade: analysis.grade,
    defects,
    spectral_ratios: ratios,
    quality_metrics: { ...indices, overall_grade: analysis.grade, defects_detected: defects },
    quality_js: legacyQuality(analysis),
    meta: {
      ...meta,
      integration_time_ms: integrationTimeMs,
      gain: AS7341_SETTING.gain,
      product_type: productType(analysis),
      user_guide: USER_GUIDE,
    },
  };
}

/** Ratios of reflectances, so that they depend on the liver and not on lamp, gain or exposure. */
function spectralRatios({ reflectances: r, freshness, oxidation }: SpectralLiver) {
  return {
    violet_orange_ratio: rounded(r.F1_415nm / r.F6_590nm, 4),
    nir_violet_ratio: rounded(r.NIR / r.F1_415nm, 4),
    discoloration_index: rounded(r.F6_590nm / r.F3_480nm, 4),
    lipid_oxidation_index: rounded(oxidation, 4),
    freshness_meat_index: rounded(freshness, 4),
    oil_oxidation_index: rounded(r.F8_680nm / r.F4_515nm, 4),
    red_violet_ratio: rounded(r.F8_680nm / r.F1_415nm, 4),
    green_red_ratio: rounded(r.F5_555nm / r.F7_630nm, 4),
    yellow_blue_ratio: rounded(r.F6_590nm / r.F2_445nm, 4),
    normalized_clear: rounded(r.Clear, 4),
  };
}

/** The block older dashboards read: a whole score, a word, and four ratios against a perfect liver's. */
function legacyQuality({ reflectances, score }: SpectralLiver) {
  const ratios = legacyRatios(reflectances);
  const perfect = legacyRatios(PERFECT_REFLECTANCES);
  const deviation = (name: keyof typeof ratios) =>
    rounded(Math.abs(ratios[name] / perfect[name] - 1), 4);
  const deviations = {
    red_green: deviation("red_green"),
    red_blue: deviation("red_blue"),
    yellow_blue: deviation("yellow_blue"),
    ir_red: deviation("ir_red"),
  };
  const sum = Object.values(deviations).reduce((total, value) => total + value, 0);
  return {
    score: Math.round(100 * score),
    classification: classification(score),
    ratios,
    deviations: { ...deviations, average: rounded(sum / 4, 4) },
  };
}

function legacyRatios(r: ChannelCounts) {
  return {
    red_green: rounded(r.F7_630nm / r.F5_555nm, 4),
    red_blue: rounded(r.F7_630nm / r.F3_480nm, 4),
    yellow_blue: rounded(r.F6_590nm / r.F3_480nm, 4),
    ir_red: rounded(r.NIR / r.F7_630nm, 4),
  };
}

function classification(score: number): string {
  if (score >= 0.8) return "Très bon";
  if (score >= 0.7) return "Bon";
  return score >= 0.45 ? "Acceptable" : "Insuffisant";
}

function productType({ grade, colourUniformity }: SpectralLiver): string {
  if (grade === "REJECT") return "defective";
  return colourUniformity < 0.6 ? "irregular" : "normal";
}
