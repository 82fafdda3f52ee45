/** What stands with a lot of its meals is what they come to, however they arrive. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { MealFrame } from "../../src/contract/meal.ts";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";

const DAYS = 3;
const LOTS = 3;

/** A meal of one of some lots, now and then of J-1, or with another dose than before. */
const anyMeal = fc.record({
  lot: fc.nat(LOTS - 1),
  meal: fc.nat(2 * DAYS - 1),
  dose: fc.constantFrom(210.005, 199.995, 0, 0.004, 333.333),
  isArrival: fc.nat(9).map((n) => n === 0),
}).map(({ lot, meal, dose, isArrival }): MealFrame => {
  const frame = mealsOfLot(DAYS, { code_lot: `LL261100${lot + 1}` })[meal]!;
  return isArrival
    ? { ...frame, jour: -1, timestamp: frame.timestamp.replace(/^[^T]+/, "2026-11-06") }
    : { ...frame, dose_reelle: dose };
});

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
            const timed = batch.map((meal) => ({ meal, timeMs: Date.parse(meal.timestamp) }));
            const changes = await meals.writeMeals(timed);
            assert.equal(changes.length, batch.length);
            for (const meal of batch) {
              if (meal.jour >= 0) last.set(`${meal.code_lot}/${meal.jour}/${meal.moment}`, meal);
            }
          }
          const lots = await db.sql`
            select code_lot, nb_doses, mais_donne_g,
              (select count(*) from doses_journalieres d where d.code_lot = l.code_lot)::int as stored,
              (select count(*) from gavage_data g where g.code_lot = l.code_lot and g.jour >= 0)::int
                as raw,
              (select coalesce(sum(d.dose_reelle), 0) from doses_journalieres d
                where d.code_lot = l.code_lot) as maize
            from lots_gavage l order by code_lot`;
          for (const lot of lots) {
            assert.deepEqual([lot.nb_doses, lot.raw], [lot.stored, lot.stored], lot.code_lot);
            assert.equal(Number(lot.mais_donne_g), Number(lot.maize), lot.code_lot);
          }
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
}
