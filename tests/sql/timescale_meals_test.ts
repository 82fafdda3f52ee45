/** The writing and reading of meals on real hypertables. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { mealsOf } from "../bench/_meals.ts";
import { timescaleDatabase } from "../support/engines.ts";

Deno.test("meals are written, corrected and finished on TimescaleDB", async () => {
  await using db = await timescaleDatabase();
  const sql = {
    // As the pool reads them: instants stay text.
    async unsafe(text: string, params: string[] = []) {
      const rows = await db.query(text, params).catch((error) => {
        throw new postgres.PostgresError({ ...error, constraint_name: error.constraint });
      });
      return rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([k, v]) => [k, v instanceof Date ? v.toISOString() : v]),
        )
      );
    },
    async begin(run: (tx: unknown) => Promise<unknown>) {
      await db.exec("begin");
      try {
        const result = await run(sql);
        await db.exec("commit");
        return result;
      } catch (error) {
        await db.exec("rollback");
        throw error;
      }
    },
  } as unknown as postgres.Sql;
  const repository = new MealRepository(sql, { zone: "Europe/Paris" });
  const meals = mealsOf(3, 1).map((meal) => ({ meal, timeMs: Date.parse(meal.timestamp) }));

  const first = await repository.writeMeals(meals);
  assert.ok(first.every(({ change }) => change === "new"));
  const again = await repository.writeMeals(meals);
  assert.ok(again.every(({ change }) => change === "same"));
  const { meal, timeMs } = meals[10]!;
  const moved = await repository.writeMeals([{
    meal: { ...meal, dose_reelle: 1 },
    timeMs: timeMs + 60_000,
  }]);
  assert.deepEqual(moved.map(({ change }) => change), ["updated"]);

  const counts = await db.query(`select
    (select count(*)::int from doses_journalieres) as doses,
    (select count(*)::int from gavage_data) as raw,
    (select count(*)::int from gavage_data where dose_reelle = 1) as corrected,
    (select count(*)::int from sqal_pending_lots) as pending,
    (select count(*)::int from timescaledb_information.chunks where hypertable_name = 'gavage_data') as chunks`);
  const { chunks, ...rest } = counts[0] as { chunks: number };
  assert.deepEqual(rest, { doses: 72, raw: 72, corrected: 1, pending: 3 });
  assert.ok(chunks >= 2);

  // Late data into a compressed chunk, and a query over it.
  await db.exec("select compress_chunk(c) from show_chunks('gavage_data') c");
  await db.exec("set plan_cache_mode = force_generic_plan");
  const late = await repository.writeMeals([{
    meal: { ...meal, dose_reelle: 2 },
    timeMs: timeMs + 120_000,
  }]);
  assert.deepEqual(late.map(({ change }) => change), ["updated"]);
  const after = await db.query(
    "select count(*)::int as n, sum((dose_reelle = 2)::int)::int as late from gavage_data",
  );
  assert.deepEqual(after, [{ n: 72, late: 1 }]);

  // Of what is compressed no more is unpacked than the meals of that lot in that chunk.
  let unpacked = 0;
  for (
    const { chunk } of await db.query("select c::text as chunk from show_chunks('gavage_data') c")
  ) {
    const [row] = await db.query(`select count(*)::int as n from only ${chunk}`);
    unpacked += row!.n as number;
  }
  assert.ok(unpacked > 0 && unpacked <= 14, `${unpacked} rows`);
});
