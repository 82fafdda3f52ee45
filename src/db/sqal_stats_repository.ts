/** Statistics of quality control, by hour, site and lot: the same with TimescaleDB and without. */
import type { Sql } from "postgres";
import type { GradeCounts, HourlyStats, LotAggregate, Totals } from "../contract/sqal.ts";
import { restInstant } from "./_rest_instant.ts";
import listHourly from "../../sql/queries/sqal_stats/list_hourly.sql" with { type: "text" };
import listLots from "../../sql/queries/sqal_stats/list_lots.sql" with { type: "text" };
import listTopDevices from "../../sql/queries/sqal_stats/list_top_devices.sql" with {
  type: "text",
};
import readTotals from "../../sql/queries/sqal_stats/read_totals.sql" with { type: "text" };

/** ISO 8601; a bound inside an hour takes the whole hour. */
export interface StatsPeriod {
  start: string;
  end: string;
}

export interface QualityTotals extends Totals {
  grades: GradeCounts;
}

export interface LotQualityTotals extends LotAggregate {
  registry_lot_id: string;
  compliance_rate_pct: number;
  grades: GradeCounts;
}

export interface TopDevice {
  device_id: string;
  sample_count: number;
  avg_quality_score: number;
}

interface GradeColumns {
  count_a_plus: number;
  count_a: number;
  count_b: number;
  count_c: number;
  count_reject: number;
}

const PREPARED = { prepare: true };

export class SqalStatsRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Newest hour first. */
  async hourly({ start, end }: StatsPeriod, deviceId?: string): Promise<HourlyStats[]> {
    const params = [start, end, deviceId ?? null];
    const rows = await this.#sql.unsafe<HourlyStats[]>(listHourly, params, PREPARED);
    return rows.map((row) => ({ ...row, bucket: restInstant(row.bucket) }));
  }

  async totals(
    { start, end }: StatsPeriod,
    { site, deviceId }: { site?: string; deviceId?: string } = {},
  ): Promise<QualityTotals> {
    const [row] = await this.#sql.unsafe<(Totals & GradeColumns)[]>(
      readTotals,
      [start, end, site ?? null, deviceId ?? null],
      PREPARED,
    );
    return withGrades(row!);
  }

  /** The best first. */
  async topDevices({ start, end }: StatsPeriod, site?: string): Promise<TopDevice[]> {
    const params = [start, end, site ?? null];
    return [...await this.#sql.unsafe<TopDevice[]>(listTopDevices, params, PREPARED)];
  }

  /** Lots with samples, newest first; or the one of this number. */
  async lots({ id, limit }: { id?: number; limit: number }): Promise<LotQualityTotals[]> {
    const rows = await this.#sql.unsafe<(Omit<LotQualityTotals, "grades"> & GradeColumns)[]>(
      listLots,
      [id ?? null, limit],
    );
    return rows.map(withGrades);
  }
}

function withGrades<Row extends GradeColumns>(
  { count_a_plus, count_a, count_b, count_c, count_reject, ...rest }: Row,
) {
  const grades: GradeCounts = {
    "A+": count_a_plus,
    A: count_a,
    B: count_b,
    C: count_c,
    REJECT: count_reject,
  };
  return { ...rest, grades };
}
