/** Simulator runs and what they said. */
import type { Sql } from "postgres";
import type {
  LogLine,
  LogLineLevel,
  Run,
  RunKind,
  RunStatus,
  RunWithLots,
} from "../contract/control_runs.ts";
import { restClosure, restInstant } from "./_rest_instant.ts";
import { numberArray, textArray } from "./array_literals.ts";
import closeLots from "../../sql/queries/runs/close_lots.sql" with { type: "text" };
import countLots from "../../sql/queries/runs/count_lots.sql" with { type: "text" };
import endRun from "../../sql/queries/runs/end_run.sql" with { type: "text" };
import insertLogs from "../../sql/queries/runs/insert_logs.sql" with { type: "text" };
import insertRun from "../../sql/queries/runs/insert_run.sql" with { type: "text" };
import interruptRuns from "../../sql/queries/runs/interrupt_runs.sql" with { type: "text" };
import listLogs from "../../sql/queries/runs/list_logs.sql" with { type: "text" };
import listNewestRuns from "../../sql/queries/runs/list_newest_runs.sql" with { type: "text" };
import listRunLots from "../../sql/queries/runs/list_run_lots.sql" with { type: "text" };
import listRuns from "../../sql/queries/runs/list_runs.sql" with { type: "text" };
import pruneRuns from "../../sql/queries/runs/prune_runs.sql" with { type: "text" };
import readLastSequence from "../../sql/queries/runs/read_last_sequence.sql" with { type: "text" };
import readProgress from "../../sql/queries/runs/read_progress.sql" with { type: "text" };
import resumeRuns from "../../sql/queries/runs/resume_runs.sql" with { type: "text" };
import saveRuns from "../../sql/queries/runs/save_runs.sql" with { type: "text" };
import trimLogs from "../../sql/queries/runs/trim_logs.sql" with { type: "text" };

/** A run as stored: `paused` when it is to stand still once it goes on. */
export type StoredRun = Run & { paused: boolean; owner: string | null };

export interface RunFilter {
  ids?: readonly string[];
  kind?: RunKind;
  name?: string;
  statuses?: readonly RunStatus[];
  parentId?: string;
  /** The last run of the page before. */
  beforeId?: string;
  limit: number;
}

export interface RunLogLine extends LogLine {
  runId: string;
}

export interface LotCounts {
  total_lots: number;
  active_lots: number;
  completed_lots: number;
  /** Ended before they were ready: they are no completed ones. */
  closed_lots: number;
  /** kg of maize per kg of liver; 0 when no lot has one. */
  avg_itm: number;
}

const PREPARED = { prepare: true };
const SHOWN_LOTS = 1_000;

export class RunRepository {
  readonly #sql: Sql;
  readonly #owner: string;
  readonly #leaseSeconds: number;

  /** @param options.owner names the server that hosts the runs written here */
  constructor(sql: Sql, { owner, leaseMs }: { owner: string; leaseMs: number }) {
    this.#sql = sql;
    this.#owner = owner;
    this.#leaseSeconds = leaseMs / 1_000;
  }

  /** False when an active run of the kind bears the name. */
  async insert(run: Run): Promise<boolean> {
    const rows = await this.#sql.unsafe(insertRun, [
      run.id,
      run.kind,
      run.name,
      run.container_name,
      run.parent_id,
      JSON.stringify(run.config),
      run.seed,
      run.restart,
      run.resume,
      this.#owner,
      this.#leaseSeconds,
      run.created_at,
    ]);
    return rows.length > 0;
  }

  /**
   * Writes how runs of this server stand, and renews its claim on those that go on. Returns the ids
   * of those that are its own no more.
   */
  async save(runs: readonly StoredRun[]): Promise<string[]> {
    const rows = runs.map(({ id, status, paused, started_at, ended_at, ...rest }) => {
      const { config, restarts, outcome, error, stats } = rest;
      return { id, status, config, paused, started_at, ended_at, restarts, outcome, error, stats };
    });
    const saved = await this.#sql.unsafe<{ id: string }[]>(saveRuns, [
      JSON.stringify(rows),
      this.#owner,
      this.#leaseSeconds,
    ]);
    const own = new Set(saved.map(({ id }) => id));
    return runs.map(({ id }) => id).filter((id) => !own.has(id));
  }

  async find(id: string): Promise<StoredRun | undefined> {
    return (await this.list({ ids: [id], limit: 1 }))[0];
  }

  /** Newest first. */
  async list(filter: RunFilter): Promise<StoredRun[]> {
    const rows = await this.#sql.unsafe<StoredRun[]>(listRuns, [
      filter.ids ? textArray(filter.ids) : null,
      filter.kind ?? null,
      filter.name ?? null,
      filter.statuses ? textArray(filter.statuses) : null,
      filter.parentId ?? null,
      filter.beforeId ?? null,
      filter.limit,
    ], PREPARED);
    return rows.map(shown);
  }

  /** The newest run of each name, the oldest of them first. */
  async newest(kind: RunKind): Promise<StoredRun[]> {
    return (await this.#sql.unsafe<StoredRun[]>(listNewestRuns, [kind], PREPARED)).map(shown);
  }

  /**
   * Marks as interrupted what servers that are gone had under way; returns how many.
   *
   * @param options.starts true when this server starts: what bears its name is of its former life
   */
  async interruptAbandoned(
    { starts, ownsAll, nowMs }: { starts: boolean; ownsAll: boolean; nowMs: number },
  ): Promise<number> {
    const rows = await this.#sql.unsafe(interruptRuns, [
      this.#owner,
      starts,
      starts && ownsAll,
      new Date(nowMs).toISOString(),
    ]);
    return rows.length;
  }

  /** Takes up interrupted runs that are to go on: from now on they are this server's. */
  async takeUp(limit: number): Promise<StoredRun[]> {
    const rows = await this.#sql.unsafe(resumeRuns, [this.#owner, this.#leaseSeconds, limit]);
    return rows.length === 0
      ? []
      : (await this.list({ ids: rows.map((row) => row.id), limit: rows.length })).reverse();
  }

  /** An interrupted run is not to be taken up any more; false when it is not one. */
  async end(id: string): Promise<boolean> {
    return (await this.#sql.unsafe(endRun, [id])).length > 0;
  }

  /** Forgets all but so many of the newest runs. */
  async prune(kept: number): Promise<void> {
    await this.#sql.unsafe(pruneRuns, [kept]);
  }

  /** How far the lots of a gavage run are fed; undefined before they are placed. */
  async progress(id: string): Promise<{ start: string; simMs?: number } | undefined> {
    const [row] = await this.#sql.unsafe(readProgress, [id]);
    if (!row?.arrival) return undefined;
    return {
      start: row.arrival,
      ...(row.last_meal && { simMs: Date.parse(row.last_meal) }),
    };
  }

  /** The lots that a gavage run placed, the first thousand of them. */
  async lots(id: string): Promise<RunWithLots["lots"]> {
    const rows = await this.#sql.unsafe<RunWithLots["lots"]>(listRunLots, [id, SHOWN_LOTS]);
    return rows.map((lot) => ({ ...lot, cloture: restClosure(lot.cloture) }));
  }

  /** Ends those that are not ready, of all lots that a run placed; the codes of those ended now. */
  async closeLots(id: string, { by, reason }: { by: string; reason: string }): Promise<string[]> {
    const rows = await this.#sql.unsafe<{ code_lot: string }[]>(closeLots, [id, by, reason]);
    return rows.map(({ code_lot }) => code_lot);
  }

  async lotCounts(): Promise<LotCounts> {
    const [row] = await this.#sql.unsafe<LotCounts[]>(countLots, [], PREPARED);
    return { ...row! };
  }

  /** Adds lines, and keeps the last so many of each of these runs. */
  async say(lines: readonly RunLogLine[], keptLines: number): Promise<void> {
    await this.#sql.unsafe(insertLogs, [
      textArray(lines.map((line) => line.runId)),
      numberArray(lines.map((line) => line.sequence)),
      textArray(lines.map((line) => line.logged_at)),
      textArray(lines.map((line) => line.level)),
      textArray(lines.map((line) => line.message)),
    ]);
    const last = new Map(lines.map((line) => [line.runId, line.sequence]));
    const long = [...last].filter(([, sequence]) => sequence > keptLines);
    if (long.length === 0) return;
    await this.#sql.unsafe(trimLogs, [
      textArray(long.map(([id]) => id)),
      numberArray(long.map(([, sequence]) => sequence)),
      keptLines,
    ]);
  }

  /** The last lines of a run, in their order. */
  async logs(
    id: string,
    { tail, levels }: { tail: number; levels?: readonly LogLineLevel[] },
  ): Promise<LogLine[]> {
    const rows = await this.#sql.unsafe<LogLine[]>(listLogs, [
      id,
      levels ? textArray(levels) : null,
      tail,
    ]);
    return rows.map((row) => ({ ...row, logged_at: restInstant(row.logged_at) }));
  }

  async lastSequence(id: string): Promise<number> {
    const [row] = await this.#sql.unsafe(readLastSequence, [id]);
    return row!.sequence;
  }
}

function shown(row: StoredRun): StoredRun {
  return {
    ...row,
    created_at: restInstant(row.created_at),
    started_at: row.started_at && restInstant(row.started_at),
    ended_at: row.ended_at && restInstant(row.ended_at),
  };
}
