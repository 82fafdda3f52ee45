/** The x axis of a chart over a lot's meals, by their ordinal: two meals a day. */
import { mealName } from "./lot_facts.tsx";

export const MEAL_AXIS = {
  /** Whole days. */
  stepsX: [2, 4, 8],
  /** The day, at its morning. */
  formatX: (ordinal: number) => ordinal % 2 === 0 ? mealAt(ordinal).split(" ")[0]! : "",
  tipX: mealAt,
};

function mealAt(ordinal: number): string {
  return mealName(Math.floor(ordinal / 2), ordinal % 2 ? "soir" : "matin");
}
