import assert from "node:assert/strict";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { ExportCell, ExportPage } from "../contract/exports.ts";
import { csvWriter, ndjsonWriter, parquetWriter, type RowWriter } from "./row_writers.ts";

const columns: ExportPage["columns"] = [
  { name: "comment", kind: "text" },
  { name: "jour", kind: "integer" },
  { name: "dose_reelle", kind: "real" },
  { name: "is_compliant", kind: "boolean" },
  { name: "time", kind: "instant" },
  { name: "debut_lot", kind: "date" },
];
const rows: ExportCell[][] = [
  ["=1+1, « bon »", 3, 200.5, true, "2026-11-22T08:00:00.123456Z", "2026-11-08"],
  ['"\n', -1, 0, false, "2026-11-22T08:00:00Z", "1999-12-31"],
  [null, null, null, null, null, null],
];

async function write(writer: RowWriter, pages: ExportCell[][][]): Promise<void> {
  for (const rows of pages) await writer.write({ columns, rows, next_cursor: null });
  await writer.close();
}

Deno.test("CSV rows: one header, no formula, nothing for null", async () => {
  const texts: string[] = [];
  await write(csvWriter((text) => texts.push(text)), [rows.slice(0, 2), [], rows.slice(2)]);
  assert.equal(
    texts.join(""),
    "comment,jour,dose_reelle,is_compliant,time,debut_lot\n" +
      `"'=1+1, « bon »",3,200.5,true,2026-11-22T08:00:00.123456Z,2026-11-08\n` +
      `"""\n",-1,0,false,2026-11-22T08:00:00Z,1999-12-31\n,,,,,\n`,
  );
});

Deno.test("CSV rows: an export of nothing has its header", async () => {
  const texts: string[] = [];
  await write(csvWriter((text) => texts.push(text)), [[]]);
  assert.equal(texts.join(""), "comment,jour,dose_reelle,is_compliant,time,debut_lot\n");
});

Deno.test("NDJSON rows: an object a line, with every name", async () => {
  const texts: string[] = [];
  await write(ndjsonWriter((text) => texts.push(text)), [rows.slice(0, 2), [], rows.slice(2)]);
  const lines = texts.join("").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map((line) => columns.map(({ name }) => line[name])), rows);
});

Deno.test("Parquet rows: typed, nulls kept, in groups of bounded size", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  try {
    const pages = Array.from({ length: 25 }, () => Array(5_000).fill(rows[1]));
    await write(parquetWriter(path), [rows, ...pages]);
    const file = await asyncBufferFromFile(path);
    const { row_groups, schema } = await parquetMetadataAsync(file);
    const sizes = row_groups.map(({ num_rows }) => Number(num_rows));
    assert.equal(sizes.reduce((sum, size) => sum + size), 125_003);
    assert.ok(Math.max(...sizes) <= 50_000, `${sizes}`);
    assert.deepEqual(schema.slice(1).map(({ type }) => type), [
      "BYTE_ARRAY",
      "INT32",
      "DOUBLE",
      "BOOLEAN",
      "INT64",
      "INT32",
    ]);
    const [first, second, empty] = await parquetReadObjects({ file, rowEnd: 3 });
    assert.deepEqual({ ...first }, {
      comment: "=1+1, « bon »",
      jour: 3,
      dose_reelle: 200.5,
      is_compliant: true,
      time: new Date("2026-11-22T08:00:00.123Z"),
      debut_lot: new Date("2026-11-08"),
    });
    assert.deepEqual([second!.comment, second!.debut_lot], ['"\n', new Date("1999-12-31")]);
    assert.deepEqual(Object.values(empty!), rows[2]);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("Parquet rows: an export of nothing is a file with columns and no rows", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  try {
    await write(parquetWriter(path), [[]]);
    const { num_rows, schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    assert.deepEqual([num_rows, schema.length], [0n, columns.length + 1]);
  } finally {
    await Deno.remove(path);
  }
});
