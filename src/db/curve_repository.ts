/** Feeding curves and their states, and what lots tell of them. */
import type { Sql } from "postgres";
import type { Curve, CurveStatus, ExpectedChange, FeedingCurve } from "../contract/curves.ts";
import type { Moment } from "../contract/words.ts";
import { totalMaizeGrams } from "../domain/feeding_curve.ts";
import { restInstant } from "./_rest_instant.ts";
import { isConflict, isUniqueViolation } from "./postgres_errors.ts";
import activateCurve from "../../sql/queries/curves/activate_curve.sql" with { type: "text" };
import approveCurve from "../../sql/queries/curves/approve_curve.sql" with { type: "text" };
import findActive from "../../sql/queries/curves/find_active.sql" with { type: "text" };
import insertCurve from "../../sql/queries/curves/insert_curve.sql" with { type: "text" };
import listCurves from "../../sql/queries/curves/list_curves.sql" with { type: "text" };
import listObservations from "../../sql/queries/curves/list_observations.sql" with { type: "text" };
import lockFamily from "../../sql/queries/curves/lock_family.sql" with { type: "text" };
import retireCurve from "../../sql/queries/curves/retire_curve.sql" with { type: "text" };
import retirePredecessor from "../../sql/queries/curves/retire_predecessor.sql" with {
  type: "text",
};

export interface CurveFilter {
  genetique?: string | undefined;
  /** Null asks for the curves of every site. */
  site?: string | null | undefined;
  status?: CurveStatus | undefined;
}

export interface NewCurve {
  genetique: string;
  site: string | null;
  source: "optimiser" | "manual";
  curve: Curve;
  expected: ExpectedChange | null;
  by: string;
  /** Wall. */
  at: Date;
}

export type CurveAct = "approve" | "activate" | "retire";

export type CurveActResult =
  | { readonly status: "done"; readonly curve: FeedingCurve }
  | { readonly status: "not_found" }
  /** The curve is in a state that the act does not follow. */
  | { readonly status: "wrong_state"; readonly now: CurveStatus };

/** A finished lot with its measurements. */
export interface LotObservation {
  readonly codeLot: string;
  readonly site: string;
  /** The curve it was placed with. */
  readonly curve: Curve | null;
  readonly doses: readonly (readonly [jour: number, moment: Moment, grams: number])[];
  /** Given per duck, g. */
  readonly maizeGrams: number;
  /** Mean SQAL score, 0–1. */
  readonly quality: number;
  readonly liverGrams: number;
  readonly mortalityPercent: number;
  /** Mean of the stars; null without any. */
  readonly rating: number | null;
}

const PREPARED = { prepare: true };
const ACTS: Record<CurveAct, string> = {
  approve: approveCurve,
  activate: activateCurve,
  retire: retireCurve,
};
/** Versions are numbered by whoever comes first; the other counts again. */
const INSERT_TRIES = 20;
const MAX_CURVES = 1_000;

export class CurveRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Newest first, at most a thousand. */
  list({ genetique, site, status }: CurveFilter): Promise<FeedingCurve[]> {
    return this.#select([
      null,
      genetique ?? null,
      site === null ? "" : site ?? null,
      status ?? null,
    ]);
  }

  async find(id: number): Promise<FeedingCurve | undefined> {
    return (await this.#select([id, null, null, null]))[0];
  }

  /** What a new lot gets: the site's own active curve, else that of every site. */
  async active(genetique: string, site: string | null): Promise<FeedingCurve | undefined> {
    const [row] = await this.#sql.unsafe(findActive, [genetique, site], PREPARED);
    return row && await this.find(row.id);
  }

  /** Stores a proposal under the next version of its genetics and site. */
  async propose({ genetique, site, source, curve, expected, by, at }: NewCurve) {
    const values = [
      genetique,
      site,
      source,
      this.#sql.json({ ...curve }),
      totalMaizeGrams(curve),
      expected && this.#sql.json(expected),
      by,
      at,
    ];
    for (let attempt = 1;; attempt++) {
      try {
        const [row] = await this.#sql.unsafe(insertCurve, values);
        return (await this.find(row!.id))!;
      } catch (error) {
        if (!isUniqueViolation(error) || attempt === INSERT_TRIES) throw error;
      }
    }
  }

  /** Moves a curve to its next state; an activated one takes the place of its predecessor. */
  async act(
    act: CurveAct,
    { id, by, at }: { id: number; by: string; at: Date },
  ): Promise<CurveActResult> {
    for (let attempt = 1;; attempt++) {
      try {
        const isDone = await this.#sql.begin(async (tx) => {
          await tx.unsafe(lockFamily, [id]);
          if (act === "activate") await tx.unsafe(retirePredecessor, [id, by, at]);
          return (await tx.unsafe(ACTS[act], [id, by, at])).length > 0;
        });
        const curve = await this.find(id);
        if (!curve) return { status: "not_found" };
        return isDone ? { status: "done", curve } : { status: "wrong_state", now: curve.status };
      } catch (error) {
        const isPassing = isUniqueViolation(error) || isConflict(error);
        if (!isPassing || attempt === INSERT_TRIES) throw error;
      }
    }
  }

  /** The newest finished lots of these genetics (at one site) that quality control has measured. */
  async observations(
    { genetique, site, limit }: { genetique: string; site: string | null; limit: number },
  ): Promise<LotObservation[]> {
    const rows = await this.#sql.unsafe(listObservations, [genetique, site, limit], PREPARED);
    return rows.map((row) => ({
      codeLot: row.code_lot,
      site: row.site,
      curve: row.curve,
      doses: row.doses,
      maizeGrams: row.maize_g,
      quality: row.quality,
      liverGrams: row.liver_g,
      mortalityPercent: row.mortality_percent,
      rating: row.rating,
    }));
  }

  async #select(filter: (string | number | null)[]): Promise<FeedingCurve[]> {
    const rows = await this.#sql.unsafe<FeedingCurve[]>(
      listCurves,
      [...filter, MAX_CURVES],
      PREPARED,
    );
    return rows.map((row) => ({
      ...row,
      proposed_at: restInstant(row.proposed_at),
      approved_at: row.approved_at && restInstant(row.approved_at),
      activated_at: row.activated_at && restInstant(row.activated_at),
      retired_at: row.retired_at && restInstant(row.retired_at),
    }));
  }
}
