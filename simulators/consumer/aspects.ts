/** The five aspects that can be rated on their own. */
import { pick, type RandomSource, standardNormals } from "../kernel/mod.ts";
import { standing } from "./liver.ts";
import { FRESHNESS_DAYS, SHELF, SKIPPED_ASPECT, TRAITS } from "./params.ts";
import type { Star, StarScale } from "./stars.ts";
import type { Meal } from "./taste.ts";

export const ASPECTS = ["texture", "flavor", "color", "aroma", "freshness"] as const;
export type Aspect = (typeof ASPECTS)[number];
export type AspectStars = Record<Aspect, Star>;

/** How much a trait that is better than the stars say speaks for one more, against chance. [A] */
const TRAIT_PULL = 0.6;
const CHANCE = 0.6;
/** Past this an aspect has a star more, or one less, than the whole. [A] */
const STEP_AT = 0.7;

/**
 * The stars of each aspect: the overall ones, and one more or less where what was measured is better
 * or worse than they say.
 */
export function drawAspects(
  { meal, overall, scale }: { meal: Meal; overall: Star; scale: StarScale },
  random: RandomSource,
): AspectStars {
  const normal = standardNormals(random);
  const said = scale.sd > 0 ? (overall - scale.mean) / scale.sd : 0;
  const starOf = (aspect: Aspect): Star => {
    const measured = standingOf(aspect, meal);
    const push = (measured === undefined ? 0 : TRAIT_PULL * (measured - said)) + CHANCE * normal();
    const step = push > STEP_AT ? 1 : push < -STEP_AT ? -1 : 0;
    return Math.min(5, Math.max(1, overall + step)) as Star;
  };
  return Object.fromEntries(ASPECTS.map((aspect) => [aspect, starOf(aspect)])) as AspectStars;
}

/** Which of them a person fills in. */
export function drawFilledIn(random: RandomSource): Aspect[] {
  const asked = [{ value: false, weight: SKIPPED_ASPECT }, {
    value: true,
    weight: 1 - SKIPPED_ASPECT,
  }];
  return ASPECTS.filter(() => pick(random, asked));
}

/** What was measured of an aspect, in standard deviations of the reference livers; more is better. */
export function standingOf(aspect: Aspect, meal: Meal): number | undefined {
  const { liver } = meal;
  const less = (value: number | undefined) => value === undefined ? undefined : -value;
  const sound = less(standing(liver, "oxidation"));
  switch (aspect) {
    case "texture":
      return standing(liver, "uniformity");
    case "flavor":
      return mean(standing(liver, "fatQuality"), sound);
    case "color":
      return mean(standing(liver, "colourEvenness"), sound);
    case "aroma":
      return mean(freshnessWhenEaten(meal), sound);
    case "freshness":
      return freshnessWhenEaten(meal);
  }
}

/** The measured index wanes as `e^(−days/60)`; it stands among livers eaten at the usual age. */
export function freshnessWhenEaten({ liver, ageDays, isLate }: Meal): number | undefined {
  const measured = liver.traits.freshness;
  if (measured === undefined) return undefined;
  const left = (days: number) => Math.exp(-days / FRESHNESS_DAYS);
  const { mean, sd } = TRAITS.freshness;
  const now = measured * left(ageDays ?? SHELF.medianDays);
  return (now - mean * left(SHELF.medianDays)) / sd - (isLate ? 1 : 0);
}

function mean(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}
