import { LAST_DAY, type MealFrame } from "../../src/contract/meal.ts";

/** J0 of the lots of these tests. */
const FIRST_DAY_MS = Date.parse("2026-11-07T00:00:00Z");
const DAY_MS = 86_400_000;

/** A sound meal of lot LL2611001, its timestamp as its day and moment want it. */
export function aMeal(changes: Partial<MealFrame> = {}): MealFrame {
  const { jour = 0, moment = "matin" } = changes;
  const hour = moment === "matin" ? 7 : 17;
  return {
    code_lot: "LL2611001",
    gaveur_id: 1,
    gaveur_nom: "Jean Martin",
    site: "LL",
    genetique: "Mulard",
    jour,
    moment,
    dose_theorique: 200 + 10 * jour,
    dose_reelle: 201.5 + 10 * jour,
    poids_moyen: 4_500 + 150 * jour,
    nb_canards_vivants: 48,
    taux_mortalite: 4,
    temperature_stabule: 21.5,
    humidite_stabule: 64.2,
    timestamp: new Date(FIRST_DAY_MS + jour * DAY_MS + hour * 3_600_000).toISOString(),
    ...changes,
  };
}

/** All meals of a lot of so many days, in their order; the last says that it is ready. */
export function mealsOfLot(days: number, changes: Partial<MealFrame> = {}): MealFrame[] {
  if (days > LAST_DAY + 1) throw new RangeError(`feed a lot: at most ${LAST_DAY + 1} days`);
  const meals = Array.from(
    { length: 2 * days },
    (_, i) => aMeal({ ...changes, jour: i >> 1, moment: i % 2 === 0 ? "matin" : "soir" }),
  );
  meals.at(-1)!.pret_abattage = true;
  return meals;
}
