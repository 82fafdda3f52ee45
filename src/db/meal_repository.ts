/** Stores meals by the thousand. */
import type { Sql } from "postgres";
import type { MealFrame } from "../contract/meal.ts";
import { ducksPlaced, mealOrdinal } from "../domain/lot.ts";
import { booleanArray, numberArray, textArray } from "./array_literals.ts";
import { blamesData, refusalReason } from "./postgres_errors.ts";
import { beginsAnotherLot, type KnownLot, nextCode, ReusedCodes } from "./reused_codes.ts";
import findLotsByCode from "../../sql/queries/meals/find_lots_by_code.sql" with { type: "text" };
import listReusedCodes from "../../sql/queries/meals/list_reused_codes.sql" with { type: "text" };
import writeMeals from "../../sql/queries/meals/write_meals.sql" with { type: "text" };

export interface MealToStore {
  meal: MealFrame;
  /** Simulated time, epoch milliseconds. */
  timeMs: number;
}

export interface MealStored {
  change: "new" | "updated" | "same";
  codeLot: string;
}

/** By which a trigger tells every server on this database that a code has been used anew. */
const REUSED_CODES_CHANNEL = "gavaged_reused_codes";

interface Row extends MealToStore {
  codeLot: string;
  codeRecu: string | null;
}

export class MealRepository {
  readonly #sql: Sql;
  readonly #zone: string;
  readonly #reused = new ReusedCodes();
  /** Undefined when there may be news; the next write reads them first, and fails if it cannot. */
  #learnt: Promise<void> | undefined;

  /** `zone` is the IANA zone whose calendar dates a lot's days. */
  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
  }

  /** Hears from now on of codes that other servers find used anew. */
  async start(): Promise<void> {
    const forget = () => this.#learnt = undefined;
    await this.#sql.listen(REUSED_CODES_CHANNEL, forget, forget);
  }

  readonly blamesData = blamesData;
  readonly refusalReason = refusalReason;

  /**
   * Writes all meals in one transaction. Of several for one meal the last counts.
   * Returns one result a meal, in order.
   */
  async writeMeals(meals: readonly MealToStore[]): Promise<MealStored[]> {
    await (this.#learnt ??= this.#learn());
    await this.#openLots(meals);
    const rows: Row[] = [];
    const places = new Map<string, number>();
    const placeOf = meals.map(({ meal, timeMs }) => {
      const codeLot = this.#reused.codeOf(meal);
      const key = `${codeLot}/${meal.jour}/${meal.moment}`;
      const place = places.get(key) ?? rows.length;
      places.set(key, place);
      const codeRecu = codeLot === meal.code_lot ? null : meal.code_lot;
      rows[place] = { meal, timeMs, codeLot, codeRecu };
      return place;
    });
    const unchanged = await this.#sql.unsafe<{ place: number; change: "same" | "updated" }[]>(
      writeMeals,
      [...parameters(rows), this.#zone],
      { prepare: true },
    );
    const changes = new Map(unchanged.map(({ place, change }) => [place, change]));
    return placeOf.map((place) => ({
      // The database counts from 1.
      change: changes.get(place + 1) ?? "new",
      codeLot: rows[place]!.codeLot,
    }));
  }

  /** Gives a first meal whose code another lot bears a lot of its own. */
  async #openLots(meals: readonly MealToStore[]): Promise<void> {
    const firsts = meals.filter(({ meal }) => mealOrdinal(meal.jour, meal.moment) === 0);
    if (firsts.length === 0) return;
    const codes = [...new Set(firsts.map(({ meal }) => meal.code_lot))];
    const lots = (await this.#sql.unsafe(findLotsByCode, [textArray(codes)], { prepare: true }))
      .map((row): KnownLot => ({
        codeLot: row.code_lot,
        codeRecu: row.code_recu,
        gaveurId: row.gaveur_id,
        genetique: row.genetique,
        lastMealOrdinal: row.dernier_repas,
        lastMealMs: row.dernier_repas_at && new Date(row.dernier_repas_at).getTime(),
      }));
    const byCode = Map.groupBy(lots, (lot) => lot.codeRecu ?? lot.codeLot);
    for (const { meal, timeMs } of firsts) {
      const known = byCode.get(meal.code_lot) ?? [];
      const newest = known[0];
      if (!newest || !known.every((lot) => beginsAnotherLot(meal, timeMs, lot))) continue;
      const opened = {
        codeLot: nextCode(meal.code_lot, new Set(known.map((lot) => lot.codeLot))),
        codeRecu: meal.code_lot,
        gaveurId: meal.gaveur_id,
        genetique: meal.genetique,
      };
      this.#reused.add(opened, newest);
      byCode.set(meal.code_lot, [{ ...opened, lastMealOrdinal: -1, lastMealMs: null }, ...known]);
    }
  }

  async #learn(): Promise<void> {
    const rows = await this.#sql.unsafe(listReusedCodes).catch((error) => {
      this.#learnt = undefined;
      throw error;
    });
    this.#reused.replace(rows.map((row) => ({
      codeLot: row.code_lot,
      codeRecu: row.code_recu,
      gaveurId: row.gaveur_id,
      genetique: row.genetique,
    })));
  }
}

/** The columns of the batch, in the order that write_meals.sql names them. */
function parameters(rows: readonly Row[]): string[] {
  const newest = new Map<string, { index: number; ordinal: number; ready: boolean }>();
  const ordinals = rows.map(({ codeLot, meal }, index) => {
    const ordinal = mealOrdinal(meal.jour, meal.moment);
    const so = newest.get(codeLot);
    const ready = meal.pret_abattage === true;
    if (!so) newest.set(codeLot, { index, ordinal, ready });
    else {
      so.ready ||= ready;
      if (ordinal > so.ordinal) Object.assign(so, { index, ordinal });
    }
    return ordinal;
  });
  const meals = rows.map((row) => row.meal);
  const numbers = (pick: (meal: MealFrame) => number) => numberArray(meals.map(pick));
  const texts = (pick: (meal: MealFrame) => string) => textArray(meals.map(pick));
  const isNewest = rows.map(({ codeLot }, i) => newest.get(codeLot)!.index === i);
  return [
    textArray(rows.map((row) => row.codeLot)),
    textArray(rows.map((row) => row.codeRecu)),
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
    numberArray(rows.map((row) => row.timeMs / 1000)),
    numberArray(ordinals),
    booleanArray(isNewest),
    booleanArray(rows.map(({ codeLot }, i) => isNewest[i]! && newest.get(codeLot)!.ready)),
  ];
}
