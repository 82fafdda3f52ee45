/** How soon a trace is answered when the database is full: 100,000 lots, 500,000 samples. */
import { print } from "../../src/cli/output.ts";
import { startEmbedded } from "../../src/db/embedded/mod.ts";
import { migrate } from "../../src/db/migrator.ts";
import { openPool } from "../../src/db/pool.ts";
import { silentLogger as log } from "../../src/lib/log.ts";
import { percentile } from "./_load.ts";
import { startServer } from "./_server.ts";
import fill from "./_fill_trace.sql" with { type: "text" };

const LOTS = 100_000;
const REQUESTS = 300;
const WARM_UP = 20;

/** A different thing each time, spread over all of them: the golden ratio never comes round. */
function nth(i: number): number {
  return 1 + Math.floor((i * 0.618_033_988_75 % 1) * LOTS);
}

const PATHS: Record<string, (n: number, i: number) => string> = {
  "lot → trace": (n) => `/api/lots/LL${String(n).padStart(8, "0")}/trace`,
  "lot → trace, by LOT_ id, with its graph": (n) => `/api/lots/LOT_${n}/trace?graph=true`,
  "product → trace": (n, i) => `/api/products/FG_LL_${n}_${1 + i % 4}/trace`,
  "QR code → trace": (n, i) => `/api/products/SQAL_${n}_${1 + i % 4}/trace`,
  "sample → trace": (n, i) => `/api/samples/S-${n}-${1 + i % 5}/trace`,
  "maize → 50 lots": (n) => `/api/maize/M-${1 + n % 2_000}/trace`,
  "lots of a maize lot and site": (n) => `/api/trace?maize_lot=M-${1 + n % 2_000}&site=LS`,
  "lots of a week, site and gaveur": (n) =>
    `/api/trace?from=${day(n)}&to=${day(n + 7 * 140)}&site=MT&gaveur_id=${1 + n % 5}`,
  "lots, newest first": (n) => `/api/trace?cursor=${n}`,
  "EPCIS document": (n) => `/api/lots/LOT_${n}/epcis`,
  "recall drill of a maize lot": (n) => `/api/recall?maize_lot=M-${1 + n % 2_000}`,
};

export async function benchTrace(folder: string): Promise<void> {
  const dataDir = `${folder}/data`;
  const startMs = performance.now();
  await fillDatabase(dataDir);
  print(`filled in ${Math.round((performance.now() - startMs) / 1000)} s`);
  const unlimited = ["--no-monitor", "--rate-limit", "0", "--rate-limit-anonymous", "0"];
  await using server = await startServer(dataDir, unlimited);
  for (const [name, path] of Object.entries(PATHS)) {
    const tookMs: number[] = [];
    for (let i = 0; i < WARM_UP + REQUESTS; i++) {
      const before = performance.now();
      const response = await fetch(server.url + path(nth(i), i));
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${path(nth(i), i)} answered ${response.status}`);
      if (i >= WARM_UP) tookMs.push(performance.now() - before);
    }
    const sorted = Float64Array.from(tookMs).sort();
    const ms = (share: number) => percentile(sorted, share).toFixed(1).padStart(7);
    print(`${name.padEnd(42)} p50 ${ms(0.5)} ms  p95 ${ms(0.95)} ms  max ${ms(1)} ms`);
  }
}

async function fillDatabase(dataDir: string): Promise<void> {
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const embedded = await startEmbedded({ dataDir, settings, log });
  const sql = await openPool({ database: embedded.connection, max: 1, log });
  try {
    await migrate(sql, { log });
    // One at a time: vacuum refuses company.
    for (const statement of fill.split(/;\n/)) await sql.unsafe(statement);
  } finally {
    await sql.end();
    await embedded.stop();
  }
}

function day(n: number): string {
  return new Date(Date.UTC(2024, 0, 1 + Math.floor(n / 140))).toISOString().slice(0, 10);
}
