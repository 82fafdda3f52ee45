/** `gavaged export lots|doses|samples|feedbacks`: all rows of a kind, in files that others read. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { ExportName, ExportPage } from "../contract/exports.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import { DEFAULT_URL, getJson, serverUrl } from "./client.ts";
import { print } from "./output.ts";
import { csvWriter, ndjsonWriter, parquetWriter, type RowWriter } from "./row_writers.ts";

interface ExportFlags {
  format: "csv" | "ndjson" | "parquet";
  output?: string;
  site?: string;
  from?: string;
  to?: string;
  url: string;
}

const ROWS_PER_PAGE = 5_000;

export function exportRowsCommand(name: ExportName, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(
      new Option("--format <format>", "of the rows").choices(["csv", "ndjson", "parquet"])
        .default("csv"),
    )
    .option("-o, --output <file>", "write to a file instead of stdout; parquet always does")
    .option("--site <code>", "of this site only")
    .option("--from <date>", `first day (YYYY-MM-DD)${name === "lots" ? ": of J0" : ""}`, day)
    .option("--to <date>", "last day", day)
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .action((flags: ExportFlags) => exportRows(name, flags));
}

async function exportRows(name: ExportName, flags: ExportFlags): Promise<void> {
  const { format, output } = flags;
  if (output === undefined) {
    if (format === "parquet") throw new AppError("usage", "--format parquet: name an --output");
    const writer = format === "csv" ? csvWriter(print) : ndjsonWriter(print);
    return await copy(pagesOf(name, flags), writer);
  }
  // Whoever looks at the file finds all of it, or none.
  const part = `${output}.part`;
  try {
    if (format === "parquet") await copy(pagesOf(name, flags), parquetWriter(part));
    else {
      using file = await Deno.open(part, { write: true, create: true, truncate: true });
      const write = (text: string) => writeAll(file, text);
      await copy(pagesOf(name, flags), format === "csv" ? csvWriter(write) : ndjsonWriter(write));
    }
    await Deno.rename(part, output);
  } catch (cause) {
    await Deno.remove(part).catch(() => {});
    if (cause instanceof AppError) throw cause;
    const message = `--output ${output}: cannot write: ${messageOf(cause)}`;
    throw new AppError("usage", message, { cause });
  }
}

async function copy(pages: AsyncIterable<ExportPage>, writer: RowWriter): Promise<void> {
  for await (const page of pages) await writer.write(page);
  await writer.close();
}

/** At least one page, for its columns. */
async function* pagesOf(
  name: ExportName,
  { url, site, from, to }: ExportFlags,
): AsyncGenerator<ExportPage> {
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({
      limit: String(ROWS_PER_PAGE),
      ...site !== undefined && { site },
      ...from !== undefined && { from },
      ...to !== undefined && { to },
      ...cursor && { cursor },
    });
    const page: ExportPage = await getJson(url, `/api/export/${name}?${query}`);
    yield page;
    cursor = page.next_cursor;
  }
}

const encoder = new TextEncoder();

function writeAll(file: Deno.FsFile, text: string): void {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}

function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a date, YYYY-MM-DD.");
}
