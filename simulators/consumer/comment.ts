/** Comments in French that say what the stars say. */
import type { ConsumptionContext } from "../../src/contract/consumer.ts";
import { pick, type RandomSource } from "../kernel/mod.ts";
import { type Aspect, ASPECTS, type AspectStars, freshnessWhenEaten } from "./aspects.ts";
import { standing } from "./liver.ts";
import type { Intentions } from "./intentions.ts";
import type { Person } from "./person.ts";
import {
  BLAME,
  CLOSINGS,
  CONSOLATIONS,
  NEUTRAL_CLOSINGS,
  OCCASIONS,
  OPENINGS,
  PRAISE,
  RANCID,
  RESERVES,
  SMALL,
  STALE,
  TWO_SIDED,
} from "./phrases.ts";
import type { Star } from "./stars.ts";
import type { Meal } from "./taste.ts";

export interface CommentRequest {
  readonly overall: Star;
  readonly aspects: AspectStars;
  readonly meal: Meal;
  readonly context: ConsumptionContext;
  readonly person: Person;
  readonly intentions: Intentions;
}

/** Chance that somebody writes at all: those who are very pleased or very angry do. [A] */
const WRITES: Readonly<Record<Star, number>> = { 1: 0.9, 2: 0.75, 3: 0.5, 4: 0.55, 5: 0.7 };
/** How long, for the least and the most talkative. [A] */
const LENGTHS = {
  short: { quiet: 5, talkative: 1 },
  medium: { quiet: 4, talkative: 4 },
  long: { quiet: 1, talkative: 5 },
};

/** Standard deviations from which a measured defect is tasted or seen. [A] */
const RANCID_FROM = 1;
const STALE_BELOW = -1;
const SMALL_BELOW = -1.2;

/** Undefined for those who write nothing. At most about 500 characters. */
export function writeComment(request: CommentRequest, random: RandomSource): string | undefined {
  const { overall, person, context } = request;
  if (random.next() >= WRITES[overall] * (0.6 + 0.8 * person.talkativeness)) return undefined;
  const oneOf = (phrases: readonly string[]) =>
    pick(random, phrases.map((value) => ({ value, weight: 1 })));
  const length = pick(
    random,
    Object.entries(LENGTHS).map(([value, { quiet, talkative }]) => ({
      value,
      weight: quiet + (talkative - quiet) * person.talkativeness,
    })),
  );
  const remarks = remarksOn(request, { oneOf, random });
  const opening = oneOf(OPENINGS[overall]);
  // Who complains says why, however short.
  if (length === "short") return sentences(opening, ...remarks.slice(0, overall < 3 ? 1 : 0));
  if (length === "medium") return sentences(opening, ...remarks.slice(0, 1));
  const occasion = random.next() < 0.5 ? [oneOf(OCCASIONS[context])] : [];
  const closing = random.next() < 0.8 ? [oneOf(closingsFor(request))] : [];
  return sentences(...occasion, opening, ...remarks.slice(0, 3), ...closing);
}

/** No recommendation in words that the boxes below do not give. */
function closingsFor({ overall, intentions }: CommentRequest): readonly string[] {
  const { recommends, repurchase } = intentions;
  const speaksFor = recommends && repurchase >= 4;
  const speaksAgainst = !recommends && repurchase <= 3;
  const agrees = overall === 4 ? speaksFor : overall === 3 ? speaksAgainst : true;
  return agrees ? CLOSINGS[overall] : NEUTRAL_CLOSINGS;
}

interface Voice {
  readonly oneOf: (phrases: readonly string[]) => string;
  readonly random: RandomSource;
}

/** What they have to say of single aspects, the most important first. */
function remarksOn(request: CommentRequest, { oneOf, random }: Voice): string[] {
  const { overall, aspects } = request;
  const order = shuffled(ASPECTS, random);
  const best = order.filter((aspect) => aspects[aspect] >= 4)
    .sort((a, b) => aspects[b] - aspects[a]);
  const worst = order.filter((aspect) => aspects[aspect] <= 2)
    .sort((a, b) => aspects[a] - aspects[b]);
  const middling = order.filter((aspect) => aspects[aspect] === 3);
  const praise = (aspect: Aspect) => oneOf(PRAISE[aspect]);
  const blame = (aspect: Aspect) => oneOf(BLAME[aspect]);
  switch (overall) {
    case 5:
      return best.map(praise);
    case 4: {
      const reserve = middling.slice(0, 1).map((aspect) => oneOf(RESERVES[aspect]));
      return [...best.slice(0, 2).map(praise), ...reserve];
    }
    case 3: {
      const [good, bad] = [best[0], worst[0]];
      if (good && bad) return [twoSided(praise(good), blame(bad), oneOf)];
      if (good) return [praise(good), ...middling.slice(0, 1).map((a) => oneOf(RESERVES[a]))];
      if (bad) return [blame(bad), ...middling.slice(0, 1).map((a) => oneOf(CONSOLATIONS[a]))];
      return middling.slice(0, 1).map((aspect) => oneOf(RESERVES[aspect]));
    }
    default: {
      const defect = defectIn(request, oneOf);
      const others = worst.filter((aspect) => !defect?.covers.includes(aspect)).map(blame);
      const consolation = middling.filter((aspect) => !defect || aspect === "texture")
        .map((aspect) => oneOf(CONSOLATIONS[aspect]));
      return [
        ...(defect ? [defect.phrase] : []),
        ...others.slice(0, defect ? 1 : 2),
        ...(overall === 2 ? consolation.slice(0, 1) : []),
      ];
    }
  }
}

interface Defect {
  readonly phrase: string;
  /** Aspects about which there is nothing more to say, or nothing that would not contradict. */
  readonly covers: readonly Aspect[];
}

/** The cause of a bad rating, where it was measured and the stars of its aspect say the same. */
function defectIn({ meal, aspects }: CommentRequest, oneOf: Voice["oneOf"]): Defect | undefined {
  const isRancid = (standing(meal.liver, "oxidation") ?? 0) >= RANCID_FROM;
  const showsIn = aspects.color < aspects.flavor ? "color" : "flavor";
  if (isRancid && aspects[showsIn] <= 2) {
    return { phrase: oneOf(RANCID[showsIn]), covers: ["flavor", "color", "aroma"] };
  }
  const isStale = meal.isLate || (freshnessWhenEaten(meal) ?? 0) <= STALE_BELOW;
  if (isStale && aspects.freshness <= 2) {
    return { phrase: oneOf(STALE), covers: ["freshness", "aroma"] };
  }
  const isSmall = (standing(meal.liver, "massGrams") ?? 0) <= SMALL_BELOW;
  return isSmall ? { phrase: oneOf(SMALL), covers: [] } : undefined;
}

function twoSided(good: string, bad: string, oneOf: Voice["oneOf"]): string {
  return oneOf(TWO_SIDED).replace("{good}", good).replace("{bad}", bad);
}

/** `a`, `b` → `A. B.`; a phrase may bring its own full stop. */
function sentences(...phrases: readonly string[]): string {
  return phrases.map((phrase) => {
    const sentence = phrase[0]!.toUpperCase() + phrase.slice(1);
    return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
  }).join(" ");
}

function shuffled<T>(values: readonly T[], random: RandomSource): T[] {
  return values.map((value) => ({ value, at: random.next() })).sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
