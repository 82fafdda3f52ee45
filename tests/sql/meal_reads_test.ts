/** What a batch of meals reads does not grow with how many lots are fed at the same time. */
import assert from "node:assert/strict";
import type { MealFrame } from "../../src/contract/meal.ts";
import { BATCH_SESSION } from "../../src/app/database.ts";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { openPool } from "../../src/db/pool.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { aMeal } from "../support/meals.ts";

const LOTS = 200;

function mealsOfAllLots(changes: Partial<MealFrame>) {
  return Array.from({ length: LOTS }, (_, lot) => {
    const meal = aMeal({ ...changes, code_lot: `LL2611${String(lot).padStart(4, "0")}` });
    return { meal, timeMs: Date.parse(meal.timestamp) };
  });
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`meals ${engine}: corrections and arrivals read the raw rows of their instant once`, async () => {
    await using db = await testDatabase(engine);
    const sql = await openPool({
      database: db.address,
      max: 1,
      session: BATCH_SESSION,
      log: silentLogger,
    });
    const repository = new MealRepository(sql, { zone: "Europe/Paris" });
    const changesAndReads = async (meals: ReturnType<typeof mealsOfAllLots>) => {
      await sql`select pg_stat_reset()`;
      const stored = await repository.writeMeals(meals);
      await sql`select pg_stat_force_next_flush()`;
      const [row] = await sql`
        select seq_tup_read + idx_tup_fetch as reads from pg_stat_user_tables
        where relname = 'gavage_data'`;
      return { changes: new Set(stored.map(({ change }) => change)), reads: Number(row!.reads) };
    };
    try {
      // Plans are made for empty tables, as on a new server.
      await repository.writeMeals(mealsOfAllLots({}).slice(0, 1));
      await repository.writeMeals(mealsOfAllLots({ dose_reelle: 100 }).slice(0, 1));
      await repository.writeMeals(mealsOfAllLots({ jour: -1 }).slice(0, 1));
      await repository.writeMeals(mealsOfAllLots({}).slice(1));

      const corrected = await changesAndReads(mealsOfAllLots({ dose_reelle: 200 }));
      assert.deepEqual(corrected.changes, new Set(["updated"]));
      assert.ok(corrected.reads > 0 && corrected.reads <= 2 * LOTS, `${corrected.reads} rows`);
      await repository.writeMeals(mealsOfAllLots({ jour: -1 }));
      const arrivals = await changesAndReads(mealsOfAllLots({ jour: -1 }));
      assert.ok(arrivals.reads > 0 && arrivals.reads <= 2 * LOTS, `${arrivals.reads} rows`);
      const [raw] = await sql`
        select count(*)::int as n, count(distinct (code_lot, jour))::int as meals from gavage_data`;
      assert.deepEqual(raw, { n: 2 * LOTS, meals: 2 * LOTS });
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
}
