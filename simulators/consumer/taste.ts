/** What a person thinks of a liver: the pure heart of the model. */
import { type RandomSource, standardNormals } from "../kernel/mod.ts";
import { DAY_MS, type Liver, residual, within } from "./liver.ts";
import {
  AGE_LIMIT,
  BEST_BEFORE_DAYS,
  LATE_PENALTY,
  OPINION_SHARES,
  REFERENCE_SCORE,
  SHELF,
  TRAIT_NAMES,
  TRAITS,
} from "./params.ts";
import type { Person } from "./person.ts";

export interface Meal {
  readonly liver: Liver;
  /** Simulated, epoch ms; the rating is written later, or at once. */
  readonly eatenMs: number;
  /** Days since it was made; null when the server tells no date. */
  readonly ageDays: number | null;
  /** Eaten after its best-before date. */
  readonly isLate: boolean;
}

/**
 * When the product was eaten: some days after it was made, before the visit, and never before there
 * was anything to eat, even if this run's clock stands earlier than the product's. What is made by now
 * is eaten by now, even if simulated time is ahead; what is made later is eaten as it is made.
 */
export function drawMeal(
  liver: Liver,
  { visitMs, nowMs = Infinity, random }: { visitMs: number; nowMs?: number; random: RandomSource },
): Meal {
  const shelfDays = SHELF.medianDays * Math.exp(SHELF.logSd * standardNormals(random)());
  const { madeMs } = liver;
  if (madeMs === null) {
    return { liver, eatenMs: Math.min(visitMs, nowMs), ageDays: null, isLate: false };
  }
  const soonestMs = madeMs + SHELF.minDays * DAY_MS;
  const drawnMs = Math.max(soonestMs, Math.min(visitMs, madeMs + shelfDays * DAY_MS));
  const eatenMs = Math.round(Math.max(madeMs, Math.min(drawnMs, nowMs)));
  const bestBeforeMs = liver.bestBeforeMs ?? madeMs + BEST_BEFORE_DAYS * DAY_MS;
  return {
    liver,
    eatenMs,
    ageDays: (eatenMs - madeMs) / DAY_MS,
    isLate: eatenMs > bestBeforeMs,
  };
}

export interface Taste {
  /** That score and opinion shall have over the reference livers, see `opinionCorrelation`. */
  readonly correlation: number;
  /** Standard deviation of the scores among which people choose. */
  readonly scoreSd: number;
}

/**
 * The opinion, standard normal over the reference livers: `ρ·z(score) + √(1−ρ²)·u`.
 *
 * `u` holds what the score does not explain: the person's temperament, their taste for what the traits
 * have beyond the score (regressed on it, so that `u` leaves the correlation as it is), the age of the
 * product, and the mood of the day, which takes the share of whatever is unknown.
 */
export function opinionOf(
  { person, meal, taste }: { person: Person; meal: Meal; taste: Taste },
  random: RandomSource,
): number {
  const { liver, ageDays, isLate } = meal;
  const { correlation } = taste;
  const mood = standardNormals(random)();
  const score = liver.score === null
    ? 0
    : within((liver.score - REFERENCE_SCORE.mean) / taste.scoreSd);

  let traits = 0;
  let traitsShare = 0;
  for (const trait of TRAIT_NAMES) {
    const beyond = residual(liver, trait);
    if (beyond === undefined) continue;
    const weight = person.weights[trait];
    traits += weight * TRAITS[trait].taste * beyond;
    traitsShare += OPINION_SHARES.traits * weight ** 2;
  }
  const age = ageDays === null
    ? 0
    : within(-Math.log(ageDays / SHELF.medianDays) / SHELF.logSd, AGE_LIMIT) -
      (isLate ? LATE_PENALTY : 0);
  const ageShare = ageDays === null ? 0 : OPINION_SHARES.age;
  const moodShare = 1 - OPINION_SHARES.temperament - traitsShare - ageShare;

  const beyondScore = Math.sqrt(OPINION_SHARES.temperament) * person.temperament +
    Math.sqrt(OPINION_SHARES.traits) * traits +
    Math.sqrt(ageShare) * age +
    Math.sqrt(moodShare) * mood;
  // Without a score there is nothing to agree with: the rest makes the whole opinion.
  const beyondWeight = liver.score === null ? 1 : Math.sqrt(1 - correlation ** 2);
  return correlation * score + beyondWeight * beyondScore;
}
