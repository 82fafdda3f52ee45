/**
 * How many meals a second are received, stored and acknowledged over WebSocket, beside three
 * yardsticks measured in the same run: the same by batched SQL alone, the same rows by batched SQL
 * into three plain tables, and a bare COPY. Machines differ, and one machine differs within minutes:
 * the plain tables tell by how much.
 */
import { INGEST_LANES } from "../../src/app/database.ts";
import { print } from "../../src/cli/output.ts";
import { startEmbedded } from "../../src/db/embedded/mod.ts";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { migrate } from "../../src/db/migrator.ts";
import { openPool } from "../../src/db/pool.ts";
import { MAX_UNANSWERED_MEALS, type MealFrame } from "../../src/contract/meal.ts";
import { parseInstant } from "../../src/domain/time.ts";
import { silentLogger as log } from "../../src/lib/log.ts";
import { percentile, sendAll } from "./_load.ts";
import { mealsOf } from "./_meals.ts";
import { makePlainTables, writePlainly } from "./_plain_sql.ts";
import { startServer } from "./_server.ts";

const LOTS = 10_000;
const CONNECTIONS = 4;
/** What one client may have unanswered, shared out. */
const WINDOW = MAX_UNANSWERED_MEALS / CONNECTIONS;
/** Meals a second: half of what the ingestion is to reach. */
const HALF_OF_WANTED = 15_000;
/** As many as the server writes at once. */
const SQL_BATCH = 8_000;
/** The machine's yardstick keeps the size that the target was set with. */
const PLAIN_BATCH = 1_000;

export async function benchIngest(folder: string): Promise<void> {
  const overSocket = await benchSocket(`${folder}/socket`);
  const { batched, plain, copied } = await benchSql(`${folder}/sql`);
  print(`meals/s over WebSocket, committed and acknowledged  ${rate(overSocket)}`);
  print(`meals/s by batched SQL alone                        ${rate(batched)}`);
  print(`meals/s by batched SQL into three plain tables      ${rate(plain)}`);
  print(`meals/s by bare COPY of the same rows               ${rate(copied)}`);
  print(
    `ratio WebSocket / batched SQL                       ${(overSocket / batched).toFixed(2)}`,
  );
  print(
    `ratio WebSocket / plain tables                      ${(overSocket / plain).toFixed(2)}`,
  );
  print(
    `ratio WebSocket / COPY                              ${(overSocket / copied).toFixed(2)}`,
  );
}

async function benchSocket(dataDir: string): Promise<number> {
  // Ten thousand lots finish at once: their inspection would be another measurement.
  await using server = await startServer(dataDir, ["--no-monitor"]);
  const url = `${server.url.replace("http", "ws")}/ws/gavage`;
  const load = (run: number, lots: number) =>
    mealsOf(lots, run).map((meal) => JSON.stringify(meal));
  await sendAll(url, load(0, LOTS / 10), { connections: CONNECTIONS, window: WINDOW });
  const before = await server.cpuSeconds();
  const full = await sendAll(url, load(1, LOTS), { connections: CONNECTIONS, window: WINDOW });
  const after = await server.cpuSeconds();
  const perMeal = (seconds: number) => (seconds / full.acked * 1e6).toFixed(1);
  print(
    `CPU a meal  server ${perMeal(after.server - before.server)} µs, ` +
      `database ${perMeal(after.database - before.database)} µs`,
  );
  const fullRate = full.acked / full.seconds;
  for (const [run, perSecond] of [fullRate / 2, HALF_OF_WANTED].entries()) {
    const paced = await sendAll(url, load(run + 2, LOTS / 2), {
      connections: CONNECTIONS,
      window: WINDOW,
      perSecond,
    });
    const ms = (share: number) => percentile(paced.ackMs, share).toFixed(1);
    const reached = rate(paced.acked / paced.seconds);
    print(`ack at ${reached}/s  p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`);
  }
  return fullRate;
}

async function benchSql(
  dataDir: string,
): Promise<{ batched: number; plain: number; copied: number }> {
  const embedded = await startEmbedded({ dataDir, log });
  const sql = await openPool({ database: embedded.connection, max: INGEST_LANES + 1, log });
  try {
    await migrate(sql, { log });
    const repository = new MealRepository(sql, { zone: "Europe/Paris" });
    const meals = mealsOf(LOTS, 1).map((meal) => ({
      meal,
      timeMs: parseInstant(meal.timestamp, "UTC")!,
    }));
    // As in the server, all meals of a lot go the same way.
    const shares = Array.from(
      { length: INGEST_LANES },
      (_, share) =>
        meals.filter(({ meal }) => Number(meal.code_lot.slice(-6)) % INGEST_LANES === share),
    );
    const batched = await timed(meals.length, async () => {
      await Promise.all(shares.map(async (own) => {
        for (let i = 0; i < own.length; i += SQL_BATCH) {
          await repository.writeMeals(own.slice(i, i + SQL_BATCH));
        }
      }));
    });
    await makePlainTables(sql);
    const plainShares = shares.map((own) => own.map(({ meal }) => meal));
    const plain = await timed(
      meals.length,
      () => writePlainly(sql, { shares: plainShares, batchSize: PLAIN_BATCH }),
    );
    await sql.unsafe("truncate doses_journalieres, gavage_data");
    const rows = meals.map(({ meal }) => copyLine(meal));
    const copied = await timed(rows.length, async () => {
      const copy = await sql.unsafe(COPY).writable();
      for (let i = 0; i < rows.length; i += PLAIN_BATCH) {
        if (!copy.write(rows.slice(i, i + PLAIN_BATCH).join(""))) {
          await new Promise((resolve) => copy.once("drain", resolve));
        }
      }
      await new Promise<void>((resolve, reject) => {
        copy.once("error", reject);
        copy.once("finish", resolve);
        copy.end();
      });
    });
    return { batched, plain, copied };
  } finally {
    await sql.end({ timeout: 5 });
    await embedded.stop();
  }
}

const COPY =
  "copy doses_journalieres (time, code_lot, jour, moment, dose_theorique, dose_reelle, " +
  "poids_moyen, nb_vivants, taux_mortalite, temperature, humidite) from stdin";

function copyLine(m: MealFrame): string {
  return [
    m.timestamp,
    m.code_lot,
    m.jour,
    m.moment,
    m.dose_theorique,
    m.dose_reelle,
    m.poids_moyen,
    m.nb_canards_vivants,
    m.taux_mortalite,
    m.temperature_stabule,
    m.humidite_stabule,
  ].join("\t") + "\n";
}

async function timed(count: number, run: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return count / ((performance.now() - startMs) / 1000);
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString("en").padStart(9);
}
