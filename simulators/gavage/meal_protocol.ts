/** Meals as `/ws/gavage` speaks of them. */
import { type ErrorFrame, type MealFrame, mealKey } from "../../src/contract/meal.ts";
import type { Answer, OutgoingFrame } from "../kernel/mod.ts";
import type { LotState, Meal } from "./model.ts";
import type { Air } from "./climate.ts";
import type { MealSlot } from "./schedule.ts";

/** A meal on its way, serialised once however often it is sent. */
export interface OutgoingMeal extends OutgoingFrame {
  readonly lotIndex: number;
  /** Simulated time of the meal, epoch ms. */
  readonly simMs: number;
  readonly frame: MealFrame;
}

export function outgoingMeal(
  { codeLot, lot, slot, meal, air, isLast }: {
    codeLot: string;
    lot: LotState;
    slot: MealSlot;
    meal: Meal;
    air: Air;
    isLast: boolean;
  },
): OutgoingMeal {
  const { gaveur, genetique, index } = lot.plan;
  const frame: MealFrame = {
    code_lot: codeLot,
    gaveur_id: gaveur.id,
    gaveur_nom: gaveur.nom,
    site: gaveur.site,
    genetique,
    jour: slot.jour,
    moment: slot.moment,
    dose_theorique: meal.plannedDoseGrams,
    dose_reelle: meal.givenDoseGrams,
    poids_moyen: meal.meanWeightGrams,
    nb_canards_vivants: meal.living,
    taux_mortalite: meal.mortalityPercent,
    temperature_stabule: air.temperature,
    humidite_stabule: air.humidity,
    timestamp: slot.timestamp,
  };
  // Clients look for the field itself: it is there on the last meal only.
  if (isLast) frame.pret_abattage = true;
  const text = JSON.stringify(frame);
  return { key: mealKey(frame), text, lotIndex: index, simMs: slot.timeMs, frame };
}

const RETRY_MS = 1_000;

/** Reads what the server answers. The older server gives its errors no code: they refuse the meal. */
export function readMealAnswer(text: string): Answer {
  const answer = jsonObject(text);
  if (answer?.type === "ack") {
    const key = keyOf(answer);
    return key === undefined ? { kind: "other" } : { kind: "ack", key };
  }
  if (answer?.type !== "error") return { kind: "other" };
  const { code, error, data, retry_after_ms } = answer as Partial<ErrorFrame>;
  const key = keyOf(data);
  // `storage` is a server that is stopping: the meal itself is sound.
  if (code === "overloaded" || code === "storage") {
    return { kind: "later", key, retryAfterMs: Number(retry_after_ms ?? RETRY_MS) || RETRY_MS };
  }
  return { kind: "refused", key, code: code ?? "refused", message: error ?? "no reason given" };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { code_lot, jour, moment } = value as Record<string, unknown>;
  return typeof code_lot === "string" && typeof jour === "number" &&
      (moment === "matin" || moment === "soir")
    ? mealKey({ code_lot, jour, moment })
    : undefined;
}
