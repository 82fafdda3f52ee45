/** The meal frame of `/ws/gavage`, its answers, and the leniency that existing clients rely on. */
import { z } from "zod";
import { describeIssues, type FieldIssue, fieldIssues } from "./issues.ts";
import { codeLot } from "./lots.ts";
import { MOMENTS, text, word } from "./words.ts";

/** Columns are NUMERIC(6,2): anything larger could not be stored. */
const BELOW_COLUMN_GRAMS = 9_999.99;
/** Columns are NUMERIC(8,2). */
const BELOW_WEIGHT_GRAMS = 999_999.99;
const MAX_DUCKS = 1_000_000;
/** Columns are NUMERIC(5,2), which rounds: 999.996 would not fit. */
const BELOW_COLUMN_CELSIUS = 999.99;
/** J-1 is the day of arrival; older clients count J0…JN for a lot of N ≤ 14 days. */
export const FIRST_DAY = -1;
export const LAST_DAY = 14;

/**
 * One meal of one lot, as a client sends it.
 *
 * Doses and weights are grams per living duck, temperature °C, humidity and mortality %.
 */
export const MealFrame = z.object({
  code_lot: codeLot,
  gaveur_id: z.int().min(1),
  gaveur_nom: word(100),
  site: word(2),
  genetique: word(50),
  jour: z.int().min(FIRST_DAY).max(LAST_DAY),
  moment: z.enum(MOMENTS),
  dose_theorique: z.number().min(0).max(BELOW_COLUMN_GRAMS),
  dose_reelle: z.number().min(0).max(BELOW_COLUMN_GRAMS),
  poids_moyen: z.number().min(0).max(BELOW_WEIGHT_GRAMS),
  nb_canards_vivants: z.int().min(0).max(MAX_DUCKS),
  taux_mortalite: z.number().min(0).max(100),
  temperature_stabule: z.number().min(-BELOW_COLUMN_CELSIUS).max(BELOW_COLUMN_CELSIUS),
  humidite_stabule: z.number().min(0).max(100),
  timestamp: text(40),
  pret_abattage: z.boolean().optional(),
}).refine((meal) =>
  meal.nb_canards_vivants <= MAX_DUCKS * (1 - meal.taux_mortalite / 100) ||
  meal.taux_mortalite === 100, {
  path: ["taux_mortalite"],
  error: `with these nb_canards_vivants means more than ${MAX_DUCKS} ducks placed`,
}).meta({ id: "MealFrame" });
export type MealFrame = z.infer<typeof MealFrame>;

const INTEGERS = ["gaveur_id", "jour", "nb_canards_vivants"] as const;
const NUMBERS = [
  "dose_theorique",
  "dose_reelle",
  "poids_moyen",
  "taux_mortalite",
  "temperature_stabule",
  "humidite_stabule",
] as const;
const TEXTS = ["code_lot", "gaveur_nom", "site", "genetique", "moment", "timestamp"] as const;

/** A meal as it is read: whether the lot is finished is always said. */
export type ReadMeal = MealFrame & { pret_abattage: boolean };

export type MealParse =
  | { ok: true; meal: ReadMeal }
  | { ok: false; message: string; issues: FieldIssue[] };

/**
 * Validates one meal. Numbers written as text, whole numbers written with decimals and texts
 * written as numbers are read as the older server read them; anything else is refused with a
 * message that names each bad field and its value.
 */
export function parseMeal(input: unknown): MealParse {
  const plain = plainMeal(input);
  if (plain) return { ok: true, meal: plain };
  const strict = MealFrame.safeParse(input);
  if (strict.success) return { ok: true, meal: knownFields(strict.data) };
  const lenient = MealFrame.safeParse(lenientMeal(input));
  if (lenient.success) return { ok: true, meal: knownFields(lenient.data) };
  const issues = fieldIssues(lenient.error, input);
  return { ok: false, message: describeIssues(issues), issues };
}

/** Letters, digits and a few signs, with which every text below is well formed. */
const PLAIN = /^[\wÀ-ÖØ-öø-ÿ .:+-]+$/;

/**
 * The meal, when the schema takes it at first glance, as it does nearly all: the schema's own look
 * costs ten times as much. Whatever is not plainly right is left to the schema.
 */
function plainMeal(input: unknown): ReadMeal | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const meal = input as Record<keyof MealFrame, unknown>;
  const isPlain = isPlainWord(meal.code_lot, 20) && !meal.code_lot.startsWith("LOT_") &&
    isWhole(meal.gaveur_id, 1, Number.MAX_SAFE_INTEGER) &&
    isPlainWord(meal.gaveur_nom, 100) &&
    isPlainWord(meal.site, 2) &&
    isPlainWord(meal.genetique, 50) &&
    isWhole(meal.jour, FIRST_DAY, LAST_DAY) &&
    (meal.moment === "matin" || meal.moment === "soir") &&
    isWithin(meal.dose_theorique, 0, BELOW_COLUMN_GRAMS) &&
    isWithin(meal.dose_reelle, 0, BELOW_COLUMN_GRAMS) &&
    isWithin(meal.poids_moyen, 0, BELOW_WEIGHT_GRAMS) &&
    isWhole(meal.nb_canards_vivants, 0, MAX_DUCKS / 2) &&
    isWithin(meal.taux_mortalite, 0, 50) &&
    isWithin(meal.temperature_stabule, -BELOW_COLUMN_CELSIUS, BELOW_COLUMN_CELSIUS) &&
    isWithin(meal.humidite_stabule, 0, 100) &&
    isPlainWord(meal.timestamp, 40) &&
    (meal.pret_abattage === undefined || typeof meal.pret_abattage === "boolean");
  return isPlain ? knownFields(meal as MealFrame) : undefined;
}

function knownFields(meal: MealFrame): ReadMeal {
  return {
    code_lot: meal.code_lot,
    gaveur_id: meal.gaveur_id,
    gaveur_nom: meal.gaveur_nom,
    site: meal.site,
    genetique: meal.genetique,
    jour: meal.jour,
    moment: meal.moment,
    dose_theorique: meal.dose_theorique,
    dose_reelle: meal.dose_reelle,
    poids_moyen: meal.poids_moyen,
    nb_canards_vivants: meal.nb_canards_vivants,
    taux_mortalite: meal.taux_mortalite,
    temperature_stabule: meal.temperature_stabule,
    humidite_stabule: meal.humidite_stabule,
    timestamp: meal.timestamp,
    pret_abattage: meal.pret_abattage ?? false,
  };
}

function isPlainWord(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength && PLAIN.test(value);
}

/** False for NaN, too. */
function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === "number" && value >= min && value <= max;
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return isWithin(value, min, max) && Number.isInteger(value);
}

function lenientMeal(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const meal: Record<string, unknown> = { ...input };
  for (const key of INTEGERS) {
    const value = numberOf(meal[key]);
    meal[key] = typeof value === "number" ? Math.trunc(value) : value;
  }
  for (const key of NUMBERS) meal[key] = numberOf(meal[key]);
  for (const key of TEXTS) if (typeof meal[key] === "number") meal[key] = String(meal[key]);
  if (meal.pret_abattage === null) delete meal.pret_abattage;
  return meal;
}

function numberOf(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** What one meal is known by, whatever its timestamp. */
export type MealKey = Pick<MealFrame, "code_lot" | "jour" | "moment">;

export function mealKey(meal: MealKey): string {
  return `${meal.code_lot}/${meal.jour}/${meal.moment}`;
}

/**
 * Meals that a client may have unanswered: one with more is sent away. Enough for several meals of
 * each of ten thousand lots, so that a server that falls behind writes those of a lot together.
 */
export const MAX_UNANSWERED_MEALS = 32_768;

/** The answer after the commit: the meal is on disk. */
export interface MealAck extends MealKey {
  type: "ack";
  timestamp: string;
  status: "saved";
  poids_moyen: number;
  taux_mortalite: number;
}

/** The answer to a frame that was not stored. */
export interface ErrorFrame {
  type: "error";
  timestamp: string;
  /** For people: names the field and the value. */
  error: string;
  /** For programs. */
  code: "invalid" | "refused" | "forbidden" | "overloaded" | "too_large" | "storage";
  /** What was received, as far as it was read; null when it could not be, or is too large to send back. */
  data: unknown;
  /** With `overloaded`: wait this long, then send the frame again. */
  retry_after_ms?: number;
}
