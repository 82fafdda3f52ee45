/** What stands with a lot of its meals is what they come to, however they arrive. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Sql } from "postgres";
import type { MealFrame } from "../../src/contract/meal.ts";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { until } from "../support/until.ts";

const DAYS = 3;
const LOTS = 3;

/** A meal of one of some lots, now and then of J-1, or with another dose than before. */
const anyMeal = fc.record({
  lot: fc.nat(LOTS - 1),
  meal: fc.nat(2 * DAYS - 1),
  dose: fc.constantFrom(210.005, 199.995, 0, 0.004, 333.333),
  alive: fc.integer({ min: 45, max: 48 }),
  isArrival: fc.nat(9).map((n) => n === 0),
}).map(({ lot, meal, dose, alive, isArrival }): MealFrame => {
  const frame = mealsOfLot(DAYS, { code_lot: `LL261100${lot + 1}` })[meal]!;
  return isArrival
    ? { ...frame, jour: -1, timestamp: frame.timestamp.replace(/^[^T]+/, "2026-11-06") }
    : { ...frame, dose_reelle: dose, nb_canards_vivants: alive };
});

const timed = (meals: readonly MealFrame[]) =>
  meals.map((meal) => ({ meal, timeMs: Date.parse(meal.timestamp) }));

async function checkTotals(sql: Sql): Promise<void> {
  const lots = await sql`
    select code_lot, nb_doses, mais_donne_g, nb_vivants,
      (select count(*) from doses_journalieres d where d.code_lot = l.code_lot)::int as stored,
      (select count(*) from gavage_data g where g.code_lot = l.code_lot and g.jour >= 0)::int as raw,
      (select coalesce(sum(d.dose_reelle), 0) from doses_journalieres d
        where d.code_lot = l.code_lot) as maize,
      (select nb_vivants from doses_journalieres d where d.code_lot = l.code_lot
        order by jour desc, moment desc limit 1) as alive
    from lots_gavage l order by code_lot`;
  for (const lot of lots) {
    assert.deepEqual([lot.nb_doses, lot.raw], [lot.stored, lot.stored], lot.code_lot);
    assert.equal(Number(lot.mais_donne_g), Number(lot.maize), lot.code_lot);
    if (lot.stored > 0) assert.equal(lot.nb_vivants, lot.alive, lot.code_lot);
  }
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`lot totals ${engine}: new, late, repeated and corrected meals, in batches of any kind`, async () => {
    await using db = await testDatabase(engine);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyMeal, { minLength: 1, maxLength: 8 }), { maxLength: 8 }),
        async (batches) => {
          await db.sql`delete from lots_gavage`;
          await db.sql`delete from gavage_data`;
          const meals = new MealRepository(db.sql, { zone: "Europe/Paris" });
          const last = new Map<string, MealFrame>();
          for (const batch of batches) {
            const changes = await meals.writeMeals(timed(batch));
            assert.equal(changes.length, batch.length);
            for (const meal of batch) {
              if (meal.jour >= 0) last.set(`${meal.code_lot}/${meal.jour}/${meal.moment}`, meal);
            }
          }
          await checkTotals(db.sql);
          const doses = await db
            .sql`select code_lot, jour, moment, dose_reelle from doses_journalieres`;
          assert.equal(doses.length, last.size);
          for (const { code_lot, jour, moment, dose_reelle } of doses) {
            const sent = last.get(`${code_lot}/${jour}/${moment}`)!.dose_reelle;
            assert.ok(
              Math.abs(Number(dose_reelle) - sent) <= 0.005001,
              `${dose_reelle} for ${sent}`,
            );
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  Deno.test(`lot totals ${engine}: one server corrects a lot's meal while another writes the lot`, async () => {
    await using db = await testDatabase(engine);
    const meals = mealsOfLot(3);
    const one = new MealRepository(db.sql, { zone: "Europe/Paris" });
    await one.writeMeals(timed(meals.slice(0, 3)));
    const held = Promise.withResolvers<void>();
    const wrote = Promise.withResolvers<void>();
    const other = db.sql.begin(async (tx) => {
      await new MealRepository(tx as unknown as Sql, { zone: "Europe/Paris" })
        .writeMeals(timed(meals.slice(3, 4)));
      wrote.resolve();
      await held.promise;
    });
    await wrote.promise;
    const corrected = one.writeMeals(timed([{ ...meals[1]!, dose_reelle: 300 }]));
    await until("the correction to wait for the lot", async () => {
      const [row] = await db.sql`
        select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return row!.n > 0;
    });
    held.resolve();
    await other;
    assert.deepEqual((await corrected).map(({ change }) => change), ["updated"]);
    await checkTotals(db.sql);
  });

  Deno.test(`lot totals ${engine}: three servers write, repeat and correct the same lots at once`, async () => {
    await using db = await testDatabase(engine, { max: 8 });
    const servers = [1, 2, 3].map(() => new MealRepository(db.sql, { zone: "Europe/Paris" }));
    const lots = ["LL2611001", "LL2611002", "LL2611003"];
    for (let n = 0; n < 24; n += 4) {
      const meals = lots.flatMap((code_lot) => mealsOfLot(12, { code_lot }).slice(n, n + 4));
      await Promise.all(
        servers.map((server, i) =>
          server.writeMeals(timed(meals.map((meal) => ({ ...meal, dose_reelle: 200 + i }))))
        ),
      );
    }
    await checkTotals(db.sql);
  });
}
