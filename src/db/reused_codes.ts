/**
 * Lots of clients that make their own codes and start again at 001 after each restart.
 *
 * The first meal of a lot under a code that another lot bears opens a new lot, under the code with
 * a letter (`LL2611001B`), and the meals that follow go to the lot of the same gaveur and genetics.
 * The earlier lot stays as it is.
 */
import type { MealFrame } from "../contract/meal.ts";

export interface LotIdentity {
  codeLot: string;
  codeRecu: string | null;
  gaveurId: number;
  genetique: string | null;
}

export interface KnownLot extends LotIdentity {
  /** Ordinal of its newest meal, below 0 before the first. */
  lastMealOrdinal: number;
  lastMealMs: number | null;
}

type Sender = Pick<MealFrame, "gaveur_id" | "genetique">;

/** True for a lot's first meal when the code's newest lot cannot be the one that is meant. */
export function beginsAnotherLot(meal: Sender, timeMs: number, newest: KnownLot): boolean {
  if (!sameSender(meal, newest)) return true;
  const isPastItsFirstMeal = newest.lastMealOrdinal >= 1;
  return isPastItsFirstMeal && newest.lastMealMs !== null && timeMs > newest.lastMealMs;
}

/** `LL2611001` → `LL2611001B`, `…C`, … `…Z`, `…BA`, the first that is not taken. */
export function nextCode(codeRecu: string, taken: ReadonlySet<string>): string {
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

function sameSender(meal: Sender, lot: LotIdentity): boolean {
  return meal.gaveur_id === lot.gaveurId && meal.genetique === lot.genetique;
}

/** The codes that more than one lot was sent under, and which lot a meal belongs to. */
export class ReusedCodes {
  #lots = new Map<string, LotIdentity[]>();

  /** Takes over all lots of all reused codes, newest first. */
  replace(lots: readonly LotIdentity[]): void {
    this.#lots = Map.groupBy(lots, (lot) => lot.codeRecu ?? lot.codeLot);
  }

  /** Adds a lot that has just been opened under a code already borne. */
  add(lot: LotIdentity, earlier: LotIdentity): void {
    const code = lot.codeRecu ?? lot.codeLot;
    this.#lots.set(code, [lot, ...this.#lots.get(code) ?? [earlier]]);
  }

  /** The code of the lot that a meal sent under `meal.code_lot` belongs to. */
  codeOf(meal: Sender & Pick<MealFrame, "code_lot">): string {
    const lots = this.#lots.get(meal.code_lot);
    if (!lots) return meal.code_lot;
    return (lots.find((lot) => sameSender(meal, lot)) ?? lots[0]!).codeLot;
  }
}
