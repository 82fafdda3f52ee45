/**
 * Lots of clients that make their own codes and start again at 001 after each restart.
 *
 * The first meal of a lot under a code that another lot bears opens a new lot, under the code with
 * a letter (`LL2611001B`), and the meals that follow go to the lot of the same gaveur and genetics.
 * The earlier lot stays as it is.
 */
import type { MealFrame } from "../contract/meal.ts";
import { mealOrdinal } from "../domain/lot.ts";

export interface KnownLot {
  codeLot: string;
  gaveurId: number;
  genetique: string | null;
  /** Time of the meal that made the lot; null when it was placed before any meal. */
  openedMs: number | null;
  /** Time of its newest meal from J0 on. */
  lastMealMs: number | null;
  isReady: boolean;
}

export interface TimedMeal {
  meal: MealFrame;
  /** Simulated time, epoch milliseconds. */
  timeMs: number;
}

/** A first meal, and the code of the lot that is to be opened for it. */
export interface LotToOpen extends TimedMeal {
  codeLot: string;
}

export interface Assignment {
  /** The code of each meal's lot, in order. */
  codes: string[];
  /** Codes of lots that begin under a code that is nobody's. */
  begun: Set<string>;
  /** Lots to open before the meals are written. */
  opened: LotToOpen[];
}

/**
 * Finds each meal's lot, in the order of arrival: a meal may end the lot whose code the next one
 * uses anew.
 *
 * `known` has the lots of each code, newest first: of all codes used anew, of those that a first
 * meal here names, and of those that may be nobody's, if only an empty list. Codes in `taken` are
 * not given to new lots.
 */
export function assignLots(
  meals: readonly TimedMeal[],
  { known, taken }: { known: Map<string, KnownLot[]>; taken: ReadonlySet<string> },
): Assignment {
  const inUse = new Set(taken);
  for (const lots of known.values()) for (const lot of lots) inUse.add(lot.codeLot);
  const opened: LotToOpen[] = [];
  const begun = new Set<string>();
  const codes = meals.map(({ meal, timeMs }) => {
    const lots = known.get(meal.code_lot);
    if (!lots) return meal.code_lot;
    let lot = lotOf(meal, timeMs, lots);
    if (!lot) {
      const isFree = lots.length === 0;
      const codeLot = isFree ? meal.code_lot : nextCode(meal.code_lot, inUse);
      if (isFree) begun.add(codeLot);
      else opened.push({ meal, timeMs, codeLot });
      inUse.add(codeLot);
      lot = {
        codeLot,
        gaveurId: meal.gaveur_id,
        genetique: meal.genetique,
        openedMs: timeMs,
        lastMealMs: null,
        isReady: false,
      };
      lots.unshift(lot);
    }
    if (meal.jour >= 0) lot.lastMealMs = Math.max(timeMs, lot.lastMealMs ?? timeMs);
    lot.isReady ||= meal.pret_abattage === true;
    return lot.codeLot;
  });
  return { codes, begun, opened };
}

/** The lot that a meal belongs to, or undefined when it is the first meal of another. */
function lotOf(meal: MealFrame, timeMs: number, lots: readonly KnownLot[]): KnownLot | undefined {
  const newest = lots[0];
  if (!newest) return undefined;
  const isFirst = mealOrdinal(meal.jour, meal.moment) === 0;
  const own = lots.filter((lot) =>
    lot.gaveurId === meal.gaveur_id && lot.genetique === meal.genetique
  );
  if (own.length === 0) {
    return isFirst && !mayBeSubstitute(meal, timeMs, newest) ? undefined : newest;
  }
  // A meal sent again, or late, belongs to the lot of its time.
  const begun = own.findIndex((lot) => lot.openedMs === null || lot.openedMs <= timeMs);
  const index = begun < 0 ? own.length - 1 : begun;
  const lot = own[index]!;
  const isOver = lot.isReady || (isFirst && lot !== newest);
  if (!isOver || lot.lastMealMs === null || timeMs <= lot.lastMealMs) return lot;
  return own[index - 1] ?? (isFirst ? undefined : lot);
}

/** True when somebody else may have given, or sends again, the first meal of a lot that was placed. */
function mayBeSubstitute(meal: MealFrame, timeMs: number, lot: KnownLot): boolean {
  const isAlike = lot.gaveurId === meal.gaveur_id || lot.genetique === meal.genetique;
  return isAlike && lot.openedMs === null && (lot.lastMealMs === null || timeMs <= lot.lastMealMs);
}

/** `LL2611001` → `LL2611001B`, `…C`, … `…Z`, `…BA`, the first that is not taken. */
function nextCode(codeRecu: string, taken: ReadonlySet<string>): string {
  for (let n = 1;; n++) {
    const suffix = letters(n);
    const code = codeRecu.slice(0, 20 - suffix.length) + suffix;
    if (!taken.has(code)) return code;
  }
}

function letters(n: number): string {
  const last = String.fromCharCode(65 + n % 26);
  return n < 26 ? last : letters(Math.floor(n / 26)) + last;
}
