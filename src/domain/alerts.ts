/**
 * What is worth an operator's attention. Pure rules: whoever stores alerts decides whether one
 * repeats another. Messages are for the people on the line, hence in their language.
 */
import type { AlertRow } from "../contract/sqal_alert.ts";
import type { Grade } from "./grades.ts";

/** What the rules raise; people may raise others by hand. */
export type AlertType =
  | "quality_critical"
  | "quality_low"
  | "grade_reject"
  | "oxidation_high"
  | "freshness_low"
  | "device_silent"
  | "lot_mortality";

export interface Alert<Type extends string = string> {
  type: Type;
  severity: AlertRow["severity"];
  /** `device:…` or `lot:…`: the same type for the same subject is the same condition. */
  subject: string;
  /** When it happened, by the clock of what it is about: ISO 8601 in UTC. */
  time: string;
  title: string;
  message: string;
  deviceId: string | null;
  sampleId: string | null;
  codeLot: string | null;
  siteCode: string | null;
  context: Readonly<Record<string, unknown>>;
  threshold?: number;
  actual?: number;
}

/** What the rules look at in a sample; scores and indices 0–1. */
export interface GradedSample {
  time: string;
  sampleId: string;
  deviceId: string;
  codeLot: string | null;
  siteCode: string | null;
  finalScore: number;
  finalGrade: Grade;
  isCompliant: boolean;
  tofScore: number | null;
  spectralScore: number | null;
  freshnessIndex: number;
  fatQualityIndex: number;
  oxidationIndex: number;
}

export const CRITICAL_BELOW = 0.40;
export const LOW_BELOW = 0.60;
export const OXIDATION_ABOVE = 0.70;
export const FRESHNESS_BELOW = 0.50;

/** Every rule that a sample breaks. */
export function sampleAlerts(sample: GradedSample): Alert<AlertType>[] {
  const { finalScore, finalGrade, oxidationIndex, freshnessIndex } = sample;
  const about = {
    subject: `device:${sample.deviceId}`,
    time: sample.time,
    deviceId: sample.deviceId,
    sampleId: sample.sampleId,
    codeLot: sample.codeLot,
    siteCode: sample.siteCode,
  };
  const graded = { fusion_score: finalScore, fusion_grade: finalGrade };
  const alerts: Alert<AlertType>[] = [];
  if (finalScore < CRITICAL_BELOW) {
    alerts.push({
      ...about,
      type: "quality_critical",
      severity: "critical",
      title: "Qualité critique",
      message: `Score de qualité critique : ${two(finalScore)} (seuil ${two(CRITICAL_BELOW)})`,
      context: { ...graded, tof_score: sample.tofScore, spectral_score: sample.spectralScore },
      threshold: CRITICAL_BELOW,
      actual: finalScore,
    });
  } else if (finalScore < LOW_BELOW) {
    alerts.push({
      ...about,
      type: "quality_low",
      severity: "warning",
      title: "Qualité faible",
      message: `Score de qualité faible : ${two(finalScore)} (seuil ${two(LOW_BELOW)})`,
      context: graded,
      threshold: LOW_BELOW,
      actual: finalScore,
    });
  }
  if (finalGrade === "REJECT") {
    alerts.push({
      ...about,
      type: "grade_reject",
      severity: "critical",
      title: "Produit rejeté",
      message: `Produit rejeté : grade REJECT, score ${two(finalScore)}`,
      context: { fusion_score: finalScore, is_compliant: sample.isCompliant },
      actual: finalScore,
    });
  }
  if (oxidationIndex > OXIDATION_ABOVE) {
    alerts.push({
      ...about,
      type: "oxidation_high",
      severity: "warning",
      title: "Oxydation élevée",
      message: `Oxydation élevée : ${two(oxidationIndex)} (seuil ${two(OXIDATION_ABOVE)})`,
      context: { oxidation_index: oxidationIndex, fat_quality_index: sample.fatQualityIndex },
      threshold: OXIDATION_ABOVE,
      actual: oxidationIndex,
    });
  }
  if (freshnessIndex < FRESHNESS_BELOW) {
    alerts.push({
      ...about,
      type: "freshness_low",
      severity: "warning",
      title: "Fraîcheur insuffisante",
      message: `Fraîcheur insuffisante : ${two(freshnessIndex)} (seuil ${two(FRESHNESS_BELOW)})`,
      context: { freshness_index: freshnessIndex },
      threshold: FRESHNESS_BELOW,
      actual: freshnessIndex,
    });
  }
  return alerts;
}

/** A device that has said nothing for three of its intervals. */
export function deviceSilentAlert(
  { deviceId, siteCode, silentSeconds, intervalSeconds, time }: {
    deviceId: string;
    siteCode: string | null;
    silentSeconds: number;
    intervalSeconds: number;
    time: string;
  },
): Alert<AlertType> {
  return {
    type: "device_silent",
    severity: "warning",
    subject: `device:${deviceId}`,
    time,
    title: "Appareil silencieux",
    message: `${deviceId} silencieux depuis ${Math.round(silentSeconds)} s ` +
      `(intervalle ${two(intervalSeconds)} s)`,
    deviceId,
    sampleId: null,
    codeLot: null,
    siteCode,
    context: { silent_seconds: silentSeconds, interval_seconds: intervalSeconds },
    threshold: 3 * intervalSeconds,
    actual: silentSeconds,
  };
}

/** A lot that has lost more than `limitPercent` of the ducks placed, or undefined. */
export function lotMortalityAlert(
  { codeLot, siteCode, mortalityPercent, limitPercent, timeOf }: {
    codeLot: string;
    siteCode: string | null;
    mortalityPercent: number;
    limitPercent: number;
    /** ISO 8601 in UTC; asked for only when there is something to say. */
    timeOf(): string;
  },
): Alert<AlertType> | undefined {
  if (mortalityPercent <= limitPercent) return undefined;
  return {
    type: "lot_mortality",
    severity: "critical",
    subject: `lot:${codeLot}`,
    time: timeOf(),
    title: "Mortalité élevée",
    message: `Mortalité du lot ${codeLot} : ${two(mortalityPercent)} % ` +
      `(seuil ${two(limitPercent)} %)`,
    deviceId: null,
    sampleId: null,
    codeLot,
    siteCode,
    context: { taux_mortalite: mortalityPercent, seuil: limitPercent },
    threshold: limitPercent,
    actual: mortalityPercent,
  };
}

function two(value: number): string {
  return value.toFixed(2);
}
