/** Every query file is understood by every engine: a typing error shows here, without a test of its own. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SERVER_ENGINES, testDatabase, timescaleDatabase } from "../support/engines.ts";

const QUERIES = join(import.meta.dirname!, "..", "..", "sql", "queries");

function* queryFiles(folder = QUERIES): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* queryFiles(path);
    else if (entry.name.endsWith(".sql")) yield path;
  }
}

const files = [...queryFiles()].sort();

async function prepareAll(exec: (text: string) => Promise<unknown>): Promise<void> {
  assert.ok(files.length > 10);
  for (const file of files) {
    const text = Deno.readTextFileSync(file);
    try {
      await exec(`prepare q as ${text}`);
      await exec("deallocate q");
    } catch (error) {
      assert.fail(`${file.slice(QUERIES.length + 1)}: ${(error as Error).message}`);
    }
  }
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`every query can be prepared on ${engine}`, async () => {
    await using db = await testDatabase(engine, { max: 1 });
    await prepareAll((text) => db.sql.unsafe(text));
  });
}

Deno.test("every query can be prepared on TimescaleDB", async () => {
  await using db = await timescaleDatabase();
  await prepareAll((text) => db.exec(text));
});

/** Columns that tell the wall's time: of writing, of people's acts, of machines' life. */
const WALL_TIME =
  /\b(updated|recorded|created|heard|sampled|acknowledged|decided)_at|\b(lease|leased|claim|next_try|last_seen)/i;

Deno.test("no query asks the database for the time of the domain", () => {
  for (const file of files) {
    const text = Deno.readTextFileSync(file).replaceAll(/--.*$/gm, "");
    const uses = text.match(/^.*\b(now\(\)|current_(date|timestamp)).*$/gim) ?? [];
    for (const line of uses) {
      assert.match(line, WALL_TIME, `${file}: ${line.trim()}`);
    }
  }
});
