/** The life of a lot, counted in meals. */
import type { Moment } from "../contract/words.ts";

/**
 * A meal's place in its lot: J0 matin is 0, J0 soir 1, J1 matin 2 … and J-1 below zero.
 * A lot's current state follows the highest place seen, whatever the order of arrival.
 */
export function mealOrdinal(jour: number, moment: Moment): number {
  return jour * 2 + (moment === "soir" ? 1 : 0);
}

/** Ducks placed, from a meal's living ducks and its mortality in % of the ducks placed. */
export function ducksPlaced(living: number, mortalityPercent: number): number {
  const share = 1 - mortalityPercent / 100;
  return share > 0 ? Math.round(living / share) : living;
}
