/** Exported rows as CSV, NDJSON or Parquet, a page at a time. */
import { stringify } from "csv-stringify/sync";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { Temporal } from "temporal-polyfill";
import type { ColumnKind, ExportCell, ExportColumn, ExportPage } from "../contract/exports.ts";

export interface RowWriter {
  write(page: ExportPage): void | Promise<void>;
  close(): void | Promise<void>;
}

/** A line of names, then one a row. No cell becomes a formula when a spreadsheet opens it. */
export function csvWriter(print: (text: string) => void): RowWriter {
  let header = true;
  return {
    write({ columns, rows }) {
      const names = columns.map(({ name }) => name);
      const text = stringify(rows, {
        header,
        columns: names,
        escape_formulas: true,
        cast: { boolean: String },
      });
      if (text !== "") print(text);
      header = false;
    },
    close() {},
  };
}

/** A JSON object a line. */
export function ndjsonWriter(print: (text: string) => void): RowWriter {
  return {
    write({ columns, rows }) {
      const lines = rows.map((row) =>
        JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])))
      );
      if (lines.length > 0) print(`${lines.join("\n")}\n`);
    },
    close() {},
  };
}

/** Readers skip groups of rows by their statistics; too small ones bloat a file. */
const ROWS_PER_GROUP = 50_000;

/** Instants keep their microseconds; every column may hold nulls. */
export function parquetWriter(path: string): RowWriter {
  let parquet: ParquetWriter | undefined;
  let columns: readonly ExportColumn[] = [];
  let waiting: ExportCell[][] = [];
  const writeGroup = () => {
    const rows = waiting;
    waiting = [];
    return parquet?.write({
      columnData: columns.map(({ name, kind }, i) => ({
        name,
        data: rows.map((row) => parquetValue(row[i] ?? null, kind)),
      })),
      rowGroupSize: ROWS_PER_GROUP,
    });
  };
  return {
    async write(page) {
      columns = page.columns;
      parquet ??= new ParquetWriter({ writer: fileWriter(path), schema: schemaOf(columns) });
      waiting.push(...page.rows);
      if (waiting.length >= ROWS_PER_GROUP) await writeGroup();
    },
    async close() {
      if (waiting.length > 0) await writeGroup();
      await parquet?.finish();
    },
  };
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

const PARQUET_TYPES: Record<ColumnKind, Pick<Schema[number], "type" | "converted_type">> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT32" },
  real: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  instant: { type: "INT64", converted_type: "TIMESTAMP_MICROS" },
  date: { type: "INT32", converted_type: "DATE" },
};

function schemaOf(columns: readonly ExportColumn[]): Schema {
  return [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, kind }) => ({
      ...PARQUET_TYPES[kind],
      name,
      repetition_type: "OPTIONAL" as const,
    })),
  ];
}

function parquetValue(cell: ExportCell, kind: ColumnKind) {
  if (typeof cell !== "string") return cell;
  if (kind === "date") return new Date(cell);
  return kind === "instant" ? Temporal.Instant.from(cell).epochNanoseconds / 1_000n : cell;
}
