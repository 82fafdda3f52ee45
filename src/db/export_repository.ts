/** Stored rows, page by page along a key, so that an export of any length holds one page at a time. */
import type { Sql } from "postgres";
import type { ColumnKind, ExportCell, ExportColumn, ExportName } from "../contract/exports.ts";
import listDoses from "../../sql/queries/exports/list_doses.sql" with { type: "text" };
import listFeedbacks from "../../sql/queries/exports/list_feedbacks.sql" with { type: "text" };
import listLots from "../../sql/queries/exports/list_lots.sql" with { type: "text" };
import listSamples from "../../sql/queries/exports/list_samples.sql" with { type: "text" };

export interface ExportFilter {
  site?: string;
  /** First and last day, YYYY-MM-DD: of J0 for lots, else of the row's own time. */
  from?: string;
  to?: string;
}

/** A row's place: the values of its dataset's key. */
export type ExportPlace = readonly (string | number)[];

const DATASETS: Record<ExportName, { statement: string; key: readonly string[] }> = {
  lots: { statement: listLots, key: ["lot_number"] },
  doses: { statement: listDoses, key: ["code_lot", "jour", "moment"] },
  samples: { statement: listSamples, key: ["device_id", "sample_id", "time"] },
  feedbacks: { statement: listFeedbacks, key: ["feedback_id"] },
};

/** By the number that PostgreSQL gives a type. */
const KINDS: Readonly<Record<number, ColumnKind>> = {
  16: "boolean",
  21: "integer",
  23: "integer",
  25: "text",
  701: "real",
  1043: "text",
  1082: "date",
  1184: "instant",
  1700: "real",
};

export class ExportRepository {
  readonly #sql: Sql;
  readonly #zone: string;

  constructor(sql: Sql, { zone }: { zone: string }) {
    this.#sql = sql;
    this.#zone = zone;
  }

  /** A page of rows after a place; `last` is the place of its last row, null at the end of all. */
  async page(
    name: ExportName,
    { site, from, to }: ExportFilter,
    { after, limit }: { after?: ExportPlace; limit: number },
  ): Promise<{ columns: ExportColumn[]; rows: ExportCell[][]; last: ExportPlace | null }> {
    const { statement, key } = DATASETS[name];
    const found = await this.#sql.unsafe(statement, [
      ...[site ?? null, from ?? null, to ?? null, this.#zone, limit],
      ...(after ?? key.map(() => null)),
    ]).values();
    const columns = found.columns.map(({ name, type }) => ({ name, kind: KINDS[type] ?? "text" }));
    const rows = [...found] as ExportCell[][];
    const places = key.map((part) => columns.findIndex(({ name }) => name === part));
    const last = rows.length < limit ? undefined : rows.at(-1);
    return {
      columns,
      rows,
      last: last ? places.map((place) => last[place] as string | number) : null,
    };
  }
}
