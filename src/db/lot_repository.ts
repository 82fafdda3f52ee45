/** Lots and what was fed to them. */
import type { Sql, TransactionSql } from "postgres";
import type { Closure, Coherence, Dose, Lot, NewLot, SiteStats } from "../contract/lots.ts";
import type { StatutLot } from "../contract/words.ts";
import { restTimestamp } from "../domain/time.ts";
import { restClosure } from "./_rest_instant.ts";
import { numberArray, textArray } from "./array_literals.ts";
import { isConflict, isUniqueViolation } from "./postgres_errors.ts";
import closeLot from "../../sql/queries/lots/close_lot.sql" with { type: "text" };
import findLotsByCreationKey from "../../sql/queries/lots/find_lots_by_creation_key.sql" with {
  type: "text",
};
import insertLots from "../../sql/queries/lots/insert_lots.sql" with { type: "text" };
import listCoherence from "../../sql/queries/lots/list_coherence.sql" with { type: "text" };
import findLots from "../../sql/queries/lots/find_lots.sql" with { type: "text" };
import listDoses from "../../sql/queries/lots/list_doses.sql" with { type: "text" };
import listLots from "../../sql/queries/lots/list_lots.sql" with { type: "text" };
import releaseLots from "../../sql/queries/lots/release_lots.sql" with { type: "text" };
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

export interface CoherencePage {
  lots: Coherence[];
  nextBeforeId: number | null;
}

export type NewLotWithSite = NewLot & { site: string };

export type CreateLotsResult =
  | { status: "created" | "already_created"; lots: Lot[] }
  /** A code that the client chose is borne by another lot. */
  | { status: "code_taken"; code: string }
  /** The key has made other lots than those wanted now. */
  | { status: "key_mismatch" };

/** `finished` is for quality control to decide, and `already_closed` keeps its first reason. */
export type CloseLotOutcome = "closed" | "already_closed" | "finished" | "unknown";

const PREPARED = { prepare: true };
const NEWS_CHANNEL = "gavaged_lots";
/** Codes are reserved, so only others who place the same lots can be in the way, and not for long. */
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
      // Asked for before the key: lots that the same key makes meanwhile are no others'.
      const taken = await this.#firstTaken(lots);
      const former = await this.#madeBefore(lots, creationKey);
      if (former) return former;
      if (taken) return { status: "code_taken", code: taken };
      try {
        const codes = await this.#sql.begin((tx) => this.#place(tx, { lots, creationKey }));
        return { status: "created", lots: await this.#inOrder(codes) };
      } catch (error) {
        const isPassing = isUniqueViolation(error) || isConflict(error);
        if (!isPassing || attempt === CREATE_TRIES) throw error;
      }
    }
  }

  async list(
    filter: LotFilter,
    { beforeId, limit }: { beforeId?: number; limit: number },
  ): Promise<LotPage> {
    const rows = await this.#sql.unsafe<LotRow[]>(listLots, [
      beforeId ?? null,
      filter.site ?? null,
      filter.gaveurId ?? null,
      filter.statut ?? null,
      filter.pretAbattage ?? null,
      filter.genetique ?? null,
      limit + 1,
    ], PREPARED);
    const page = rows.slice(0, limit);
    return {
      lots: page.map(shown),
      nextBeforeId: rows.length > limit ? page.at(-1)!.id : null,
    };
  }

  /** By `code_lot` or by registry id. */
  async find(id: string): Promise<Lot | undefined> {
    return (await this.findAll([id]))[0];
  }

  /** Those of the codes or registry ids that there are, newest first. */
  async findAll(ids: readonly string[]): Promise<Lot[]> {
    const rows = await this.#sql.unsafe<LotRow[]>(findLots, [textArray(ids)], PREPARED);
    return rows.map(shown);
  }

  /**
   * Calls `onNews` with the code of each lot that was placed, closed or moved on in quality control, and
   * `onListen` whenever listening begins: what came before was not heard. The result stops it.
   */
  async onNews(
    onNews: (codeLot: string) => void,
    onListen: () => void,
  ): Promise<() => Promise<void>> {
    const { unlisten } = await this.#sql.listen(NEWS_CHANNEL, onNews, onListen);
    return unlisten;
  }

  /** Ends a lot that is not ready, by `code_lot` or registry id, and tells its chain of events. */
  async close(
    id: string,
    { by, reason }: { by: string; reason: string },
  ): Promise<CloseLotOutcome> {
    const [row] = await this.#sql.unsafe<{ outcome: CloseLotOutcome }[]>(
      closeLot,
      [id, by, reason],
      PREPARED,
    );
    return row!.outcome;
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
  async coherence(
    codes: readonly string[] | undefined,
    { beforeId, limit }: { beforeId?: number; limit: number },
  ): Promise<CoherencePage> {
    const rows = await this.#sql.unsafe<(Coherence & { id: number })[]>(listCoherence, [
      codes ? textArray(codes) : null,
      beforeId ?? null,
      limit + 1,
    ]);
    const page = rows.slice(0, limit);
    return {
      lots: page.map(({ id: _, ...lot }) => ({ ...lot, cloture: restClosure(lot.cloture) })),
      nextBeforeId: rows.length > limit ? page.at(-1)!.id : null,
    };
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

  /** What the key has made already. */
  async #madeBefore(
    wanted: readonly NewLotWithSite[],
    creationKey: string | undefined,
  ): Promise<CreateLotsResult | undefined> {
    if (creationKey === undefined) return undefined;
    const rows = await this.#sql.unsafe(findLotsByCreationKey, [creationKey], PREPARED);
    if (rows.length === 0) return undefined;
    const lots = await this.#inOrder(rows.map((row) => row.code_lot));
    const isSame = lots.length === wanted.length && lots.every((lot, i) => isAs(wanted[i]!, lot));
    return isSame ? { status: "already_created", lots } : { status: "key_mismatch" };
  }

  /** Takes those that are finished, and were not measured, from the lots that dashboards look through. */
  async release(): Promise<void> {
    await this.#sql.unsafe(releaseLots);
  }

  async #place(
    tx: TransactionSql,
    { lots, creationKey }: { lots: readonly NewLotWithSite[]; creationKey?: string },
  ): Promise<string[]> {
    const codes = await this.#codes(tx, lots);
    const keys = lots.map((_, i) => creationKey === undefined ? null : `${creationKey}/${i}`);
    await tx.unsafe(insertLots, [
      textArray(codes),
      textArray(lots.map((lot) => lot.site)),
      numberArray(lots.map((lot) => lot.gaveur_id)),
      textArray(lots.map((lot) => lot.genetique)),
      numberArray(lots.map((lot) => lot.nb_canards)),
      textArray(lots.map((lot) => lot.debut_lot)),
      textArray(lots.map((lot) => lot.duree_prevue?.toString() ?? null)),
      textArray(keys),
      JSON.stringify(lots.map((lot) => lot.lots_mais ?? [])),
    ]);
    return codes;
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
    return (await this.findAll(own))[0]?.code_lot;
  }

  async #inOrder(codes: readonly string[]): Promise<Lot[]> {
    const lots = await this.findAll(codes);
    const byCode = new Map(lots.map((lot) => [lot.code_lot, lot]));
    return codes.map((code) => byCode.get(code)!);
  }
}

type LotRow = Lot & { id: number; cloture: Closure | null };

function shown({ id: _, ...lot }: LotRow): Lot {
  const { cloture, updated_at } = lot;
  return {
    ...lot,
    cloture: restClosure(cloture),
    updated_at: restTimestamp(updated_at),
  };
}

function isAs(wanted: NewLotWithSite, lot: Lot): boolean {
  return wanted.site === lot.site &&
    wanted.gaveur_id === lot.gaveur_id &&
    wanted.genetique === lot.genetique &&
    wanted.nb_canards === lot.nb_canards_initial &&
    wanted.debut_lot === lot.debut_lot &&
    // A lot that got a curve has the curve's days, whatever was wished.
    (lot.courbe ? true : (wanted.duree_prevue ?? null) === lot.duree_prevue) &&
    isSameSet(wanted.lots_mais ?? [], lot.lots_mais ?? []) &&
    (wanted.code_lot ?? lot.code_lot) === lot.code_lot;
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  const wanted = new Set(left);
  return wanted.size === new Set(right).size && right.every((code) => wanted.has(code));
}

function prefixOf({ site, debut_lot }: NewLotWithSite): string {
  return site + debut_lot.slice(2, 4) + debut_lot.slice(5, 7);
}
