/** What people say they will do after the meal. */
import { pick, type RandomSource } from "../kernel/mod.ts";
import type { Star } from "./stars.ts";

export interface Intentions {
  readonly recommends: boolean;
  /** Whether they would buy it again, 1–5. */
  readonly repurchase: Star;
}

/** Chance that somebody recommends what they gave so many stars. [A] */
const RECOMMENDS: Readonly<Record<Star, number>> = { 1: 0, 2: 0, 3: 0.45, 4: 0.94, 5: 1 };
/** How surely they would buy it again. [A] */
const REPURCHASE: Readonly<Record<Star, readonly { value: Star; weight: number }[]>> = {
  1: [{ value: 1, weight: 95 }, { value: 2, weight: 5 }],
  2: [{ value: 1, weight: 40 }, { value: 2, weight: 60 }],
  3: [{ value: 2, weight: 25 }, { value: 3, weight: 60 }, { value: 4, weight: 15 }],
  4: [{ value: 3, weight: 15 }, { value: 4, weight: 65 }, { value: 5, weight: 20 }],
  5: [{ value: 4, weight: 20 }, { value: 5, weight: 80 }],
};

/** Nobody recommends what they would not buy again, or keeps to themselves what they surely would. */
export function drawIntentions(overall: Star, random: RandomSource): Intentions {
  const repurchase = pick(random, REPURCHASE[overall]);
  const chance = random.next() < RECOMMENDS[overall];
  const recommends = repurchase === 5 || repurchase > 2 && chance;
  return { recommends, repurchase };
}
