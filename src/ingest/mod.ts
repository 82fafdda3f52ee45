export { MealIngest } from "./meals.ts";
export type { KnownPeople, MealMetrics, MealStore, StoredMeal, TimedMeal } from "./meals.ts";
export { MEAL_SESSION_LIMITS, openMealSession } from "./meal_session.ts";
