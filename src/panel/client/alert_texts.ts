/**
 * What an alert says, in the reader's language: from its type and its values. One that people raised
 * by hand, or that a later server knows, keeps its own words.
 */
import type { AlertRow } from "../../contract/sqal_alert.ts";
import {
  type AlertType,
  CRITICAL_BELOW,
  FRESHNESS_BELOW,
  LOW_BELOW,
  OXIDATION_ABOVE,
} from "../../domain/alerts.ts";
import { duration, number, percent } from "./format.ts";
import { words } from "./i18n.ts";

type Kinds = Record<AlertType, string>;

const TITLES_FR: Kinds = {
  quality_critical: "Qualité critique",
  quality_low: "Qualité faible",
  grade_reject: "Produit rejeté",
  oxidation_high: "Oxydation élevée",
  freshness_low: "Fraîcheur insuffisante",
  device_silent: "Appareil silencieux",
  lot_mortality: "Mortalité élevée",
};
const TITLES_EN: Kinds = {
  quality_critical: "Critical quality",
  quality_low: "Low quality",
  grade_reject: "Product rejected",
  oxidation_high: "High oxidation",
  freshness_low: "Too little freshness",
  device_silent: "Silent device",
  lot_mortality: "High mortality",
};
const MESSAGES_FR: Kinds = {
  quality_critical: "Score de qualité : {score}, sous le seuil critique de {limit}",
  quality_low: "Score de qualité : {score}, sous le seuil de {limit}",
  grade_reject: "Rejet, score {score}",
  oxidation_high: "Indice d’oxydation : {index}, au-dessus du seuil de {limit}",
  freshness_low: "Indice de fraîcheur : {index}, sous le seuil de {limit}",
  device_silent:
    "{device} ne dit rien depuis {silent} ; il parle d’ordinaire toutes les {interval}",
  lot_mortality: "Le lot {lot} a perdu {lost} de ses canards, plus que le seuil de {limit}",
};
const MESSAGES_EN: Kinds = {
  quality_critical: "Quality score {score}, below the critical limit of {limit}",
  quality_low: "Quality score {score}, below the limit of {limit}",
  grade_reject: "Reject, score {score}",
  oxidation_high: "Oxidation index {index}, above the limit of {limit}",
  freshness_low: "Freshness index {index}, below the limit of {limit}",
  device_silent: "{device} has been silent for {silent}; it usually speaks every {interval}",
  lot_mortality: "Lot {lot} has lost {lost} of its ducks, more than the limit of {limit}",
};
const title = words({ fr: TITLES_FR, en: TITLES_EN });
const message = words({ fr: MESSAGES_FR, en: MESSAGES_EN });

/** What fills the message; undefined for a value that is not there. */
type Filling = Record<string, string | undefined>;

const FILLINGS: Record<AlertType, (alert: AlertRow) => Filling> = {
  quality_critical: ({ data_context: { fusion_score } }) => ({
    score: score(fusion_score),
    limit: number(CRITICAL_BELOW, 2),
  }),
  quality_low: ({ data_context: { fusion_score } }) => ({
    score: score(fusion_score),
    limit: number(LOW_BELOW, 2),
  }),
  grade_reject: ({ data_context: { fusion_score } }) => ({ score: score(fusion_score) }),
  oxidation_high: ({ data_context: { oxidation_index } }) => ({
    index: score(oxidation_index),
    limit: number(OXIDATION_ABOVE, 2),
  }),
  freshness_low: ({ data_context: { freshness_index } }) => ({
    index: score(freshness_index),
    limit: number(FRESHNESS_BELOW, 2),
  }),
  device_silent: ({ device_id, data_context: { silent_seconds, interval_seconds } }) => ({
    device: device_id ?? undefined,
    silent: told(silent_seconds, duration),
    interval: told(interval_seconds, duration),
  }),
  lot_mortality: ({ lot_id, data_context: { taux_mortalite, seuil } }) => ({
    lot: lot_id ?? undefined,
    lost: told(taux_mortalite, percent),
    limit: told(seuil, percent),
  }),
};

export function alertTitle(alert: AlertRow): string {
  return isKnown(alert) ? title(alert.alert_type) : alert.title;
}

export function alertMessage(alert: AlertRow): string {
  if (!isKnown(alert)) return alert.message;
  const filling = FILLINGS[alert.alert_type](alert);
  const isWhole = (filling: Filling): filling is Record<string, string> =>
    Object.values(filling).every((text) => text !== undefined);
  return isWhole(filling) ? message(alert.alert_type, filling) : alert.message;
}

/** Raised by a rule: by hand, the type is all the title there is. */
function isKnown(alert: AlertRow): alert is AlertRow & { alert_type: AlertType } {
  return Object.hasOwn(FILLINGS, alert.alert_type) && alert.title !== alert.alert_type;
}

function told(value: unknown, say: (value: number) => string): string | undefined {
  return typeof value === "number" ? say(value) : undefined;
}

/** As finely as elsewhere: 0.398 is below 0.40, which rounded it would not seem. */
function score(value: unknown): string | undefined {
  return told(value, (value) => number(value, 3));
}
