/** A lot's meals in their order, and what follows the last of them. */
import type { Dose } from "../../../contract/lots.ts";
import type { MealFrame } from "../../../contract/meal.ts";
import { mealOrdinal } from "../../../domain/lot.ts";
import { instantMs } from "../format.ts";

export interface Meal {
  /** Place in the lot: J0 matin is 0, J0 soir 1 … */
  ordinal: number;
  jour: number;
  moment: "matin" | "soir";
  /** Simulated time. */
  timeMs: number;
  plannedGrams: number;
  givenGrams: number;
  weightGrams: number;
  living: number;
  mortalityPercent: number;
  temperatureCelsius: number;
  humidityPercent: number;
}

export function mealOfFrame(frame: MealFrame): Meal {
  return {
    ordinal: mealOrdinal(frame.jour, frame.moment),
    jour: frame.jour,
    moment: frame.moment,
    timeMs: instantMs(frame.timestamp),
    plannedGrams: frame.dose_theorique,
    givenGrams: frame.dose_reelle,
    weightGrams: frame.poids_moyen,
    living: frame.nb_canards_vivants,
    mortalityPercent: frame.taux_mortalite,
    temperatureCelsius: frame.temperature_stabule,
    humidityPercent: frame.humidite_stabule,
  };
}

export function mealOfDose(dose: Dose): Meal {
  return {
    ordinal: mealOrdinal(dose.jour, dose.moment),
    jour: dose.jour,
    moment: dose.moment,
    timeMs: instantMs(dose.time),
    plannedGrams: dose.dose_theorique,
    givenGrams: dose.dose_reelle,
    weightGrams: dose.poids_moyen,
    living: dose.nb_vivants,
    mortalityPercent: dose.taux_mortalite,
    temperatureCelsius: dose.temperature,
    humidityPercent: dose.humidite,
  };
}

/** The list with a meal at its place; one that is there already is replaced. */
export function withMeal(meals: readonly Meal[], meal: Meal): Meal[] {
  const at = meals.findIndex(({ ordinal }) => ordinal >= meal.ordinal);
  if (at < 0) return [...meals, meal];
  return meals.toSpliced(at, meals[at]!.ordinal === meal.ordinal ? 1 : 0, meal);
}

/** Day and meal of an ordinal. */
export function mealAt(ordinal: number): { jour: number; moment: "matin" | "soir" } {
  const jour = Math.floor(ordinal / 2);
  return { jour, moment: ordinal - jour * 2 === 1 ? "soir" : "matin" };
}
