/** Lots in quality control, and an operator's word on them. */
import type { Sql } from "postgres";
import type { PendingLot } from "../contract/sqal.ts";
import type { SqalStatus } from "../contract/words.ts";
import { restInstant } from "./_rest_instant.ts";
import decideLot from "../../sql/queries/decisions/decide_lot.sql" with { type: "text" };
import listPendingLots from "../../sql/queries/decisions/list_pending_lots.sql" with {
  type: "text",
};

export interface LotDecision {
  codeLot: string;
  status: "approved" | "rejected";
  by: string;
  reason: string | null;
}

const PREPARED = { prepare: true };

export class DecisionRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The longest slaughtered first. */
  async list(
    filter: { status?: SqalStatus; site?: string; id?: string; limit: number },
  ): Promise<PendingLot[]> {
    const { status = null, site = null, id = null, limit } = filter;
    const rows = await this.#sql.unsafe<PendingLot[]>(
      listPendingLots,
      [status, site, id, limit],
      PREPARED,
    );
    return rows.map((row) => ({
      ...row,
      date_abattage: restInstant(row.date_abattage),
      date_inspection_sqal: row.date_inspection_sqal && restInstant(row.date_inspection_sqal),
      decided_at: row.decided_at && restInstant(row.decided_at),
    }));
  }

  /** By `code_lot` or by registry id. */
  async find(id: string): Promise<PendingLot | undefined> {
    return (await this.list({ id, limit: 1 }))[0];
  }

  /**
   * Stores the decision and tells the lot's chain of events.
   * False when the lot is not one that has been inspected and not yet decided.
   */
  async decide({ codeLot, status, by, reason }: LotDecision): Promise<boolean> {
    const rows = await this.#sql.unsafe(decideLot, [codeLot, status, by, reason]);
    return rows.length > 0;
  }
}
