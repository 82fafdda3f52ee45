/** The audit trail: actions written one by one, read in pages. */
import type { Sql } from "postgres";
import type { AuditRow } from "../contract/access.ts";
import { restInstant } from "./_rest_instant.ts";
import insertAction from "../../sql/queries/access/insert_action.sql" with { type: "text" };
import listActions from "../../sql/queries/access/list_actions.sql" with { type: "text" };

export interface Action {
  actor: string;
  roles: readonly string[];
  auth: string;
  /** What was done, `lot.approve`. */
  action: string;
  /** The path of what it was done to. */
  target: string;
  outcome: AuditRow["outcome"];
  /** The HTTP status that was answered. */
  status: number;
  /** Kept as a salted hash only. */
  address: string;
  requestId: string;
}

export interface AuditFilter {
  actor?: string;
  action?: string;
  outcome?: AuditRow["outcome"];
  /** Part of the target. */
  target?: string;
  /** Bounds of the wall time, ISO 8601; the end is not included. */
  since?: string;
  until?: string;
}

export class AuditRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async record(action: Action): Promise<void> {
    await this.#sql.unsafe(insertAction, [
      action.actor,
      [...action.roles],
      action.auth,
      action.action,
      action.target,
      action.address,
      action.outcome,
      action.status,
      action.requestId,
    ], { prepare: true });
  }

  /** Newest first. */
  async list(
    filter: AuditFilter,
    { beforeId, limit }: { beforeId?: string; limit: number },
  ): Promise<{ actions: AuditRow[]; nextBeforeId: string | null }> {
    const { actor, action, outcome, target, since, until } = filter;
    const rows = await this.#sql.unsafe<AuditRow[]>(listActions, [
      beforeId ?? null,
      actor ?? null,
      action ?? null,
      outcome ?? null,
      target ?? null,
      since ?? null,
      until ?? null,
      limit + 1,
    ], { prepare: true });
    const actions = rows.slice(0, limit).map((row) => ({
      ...row,
      recorded_at: restInstant(row.recorded_at),
    }));
    return { actions, nextBeforeId: rows.length > limit ? actions.at(-1)!.id : null };
  }
}
