/** Which lots meals belong to, and the opening of those that are not there. */
import type { Sql, TransactionSql } from "postgres";
import { ducksPlaced, mealOrdinal } from "../domain/lot.ts";
import { numberArray, textArray } from "./array_literals.ts";
import {
  assignLots,
  type Assignment,
  type KnownLot,
  type LotToOpen,
  type TimedMeal,
} from "./reused_codes.ts";
import findLotsByCode from "../../sql/queries/meals/find_lots_by_code.sql" with { type: "text" };
import openLots from "../../sql/queries/meals/open_lots.sql" with { type: "text" };

const PREPARED = { prepare: true };
/** Beyond this the lots that are known to be there are forgotten, and looked for again. */
const MOST_SEEN = 50_000;

export class LotsOfMeals {
  readonly #sql: Sql;
  readonly #zone: string;
  /** Codes of lots that were there, so that not every batch looks for its lots. */
  readonly #seen = new Set<string>();

  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
  }

  /**
   * Each meal's lot. Lots under codes used anew are opened first, in a transaction of
   * their own: other servers then see them, and the same meals tried again find them.
   */
  async of(meals: readonly TimedMeal[]): Promise<Assignment> {
    const sent = new Set(meals.map(({ meal }) => meal.code_lot));
    const taken = new Set(sent);
    for (;;) {
      const known = await this.#knownLots(meals, sent);
      const assignment = assignLots(meals, { known, taken });
      const { opened, begun, codes } = assignment;
      if (opened.length === 0) return assignment;
      // Those that begin in the same batch, too: were it tried again, their meals would seem to be
      // of the lots just opened.
      const first = firstOfEach(begun, codes).map((i) => ({ ...meals[i]!, codeLot: codes[i]! }));
      if (await this.open(this.#sql, [...first, ...opened])) {
        return { ...assignment, begun: new Set() };
      }
      // Somebody else bears one of the codes, or was faster.
      for (const { codeLot } of opened) taken.add(codeLot);
    }
  }

  /** The lots of codes used anew, of those that a first meal names, and of unseen ones, newest first. */
  async #knownLots(
    meals: readonly TimedMeal[],
    sent: ReadonlySet<string>,
  ): Promise<Map<string, KnownLot[]>> {
    const known = new Map<string, KnownLot[]>();
    for (const { meal } of meals) {
      const isFirst = mealOrdinal(meal.jour, meal.moment) === 0;
      if (isFirst || !this.#seen.has(meal.code_lot)) known.set(meal.code_lot, []);
    }
    const parameters = [textArray([...sent]), textArray([...known.keys()])];
    for (const row of await this.#sql.unsafe(findLotsByCode, parameters, PREPARED)) {
      const lot: KnownLot = {
        codeLot: row.code_lot,
        gaveurId: row.gaveur_id,
        genetique: row.genetique,
        openedMs: row.ouvert_at && new Date(row.ouvert_at).getTime(),
        lastMealMs: row.dernier_repas_at && new Date(row.dernier_repas_at).getTime(),
        isReady: row.est_fini,
      };
      for (const code of [row.code_lot, row.code_recu]) {
        if (code === null) continue;
        const lots = known.get(code);
        if (lots) lots.push(lot);
        else known.set(code, [lot]);
      }
    }
    return known;
  }

  /** Returns false when not all could be opened. */
  async open(sql: Sql | TransactionSql, lots: readonly LotToOpen[]): Promise<boolean> {
    if (lots.length === 0) return true;
    const meals = lots.map(({ meal }) => meal);
    const made = await sql.unsafe(openLots, [
      textArray(lots.map((lot) => lot.codeLot)),
      textArray(meals.map((m) => m.code_lot)),
      textArray(meals.map((m) => m.site)),
      numberArray(meals.map((m) => m.gaveur_id)),
      textArray(meals.map((m) => m.genetique)),
      numberArray(meals.map((m) => ducksPlaced(m.nb_canards_vivants, m.taux_mortalite))),
      numberArray(lots.map((lot) => lot.timeMs / 1000)),
      numberArray(meals.map((m) => m.jour)),
      this.#zone,
    ], PREPARED);
    return made.length === lots.length;
  }

  /** Notes that these are there. */
  see(codes: readonly string[]): void {
    if (this.#seen.size > MOST_SEEN) this.#seen.clear();
    for (const code of codes) this.#seen.add(code);
  }

  /** Looks for all of them anew. */
  forget(): void {
    this.#seen.clear();
  }
}

/** Where each of these lots stands first. */
function firstOfEach(lots: ReadonlySet<string>, codes: readonly string[]): number[] {
  const left = new Set(lots);
  return codes.flatMap((codeLot, i) => left.delete(codeLot) ? [i] : []);
}
