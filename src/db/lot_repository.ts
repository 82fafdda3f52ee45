/** Lots and what was fed to them. */
import type { Sql, TransactionSql } from "postgres";
import type { Coherence, Dose, Lot, NewLot, SiteStats } from "../contract/lots.ts";
import type { StatutLot } from "../contract/words.ts";
import { restTimestamp } from "../domain/time.ts";
import { numberArray, textArray } from "./array_literals.ts";
import { isUniqueViolation } from "./postgres_errors.ts";
import findLotsByCreationKey from "../../sql/queries/lots/find_lots_by_creation_key.sql" with {
  type: "text",
};
import insertLots from "../../sql/queries/lots/insert_lots.sql" with { type: "text" };
import listCoherence from "../../sql/queries/lots/list_coherence.sql" with { type: "text" };
import listDoses from "../../sql/queries/lots/list_doses.sql" with { type: "text" };
import listLots from "../../sql/queries/lots/list_lots.sql" with { type: "text" };
import reserveCodes from "../../sql/queries/lots/reserve_codes.sql" with { type: "text" };
import readStats from "../../sql/queries/sites/read_stats.sql" with { type: "text" };

export interface LotFilter {
  site?: string;
  gaveurId?: number;
  statut?: StatutLot;
  pretAbattage?: boolean;
  genetique?: string;
}

/** A page's place: the id of the last lot of the page before. */
export interface LotPage {
  lots: Lot[];
  nextBeforeId: number | null;
}

export type NewLotWithSite = NewLot & { site: string };

export type CreateLotsResult =
  | { status: "created" | "already_created"; lots: Lot[] }
  /** A code that the client chose is borne by another lot. */
  | { status: "code_taken"; code: string };

const PREPARED = { prepare: true };
/** Codes are reserved, so only a client that makes its own can be in the way, and not for long. */
const CREATE_TRIES = 5;

export class LotRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /**
   * Places lots at J-1, all or none, and gives a code to each that brings none. The same
   * `creationKey` again answers with the lots it made the first time.
   */
  async create(
    lots: readonly NewLotWithSite[],
    creationKey: string | undefined,
  ): Promise<CreateLotsResult> {
    for (let attempt = 1;; attempt++) {
      try {
        const made = await this.#sql.begin((tx) => this.#place(tx, { lots, creationKey }));
        return { status: made.status, lots: await this.#inOrder(made.codes) };
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        const taken = await this.#firstTaken(lots);
        if (taken) return { status: "code_taken", code: taken };
        if (attempt === CREATE_TRIES) throw error;
      }
    }
  }

  async list(
    filter: LotFilter,
    { beforeId, limit }: { beforeId?: number; limit: number },
  ): Promise<LotPage> {
    const rows = await this.#select({ ...filter, beforeId, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      lots: page.map(({ lot }) => lot),
      nextBeforeId: rows.length > limit ? page.at(-1)!.id : null,
    };
  }

  /** By `code_lot` or by registry id. */
  async find(id: string): Promise<Lot | undefined> {
    return (await this.#select({ codes: [id], limit: 1 }))[0]?.lot;
  }

  /** A lot's meals in their order. */
  async doses(codeLot: string): Promise<Dose[]> {
    const rows = await this.#sql.unsafe<Dose[]>(listDoses, [codeLot], PREPARED);
    return rows.map((row) =>
      ({
        ...row,
        time: restTimestamp(row.time),
        recorded_at: restTimestamp(row.recorded_at),
      }) as Dose
    );
  }

  /** The coherence check of finished lots, or of those named; newest first. */
  async coherence(codes: readonly string[] | undefined, limit: number): Promise<Coherence[]> {
    const named = codes ? textArray(codes) : null;
    return [...await this.#sql.unsafe<Coherence[]>(listCoherence, [named, null, limit])];
  }

  async siteStats(site?: string): Promise<SiteStats[]> {
    const rows = await this.#sql.unsafe<SiteStats[]>(readStats, [site ?? null], PREPARED);
    return rows.map((row) =>
      ({
        ...row,
        derniere_mise_a_jour: row.derniere_mise_a_jour && restTimestamp(row.derniere_mise_a_jour),
      }) as SiteStats
    );
  }

  async #place(
    tx: TransactionSql,
    { lots, creationKey }: { lots: readonly NewLotWithSite[]; creationKey?: string },
  ): Promise<{ status: "created" | "already_created"; codes: string[] }> {
    if (creationKey !== undefined) {
      const known = await tx.unsafe(findLotsByCreationKey, [creationKey]);
      if (known.length > 0) {
        return { status: "already_created", codes: known.map((row) => row.code_lot) };
      }
    }
    const codes = await this.#codes(tx, lots);
    const keys = lots.map((_, i) => creationKey === undefined ? null : `${creationKey}/${i}`);
    await tx.unsafe(insertLots, [
      textArray(codes),
      textArray(lots.map((lot) => lot.site)),
      numberArray(lots.map((lot) => lot.gaveur_id)),
      textArray(lots.map((lot) => lot.genetique)),
      numberArray(lots.map((lot) => lot.nb_canards)),
      textArray(lots.map((lot) => lot.debut_lot)),
      numberArray(lots.map((lot) => lot.duree_prevue ?? null)),
      textArray(keys),
    ]);
    return { status: "created", codes };
  }

  /** `{SITE}{YYMM}{NNN}`, reserved per site and month; NNN grows past three digits when needed. */
  async #codes(tx: TransactionSql, lots: readonly NewLotWithSite[]): Promise<string[]> {
    const wanted = new Map<string, number>();
    for (const lot of lots) {
      if (lot.code_lot === undefined) {
        const prefix = prefixOf(lot);
        wanted.set(prefix, (wanted.get(prefix) ?? 0) + 1);
      }
    }
    const next = new Map<string, number>();
    for (const [prefix, count] of [...wanted].sort(([a], [b]) => a < b ? -1 : 1)) {
      const [row] = await tx.unsafe(reserveCodes, [prefix.slice(0, 2), prefix.slice(2), count]);
      next.set(prefix, row!.dernier - count + 1);
    }
    return lots.map((lot) => {
      if (lot.code_lot !== undefined) return lot.code_lot;
      const prefix = prefixOf(lot);
      const number = next.get(prefix)!;
      next.set(prefix, number + 1);
      return prefix + String(number).padStart(3, "0");
    });
  }

  async #firstTaken(lots: readonly NewLotWithSite[]): Promise<string | undefined> {
    const own = lots.flatMap((lot) => lot.code_lot ?? []);
    const twice = own.find((code, i) => own.indexOf(code) !== i);
    if (twice !== undefined || own.length === 0) return twice;
    return (await this.#select({ codes: own, limit: 1 }))[0]?.lot.code_lot;
  }

  async #inOrder(codes: readonly string[]): Promise<Lot[]> {
    const rows = await this.#select({ codes, limit: codes.length });
    const byCode = new Map(rows.map(({ lot }) => [lot.code_lot, lot]));
    return codes.map((code) => byCode.get(code)!);
  }

  async #select(
    query: LotFilter & { beforeId?: number; codes?: readonly string[]; limit: number },
  ): Promise<{ id: number; lot: Lot }[]> {
    const rows = await this.#sql.unsafe<(Lot & { id: number })[]>(listLots, [
      query.beforeId ?? null,
      query.site ?? null,
      query.gaveurId ?? null,
      query.statut ?? null,
      query.pretAbattage ?? null,
      query.genetique ?? null,
      query.codes ? textArray(query.codes) : null,
      query.limit,
    ], PREPARED);
    return rows.map(({ id, ...lot }) => ({
      id,
      lot: { ...lot, updated_at: restTimestamp(lot.updated_at) },
    }));
  }
}

function prefixOf({ site, debut_lot }: NewLotWithSite): string {
  return site + debut_lot.slice(2, 4) + debut_lot.slice(5, 7);
}
