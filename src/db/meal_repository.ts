/** Stores meals by the thousand. */
import type { Sql } from "postgres";
import type { MealFrame } from "../contract/meal.ts";
import { ducksPlaced, mealOrdinal } from "../domain/lot.ts";
import { booleanArray, numberArray, textArray } from "./array_literals.ts";
import { isConflict, isOutage, isUniqueViolation, refusalReason } from "./postgres_errors.ts";
import { assignLots, type KnownLot, type LotToOpen, type TimedMeal } from "./reused_codes.ts";
import findLotsByCode from "../../sql/queries/meals/find_lots_by_code.sql" with { type: "text" };
import forgetFormerMeals from "../../sql/queries/meals/forget_former_meals.sql" with {
  type: "text",
};
import openLots from "../../sql/queries/meals/open_lots.sql" with { type: "text" };
import writeMeals from "../../sql/queries/meals/write_meals.sql" with { type: "text" };

export interface MealStored {
  change: "new" | "updated" | "same";
  codeLot: string;
}

interface Row extends TimedMeal {
  codeLot: string;
  ordinal: number;
}

const PREPARED = { prepare: true };
const LOT_CODES = "lots_gavage_code_lot_key";
const WRITE_TRIES = 5;

export class MealRepository {
  readonly #sql: Sql;
  readonly #zone: string;

  /** `zone` is the IANA zone whose calendar dates a lot's days. */
  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
  }

  readonly isOutage = isOutage;
  readonly refusalReason = refusalReason;

  /**
   * Writes all meals in one transaction. Of several for one meal the last counts.
   * Returns one result a meal, in order.
   */
  async writeMeals(meals: readonly TimedMeal[]): Promise<MealStored[]> {
    const { rowOf, rows, known } = await this.#writeOnce(meals);
    // After the commit: were this tried again with the rest, corrections would look told already.
    await this.#forgetFormer(known, rows);
    // The database counts from 1.
    const changes = new Map(known.map(({ place, change }) => [rows[place - 1], change]));
    return rowOf.map((row) => ({ change: changes.get(row) ?? "new", codeLot: row.codeLot }));
  }

  /** Writes them, again when another server placed one of their lots at the same moment. */
  async #writeOnce(meals: readonly TimedMeal[]): Promise<Written> {
    for (let attempt = 1;; attempt++) {
      const rowOf = rowsOf(meals, await this.#lotsOf(meals));
      // All who write meals go by this order: seldom does one wait for somebody who waits for him.
      const rows = [...new Set(rowOf)].sort(byLotAndMeal);
      try {
        const values = [...parameters(rows), this.#zone];
        return { rowOf, rows, known: await this.#sql.unsafe(writeMeals, values, PREPARED) };
      } catch (error) {
        const isPassing = isUniqueViolation(error, LOT_CODES) || isConflict(error);
        if (!isPassing || attempt === WRITE_TRIES) throw error;
      }
    }
  }

  async #forgetFormer(known: readonly KnownMeal[], rows: readonly Row[]): Promise<void> {
    const updated = known.filter(({ change }) => change === "updated");
    if (updated.length === 0) return;
    const corrected = updated.map(({ place }) => rows[place - 1]!);
    await this.#sql.unsafe(forgetFormerMeals, [
      textArray(corrected.map(({ codeLot }) => codeLot)),
      numberArray(corrected.map(({ meal }) => meal.jour)),
      textArray(corrected.map(({ meal }) => meal.moment)),
      textArray(updated.map(({ former_time }) => former_time)),
    ]);
  }

  /**
   * The code of each meal's lot. Lots under codes used anew are opened first, in a transaction of
   * their own: other servers then see them, and the same meals tried again find them.
   */
  async #lotsOf(meals: readonly TimedMeal[]): Promise<string[]> {
    const sent = new Set(meals.map(({ meal }) => meal.code_lot));
    const taken = new Set(sent);
    for (;;) {
      const known = await this.#knownLots(meals, sent);
      const { codes, opened } = assignLots(meals, { known, taken });
      if (opened.length === 0 || await this.#open(opened)) return codes;
      // Somebody else bears one of the codes, or was faster.
      for (const { codeLot } of opened) taken.add(codeLot);
    }
  }

  /** The lots of codes used anew and of codes that a first meal names, newest first. */
  async #knownLots(
    meals: readonly TimedMeal[],
    sent: ReadonlySet<string>,
  ): Promise<Map<string, KnownLot[]>> {
    const known = new Map<string, KnownLot[]>();
    for (const { meal } of meals) {
      if (mealOrdinal(meal.jour, meal.moment) === 0) known.set(meal.code_lot, []);
    }
    const parameters = [textArray([...sent]), textArray([...known.keys()])];
    for (const row of await this.#sql.unsafe(findLotsByCode, parameters, PREPARED)) {
      const lot: KnownLot = {
        codeLot: row.code_lot,
        gaveurId: row.gaveur_id,
        genetique: row.genetique,
        openedMs: row.ouvert_at && new Date(row.ouvert_at).getTime(),
        lastMealMs: row.dernier_repas_at && new Date(row.dernier_repas_at).getTime(),
        isReady: row.pret_abattage,
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
  async #open(lots: readonly LotToOpen[]): Promise<boolean> {
    const meals = lots.map(({ meal }) => meal);
    const made = await this.#sql.unsafe(openLots, [
      textArray(lots.map((lot) => lot.codeLot)),
      textArray(meals.map((m) => m.code_lot)),
      textArray(meals.map((m) => m.site)),
      numberArray(meals.map((m) => m.gaveur_id)),
      textArray(meals.map((m) => m.genetique)),
      numberArray(meals.map((m) => ducksPlaced(m.nb_canards_vivants, m.taux_mortalite))),
      numberArray(lots.map((lot) => lot.timeMs / 1000)),
      this.#zone,
    ], PREPARED);
    return made.length === lots.length;
  }
}

interface Written {
  /** Of each meal, in order. */
  rowOf: readonly Row[];
  rows: readonly Row[];
  known: readonly KnownMeal[];
}

/** A meal of a batch that was stored before; `place` counts from 1. */
interface KnownMeal {
  place: number;
  change: "same" | "updated";
  former_time: string;
}

/** The row of each meal, in order: one row for several of the same meal, with the last one's values. */
function rowsOf(meals: readonly TimedMeal[], codes: readonly string[]): Row[] {
  const byMeal = new Map<string, Row>();
  return meals.map(({ meal, timeMs }, i) => {
    const codeLot = codes[i]!;
    const key = `${codeLot}/${meal.jour}/${meal.moment}`;
    const row = byMeal.get(key);
    if (row) return Object.assign(row, { meal, timeMs });
    const added = { meal, timeMs, codeLot, ordinal: mealOrdinal(meal.jour, meal.moment) };
    byMeal.set(key, added);
    return added;
  });
}

function byLotAndMeal(a: Row, b: Row): number {
  if (a.codeLot !== b.codeLot) return a.codeLot < b.codeLot ? -1 : 1;
  return a.ordinal - b.ordinal;
}

/** The columns of a batch in the order of its lots and their meals, as write_meals.sql names them. */
function parameters(rows: readonly Row[]): string[] {
  const texts = (pick: (meal: MealFrame) => string) =>
    textArray(rows.map(({ meal }) => pick(meal)));
  const numbers = (pick: (meal: MealFrame) => number) =>
    numberArray(rows.map(({ meal }) => pick(meal)));
  const isNewest = rows.map(({ codeLot }, i) => rows[i + 1]?.codeLot !== codeLot);
  let isReady = false;
  const ready = rows.map(({ meal }, i) => {
    const lotIsReady = isReady || meal.pret_abattage === true;
    isReady = lotIsReady && !isNewest[i];
    return lotIsReady && isNewest[i]!;
  });
  return [
    textArray(rows.map(({ codeLot }) => codeLot)),
    numbers((m) => m.gaveur_id),
    texts((m) => m.gaveur_nom),
    texts((m) => m.site),
    texts((m) => m.genetique),
    numbers((m) => m.jour),
    texts((m) => m.moment),
    numbers((m) => m.dose_theorique),
    numbers((m) => m.dose_reelle),
    numbers((m) => m.poids_moyen),
    numbers((m) => m.nb_canards_vivants),
    numbers((m) => ducksPlaced(m.nb_canards_vivants, m.taux_mortalite)),
    numbers((m) => m.taux_mortalite),
    numbers((m) => m.temperature_stabule),
    numbers((m) => m.humidite_stabule),
    numberArray(rows.map(({ timeMs }) => timeMs / 1000)),
    numberArray(rows.map(({ ordinal }) => ordinal)),
    booleanArray(isNewest),
    booleanArray(ready),
  ];
}
