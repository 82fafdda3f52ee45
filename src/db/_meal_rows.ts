/** A batch of meals as its statements take it: a row a meal, and a row a lot. */
import type { MealFrame } from "../contract/meal.ts";
import { ducksPlaced, mealOrdinal } from "../domain/lot.ts";
import { booleanArray, numberArray, textArray } from "./array_literals.ts";
import type { TimedMeal } from "./reused_codes.ts";

/** A meal and the lot it is stored under. */
export interface MealRow extends TimedMeal {
  codeLot: string;
  ordinal: number;
  /** Hundredths of a gram, as the column rounds: sums of decimals would drift from the database's. */
  doseCentigrams: number;
}

/** A lot's newest meal of a batch, and what the batch adds to the lot. */
export interface LotChange {
  codeLot: string;
  newest: MealRow;
  /** From J0 on, and none but those that are new. */
  meals: number;
  /** Per duck. */
  maizeCentigrams: number;
  /** One of its meals said so. */
  isReady: boolean;
}

/**
 * The row of each meal, in order, and the rows in the order by which all who write meals go: seldom
 * does one wait for somebody who waits for him. Several of the same meal have one row, with the last
 * one's values.
 */
export function rowsOf(
  meals: readonly TimedMeal[],
  codes: readonly string[],
): { rowOf: MealRow[]; rows: MealRow[] } {
  const all = meals.map(({ meal, timeMs }, i) => ({
    meal,
    timeMs,
    codeLot: codes[i]!,
    ordinal: mealOrdinal(meal.jour, meal.moment),
    doseCentigrams: hundredths(meal.dose_reelle),
  }));
  const merged = new Map<MealRow, MealRow>();
  const rows: MealRow[] = [];
  for (const row of all.toSorted(byLotAndMeal)) {
    const former = rows.at(-1);
    if (former && byLotAndMeal(former, row) === 0) merged.set(row, Object.assign(former, row));
    else rows.push(row);
  }
  return { rowOf: merged.size === 0 ? all : all.map((row) => merged.get(row) ?? row), rows };
}

/** Of the same meal, the one that came last is last. */
function byLotAndMeal(a: MealRow, b: MealRow): number {
  if (a.codeLot !== b.codeLot) return a.codeLot < b.codeLot ? -1 : 1;
  return a.ordinal - b.ordinal;
}

/** One change a lot, of rows in the order of their lots and meals; `isNew` tells which rows count. */
export function lotChanges(
  rows: readonly MealRow[],
  isNew: (row: MealRow) => boolean = () => true,
): LotChange[] {
  const changes: LotChange[] = [];
  let change: LotChange | undefined;
  for (const row of rows) {
    if (change?.codeLot !== row.codeLot) {
      const { codeLot } = row;
      change = { codeLot, newest: row, meals: 0, maizeCentigrams: 0, isReady: false };
      changes.push(change);
    }
    change.newest = row;
    change.isReady ||= row.meal.pret_abattage === true;
    if (row.ordinal < 0 || !isNew(row)) continue;
    change.meals++;
    change.maizeCentigrams += row.doseCentigrams;
  }
  return changes;
}

/** Rounded as a NUMERIC column does: by the decimal digits, not by the binary number. */
function hundredths(value: number): number {
  return value < 0.001 ? 0 : Math.round(Number(`${value}e2`));
}

/** Times, lots, days … of meals, as all statements about meals name them. */
export function mealArrays(rows: readonly MealRow[]): string[] {
  const numbers = (pick: (meal: MealFrame) => number) =>
    numberArray(rows.map(({ meal }) => pick(meal)));
  return [
    numberArray(rows.map(({ timeMs }) => timeMs / 1000)),
    textArray(rows.map(({ codeLot }) => codeLot)),
    numbers((m) => m.jour),
    textArray(rows.map(({ meal }) => meal.moment)),
    numbers((m) => m.dose_theorique),
    // Rounded here, so that the sum of a lot is that of its rows.
    numberArray(rows.map(({ doseCentigrams }) => doseCentigrams / 100)),
    numbers((m) => m.poids_moyen),
    numbers((m) => m.nb_canards_vivants),
    numbers((m) => m.taux_mortalite),
    numbers((m) => m.temperature_stabule),
    numbers((m) => m.humidite_stabule),
  ];
}

/** Of lots that are there, as write_meals.sql names them. */
export function lotArrays(lots: readonly LotChange[]): string[] {
  const numbers = (pick: (lot: LotChange) => number) => numberArray(lots.map(pick));
  return [
    textArray(lots.map(({ codeLot }) => codeLot)),
    numbers(({ newest }) => newest.meal.jour),
    numbers(({ newest }) => newest.meal.poids_moyen),
    numbers(({ newest }) => newest.meal.nb_canards_vivants),
    numbers(({ newest }) => newest.meal.taux_mortalite),
    numbers(({ newest }) => newest.timeMs / 1000),
    numbers(({ newest }) => newest.ordinal),
    booleanArray(lots.map(({ isReady }) => isReady)),
    numbers(({ meals }) => meals),
    numbers(({ maizeCentigrams }) => maizeCentigrams / 100),
  ];
}

/** Lots that begin or are finished, which are few, as the records of write_meals.sql. */
export function lotRecords(lots: readonly LotChange[]): string {
  return JSON.stringify(lots.map(({ codeLot, newest: { meal, timeMs, ordinal }, ...lot }) => ({
    code_lot: codeLot,
    site: meal.site,
    gaveur_id: meal.gaveur_id,
    gaveur_nom: meal.gaveur_nom,
    genetique: meal.genetique,
    nb_initial: ducksPlaced(meal.nb_canards_vivants, meal.taux_mortalite),
    jour: meal.jour,
    poids_moyen: meal.poids_moyen,
    nb_vivants: meal.nb_canards_vivants,
    taux_mortalite: meal.taux_mortalite,
    epoch_seconds: timeMs / 1000,
    repas: ordinal,
    pret_abattage: lot.isReady,
    nb_doses: lot.meals,
    mais_g: lot.maizeCentigrams / 100,
  })));
}
