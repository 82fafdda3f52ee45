/** Stores meals by the thousand. */
import type { Sql, TransactionSql } from "postgres";
import { LotsOfMeals } from "./_lots_of_meals.ts";
import {
  lotArrays,
  type LotChange,
  lotChanges,
  lotRecords,
  mealArrays,
  type MealRow,
  rowsOf,
} from "./_meal_rows.ts";
import { numberArray, textArray } from "./array_literals.ts";
import {
  isConflict,
  isHeldUp,
  isMissing,
  isOutage,
  isUniqueViolation,
  refusalReason,
} from "./postgres_errors.ts";
import type { TimedMeal } from "./reused_codes.ts";
import correctMeals from "../../sql/queries/meals/correct_meals.sql" with { type: "text" };
import findLotCodes from "../../sql/queries/meals/find_lot_codes.sql" with { type: "text" };
import findStoredMeals from "../../sql/queries/meals/find_stored_meals.sql" with { type: "text" };
import forgetRawMeals from "../../sql/queries/meals/forget_raw_meals.sql" with { type: "text" };
import insertArrivals from "../../sql/queries/meals/insert_arrivals.sql" with { type: "text" };
import writeMeals from "../../sql/queries/meals/write_meals.sql" with { type: "text" };

export interface MealStored {
  change: "new" | "updated" | "same";
  codeLot: string;
}

const PREPARED = { prepare: true };
const WRITE_TRIES = 5;

export class MealRepository {
  readonly #sql: Sql;
  readonly #zone: string;
  readonly #lots: LotsOfMeals;

  /** `zone` is the IANA zone whose calendar dates a lot's days. */
  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
    this.#lots = new LotsOfMeals(sql, { zone });
  }

  readonly isOutage = isOutage;
  readonly isHeldUp = isHeldUp;
  readonly refusalReason = refusalReason;

  /**
   * Writes all meals in one transaction. Of several for one meal the last counts.
   * Returns one result a meal, in order. Once the signal aborts, meals that are there already are
   * not corrected any more: others may have come since.
   */
  async writeMeals(meals: readonly TimedMeal[], signal?: AbortSignal): Promise<MealStored[]> {
    const { rowOf, known } = await this.#writeOnce(meals, signal);
    return rowOf.map((row) => {
      const differs = known.get(row)?.differs;
      const change = differs === undefined ? "new" : differs ? "updated" : "same";
      return { change, codeLot: row.codeLot };
    });
  }

  /**
   * Writes them all as new, as nearly all are: to look for each would cost as much again. Where
   * that is refused, they are looked for. And all is tried again when somebody else wrote one of
   * them, or placed one of their lots, at the same moment.
   */
  async #writeOnce(
    meals: readonly TimedMeal[],
    signal: AbortSignal | undefined,
  ): Promise<Written> {
    let areNew = meals.every(({ meal }) => meal.jour >= 0);
    for (let attempt = 1;; attempt++) {
      const { codes, begun } = await this.#lots.of(meals);
      const { rowOf, rows } = rowsOf(meals, codes);
      try {
        if (!areNew) {
          return { rowOf, known: await this.#sql.begin((tx) => this.#writeKnown(tx, rows)) };
        }
        const lots = lotChanges(rows);
        const there = lots.filter(({ codeLot }) => !begun.has(codeLot));
        await this.#writeNew(this.#sql, { rows, lots, there, expected: there.length });
        this.#lots.see(lots.map(({ codeLot }) => codeLot));
        return { rowOf, known: new Map() };
      } catch (error) {
        if (!isPassing(error) || attempt === WRITE_TRIES || signal?.aborted) throw error;
        // The first time it was likely a meal that was sent again.
        areNew = false;
        if (isMissing(error)) this.#lots.forget();
      }
    }
  }

  /** Writes meals of which some may be there, were given on J-1, or have lots that are not there. */
  async #writeKnown(tx: TransactionSql, rows: readonly MealRow[]): Promise<KnownMeals> {
    const there = await tx.unsafe(findLotCodes, [
      textArray([...new Set(rows.map(({ codeLot }) => codeLot))]),
    ], PREPARED);
    const codes = new Set(there.map(({ code_lot }) => code_lot));
    const found = await tx.unsafe(findStoredMeals, mealArrays(rows), PREPARED);
    const known: KnownMeals = new Map(
      found.map(({ place, time, dose, differs }) => [rows[place - 1]!, { time, dose, differs }]),
    );
    await correct(tx, known);
    const arrivals = rows.filter(({ ordinal }) => ordinal < 0);
    if (arrivals.length > 0) await tx.unsafe(insertArrivals, mealArrays(arrivals), PREPARED);
    const lots = lotChanges(rows, (row) => !known.has(row));
    // Those that somebody else opens at the same moment are there as well.
    await this.#lots.open(
      tx,
      lots.filter((lot) => !codes.has(lot.codeLot)).map((lot) => lot.newest),
    );
    await this.#writeNew(tx, {
      rows: rows.filter((row) => row.ordinal >= 0 && !known.has(row)),
      lots,
      there: lots,
      // A meal sent again changes no lot.
      expected: null,
    });
    return known;
  }

  async #writeNew(
    sql: Sql | TransactionSql,
    { rows, lots, there, expected }: {
      rows: readonly MealRow[];
      lots: readonly LotChange[];
      /** Those of the lots that do not begin here. */
      there: readonly LotChange[];
      /** How many lots must change. */
      expected: number | null;
    },
  ): Promise<void> {
    const isThere = new Set(there);
    await sql.unsafe(writeMeals, [
      ...mealArrays(rows),
      ...lotArrays(there),
      lotRecords(lots.filter((lot) => !isThere.has(lot))),
      lotRecords(lots.filter(({ isReady }) => isReady)),
      expected,
      this.#zone,
    ], PREPARED);
  }
}

interface Written {
  /** Of each meal, in order. */
  rowOf: readonly MealRow[];
  known: KnownMeals;
}

/** What a meal of the batch says in the database before. */
interface FormerMeal {
  time: string;
  dose: string | null;
  /** It says something else now. */
  differs: boolean;
}

/** The meals of a batch that are there already. */
type KnownMeals = ReadonlyMap<MealRow, FormerMeal>;

async function correct(tx: TransactionSql, known: KnownMeals): Promise<void> {
  const corrected = [...known].filter(([, { differs }]) => differs);
  if (corrected.length === 0) return;
  const rows = corrected.map(([row]) => row);
  await tx.unsafe(forgetRawMeals, [
    textArray(rows.map(({ codeLot }) => codeLot)),
    numberArray(rows.map(({ meal }) => meal.jour)),
    textArray(rows.map(({ meal }) => meal.moment)),
    textArray(corrected.map(([, { time }]) => time)),
  ], PREPARED);
  const doses = textArray(corrected.map(([, { dose }]) => dose));
  await tx.unsafe(correctMeals, [...mealArrays(rows), doses], PREPARED);
}

/** What was not as it looked may be otherwise at the next look. */
function isPassing(error: unknown): boolean {
  return isUniqueViolation(error, LOT_CODES) || isUniqueViolation(error, MEALS) ||
    isConflict(error) || isMissing(error);
}

const LOT_CODES = "lots_gavage_code_lot_key";
const MEALS = "doses_journalieres_pkey";
