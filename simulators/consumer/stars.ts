/** From an opinion on a continuous scale to whole stars, and what that does to a correlation. */
import { normalDensity, normalQuantile } from "./normal.ts";
import { GRADE_BONUS, REFERENCE_GRADES, TASTE_PROFILES } from "./params.ts";

export type Star = 1 | 2 | 3 | 4 | 5;
export const STARS: readonly Star[] = [1, 2, 3, 4, 5];

export interface StarScale {
  /** The stars that can be given, worst first. */
  readonly stars: readonly Star[];
  /** Between them, one fewer: where the opinion, standard normal, changes the star. */
  readonly cuts: readonly number[];
  /** Of the stars themselves. */
  readonly mean: number;
  readonly sd: number;
  /** The share of a correlation that survives rounding the opinion to stars; 0 with one star only. */
  readonly attenuation: number;
}

/**
 * How often each star is given: temperaments by their weights, each star of one equally likely, and
 * the bonus of the grade over the reference grades.
 */
export function starShares(): readonly number[] {
  const shares = STARS.map(() => 0);
  for (const [grade, gradeShare] of Object.entries(REFERENCE_GRADES)) {
    const bonus = GRADE_BONUS[grade as keyof typeof GRADE_BONUS];
    for (const { weight, stars } of Object.values(TASTE_PROFILES)) {
      for (const star of stars) {
        const given = Math.min(5, Math.max(1, star + bonus));
        shares[given - 1]! += gradeShare * weight / stars.length;
      }
    }
  }
  return shares;
}

/**
 * The scale from `min` to `max` stars. The shares are conditioned on that range, so its ends do not
 * gather what lies beyond them.
 *
 * With cuts `t` under a standard normal opinion, a step up at each of them gives
 * `cov(opinion, stars) = Σ φ(t)`, so a normal score keeps `Σ φ(t) / sd(stars)` of its correlation with
 * the opinion: the polyserial correlation of Olsson, Drasgow & Dorans, Psychometrika 47 (1982), 337.
 */
export function starScale({ min, max }: { min: number; max: number }): StarScale {
  const stars = STARS.filter((star) => star >= min && star <= max);
  const all = starShares();
  const total = stars.reduce((sum, star) => sum + all[star - 1]!, 0);
  const shares = stars.map((star) => all[star - 1]! / total);
  const cuts: number[] = [];
  let below = 0;
  for (const share of shares.slice(0, -1)) {
    below += share;
    cuts.push(normalQuantile(below));
  }
  const mean = stars.reduce((sum, star, i) => sum + star * shares[i]!, 0);
  const sd = Math.sqrt(stars.reduce((sum, star, i) => sum + (star - mean) ** 2 * shares[i]!, 0));
  const covariance = cuts.reduce((sum, cut) => sum + normalDensity(cut), 0);
  return { stars, cuts, mean, sd, attenuation: sd > 0 ? covariance / sd : 0 };
}

export function starOf(opinion: number, { stars, cuts }: StarScale): Star {
  return stars[cuts.filter((cut) => opinion >= cut).length]!;
}

/** No opinion is quite without a person behind it. */
const MAX_OPINION_CORRELATION = 0.98;

/** The correlation that score and opinion must have for score and stars to have the one asked for. */
export function opinionCorrelation(asked: number, { attenuation }: StarScale): number {
  return attenuation > 0 ? Math.min(MAX_OPINION_CORRELATION, asked / attenuation) : 0;
}
