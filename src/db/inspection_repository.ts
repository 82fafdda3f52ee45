/** Finished lots on their way through quality control: claims, their leases and their ends. */
import type { Sql } from "postgres";
import claimLots from "../../sql/queries/inspections/claim_lots.sql" with { type: "text" };
import completeClaim from "../../sql/queries/inspections/complete_claim.sql" with { type: "text" };
import failClaim from "../../sql/queries/inspections/fail_claim.sql" with { type: "text" };
import releaseClaim from "../../sql/queries/inspections/release_claim.sql" with { type: "text" };
import renewClaim from "../../sql/queries/inspections/renew_claim.sql" with { type: "text" };

/** A lot that is ours to inspect, for as long as the lease lasts. */
export interface ClaimedLot {
  readonly codeLot: string;
  /** Never used twice: whoever came too late no longer matches. */
  readonly claim: string;
  readonly site: string | null;
  readonly genetique: string | null;
  /** Mean live weight at slaughter, g. */
  readonly finalWeightGrams: number | null;
  /** % of the ducks placed. */
  readonly mortalityPercent: number | null;
  /** Maize really given over the whole lot, g per duck; null for a lot without meals. */
  readonly maizeGramsPerDuck: number | null;
  /** Simulated, epoch ms. */
  readonly slaughteredAtMs: number;
  /** Inspections of this lot that were refused before this one. */
  readonly attempts: number;
}

export type Claim = Pick<ClaimedLot, "codeLot" | "claim">;

interface ClaimedRow {
  code_lot: string;
  site: string | null;
  genetique: string | null;
  poids_moyen_final: number | null;
  taux_mortalite: number | null;
  date_abattage: string;
  attempts: number;
  maize_grams: number | null;
}

const CHANNEL = "gavaged_pending_lots";
/** A program that inspects by plain SQL has this long: its machine may have died meanwhile. */
const FOREIGN_INSPECTION_SECONDS = 3_600;

export class InspectionRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Claims open lots, the longest slaughtered first; no two monitors ever get the same. */
  async claim({ limit, leaseMs }: { limit: number; leaseMs: number }): Promise<ClaimedLot[]> {
    const claim = crypto.randomUUID();
    const rows = await this.#sql.unsafe<ClaimedRow[]>(claimLots, [
      claim,
      limit,
      leaseMs / 1_000,
      FOREIGN_INSPECTION_SECONDS,
    ]);
    return rows.map((row) => ({
      codeLot: row.code_lot,
      claim,
      site: row.site,
      genetique: row.genetique,
      finalWeightGrams: row.poids_moyen_final,
      mortalityPercent: row.taux_mortalite,
      maizeGramsPerDuck: row.maize_grams,
      slaughteredAtMs: Date.parse(row.date_abattage),
      attempts: row.attempts,
    }));
  }

  /** Each of these is false when the claim was lost, and then changes nothing. */
  renew({ codeLot, claim }: Claim, leaseMs: number): Promise<boolean> {
    return this.#settle(renewClaim, [codeLot, claim, leaseMs / 1_000]);
  }

  /** @param inspectedAtMs simulated time of the last sample, epoch ms */
  complete({ codeLot, claim }: Claim, inspectedAtMs: number): Promise<boolean> {
    return this.#settle(completeClaim, [codeLot, claim, new Date(inspectedAtMs).toISOString()]);
  }

  /** @param failure.retryInMs null: never */
  fail(
    { codeLot, claim }: Claim,
    { reason, retryInMs, counts }: { reason: string; retryInMs: number | null; counts: boolean },
  ): Promise<boolean> {
    const retryInSeconds = retryInMs === null ? null : retryInMs / 1_000;
    return this.#settle(failClaim, [codeLot, claim, reason, retryInSeconds, counts]);
  }

  release({ codeLot, claim }: Claim): Promise<boolean> {
    return this.#settle(releaseClaim, [codeLot, claim]);
  }

  /**
   * Calls `onPending` when a lot becomes pending, and whenever listening starts anew: then some may
   * have become so unheard. The result stops it.
   */
  async onPending(onPending: () => void): Promise<() => Promise<void>> {
    const { unlisten } = await this.#sql.listen(CHANNEL, onPending, onPending);
    return unlisten;
  }

  async #settle(
    statement: string,
    parameters: (string | number | boolean | null)[],
  ): Promise<boolean> {
    return (await this.#sql.unsafe(statement, parameters)).length > 0;
  }
}
