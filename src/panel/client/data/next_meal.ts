/** Which meal of a lot comes next. */
import type { Lot } from "../../../contract/lots.ts";
import { mealAt } from "./meals.ts";
import { plannedMeals } from "./target_weight.ts";

export { mealAt };

/** Meals from J0 to the last planned evening; what was really given where that is more. */
export function plannedMealsOf(lot: Lot): number {
  return Math.max(plannedMeals(lot), lot.nb_doses);
}
