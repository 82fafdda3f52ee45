/**
 * Meal frames for a load: `lots` lots of 12 days, in the order in which a plant would send them. As
 * there, the lots stand at different days: some begin and some end every day.
 */
import type { MealFrame } from "../../src/contract/meal.ts";

const DAYS = 12;
export const MEALS_PER_LOT = 2 * DAYS;
const GAVEURS = [
  { id: 1, nom: "Jean Martin", site: "LL" },
  { id: 2, nom: "Sophie Dubois", site: "LS" },
  { id: 3, nom: "Pierre Leroy", site: "MT" },
] as const;

export function mealsOf(lots: number, run: number): MealFrame[] {
  const meals: MealFrame[] = [];
  for (let wave = 0; wave < MEALS_PER_LOT + 2 * (DAYS - 1); wave++) {
    for (let lot = 0; lot < lots; lot++) {
      const n = wave - 2 * (Math.floor(lot / GAVEURS.length) % DAYS);
      if (n < 0 || n >= MEALS_PER_LOT) continue;
      const gaveur = GAVEURS[lot % GAVEURS.length]!;
      const jour = n >> 1;
      const moment = n % 2 === 0 ? "matin" : "soir";
      const day = String((wave >> 1) + 1).padStart(2, "0");
      meals.push({
        code_lot: `${gaveur.site}B${run}${String(lot).padStart(6, "0")}`,
        gaveur_id: gaveur.id,
        gaveur_nom: gaveur.nom,
        site: gaveur.site,
        genetique: "Mulard",
        jour,
        moment,
        dose_theorique: 200 + n * 10,
        dose_reelle: 198.3 + n * 10,
        poids_moyen: 4550.2 + n * 80,
        nb_canards_vivants: 50 - (n >> 3),
        taux_mortalite: 2 * (n >> 3),
        temperature_stabule: 21.3,
        humidite_stabule: 64.2,
        timestamp: `2026-11-${day}T${moment === "matin" ? "08" : "18"}:00:00+01:00`,
        ...(n === MEALS_PER_LOT - 1 ? { pret_abattage: true } : {}),
      });
    }
  }
  return meals;
}
