/**
 * ITM: kg of maize per kg of liver, about 15; low is good.
 *
 * It is measured once livers were weighed, before that a forecast. The database has the same
 * formulas (`usual_maize`, `forecast_itm`); a test holds the two together.
 */

/** Means of 2,868 real lots: maize g per duck, liver g, and the elasticity of liver to maize. */
const MEAN_MAIZE_GRAMS = 7735;
const MEAN_LIVER_GRAMS = 516;
const ELASTICITY = 0.62;

/** The usual curve of real lots: 207 g, 22.3 g more each meal, a plateau of 466 g. */
const FIRST_DOSE_GRAMS = 207;
const STEP_GRAMS = 22.3;
const RISING_MEALS = 12;
const PLATEAU_GRAMS = 466;

/** Ducks are fed on so many days when nobody says otherwise. */
export const USUAL_DAYS = 12;

/** The liver to expect of so much maize, both grams per duck. */
export function expectedLiverGrams(maizeGrams: number): number {
  return MEAN_LIVER_GRAMS * (maizeGrams / MEAN_MAIZE_GRAMS) ** ELASTICITY;
}

/** Maize of so many meals of the usual curve, grams per duck. */
export function usualMaizeGrams(meals: number): number {
  const rising = Math.min(meals, RISING_MEALS);
  return FIRST_DOSE_GRAMS * rising + STEP_GRAMS * rising * (rising - 1) / 2 +
    PLATEAU_GRAMS * (meals - rising);
}

/**
 * The ITM to expect at slaughter of a lot that got `maizeGrams` per duck in `meals` of the
 * `plannedMeals`: the rest of its maize is taken to follow the usual curve. To two decimals;
 * undefined before the first meal.
 */
export function forecastItm(
  { maizeGrams, meals, plannedMeals }: { maizeGrams: number; meals: number; plannedMeals: number },
): number | undefined {
  if (maizeGrams <= 0 || meals <= 0) return undefined;
  const share = Math.min(1, usualMaizeGrams(meals) / usualMaizeGrams(plannedMeals));
  const total = maizeGrams / share;
  return Math.round(100 * total / expectedLiverGrams(total)) / 100;
}
