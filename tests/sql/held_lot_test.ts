/** A lot that somebody holds for longer than a statement may take costs no other lot its meals. */
import assert from "node:assert/strict";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { openPool } from "../../src/db/pool.ts";
import { BatchWriter } from "../../src/ingest/mod.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { aMeal } from "../support/meals.ts";
import { inTime } from "../support/until.ts";

const LOTS = 100;
const HELD = 42;

const codeLot = (lot: number) => `LL2611${String(lot).padStart(3, "0")}`;

for (const engine of SERVER_ENGINES) {
  Deno.test(`meals ${engine}: those of a lot that is held wait, those of all others do not`, async () => {
    await using db = await testDatabase(engine);
    const sql = await openPool({
      database: db.address,
      session: { lock_timeout: "200ms" },
      log: silentLogger,
    });
    const repository = new MealRepository(sql, { zone: "Europe/Paris" });
    const meals = (moment: "matin" | "soir") =>
      Array.from({ length: LOTS }, (_, lot) => {
        const meal = aMeal({ moment, code_lot: codeLot(lot) });
        return { meal, timeMs: Date.parse(meal.timestamp) };
      });
    const writer = new BatchWriter({
      write: (batch: ReturnType<typeof meals>) => repository.writeMeals(batch),
      isOutage: repository.isOutage,
      isHeldUp: repository.isHeldUp,
      laneOf: ({ meal }) => Number(meal.code_lot.slice(-3)),
      lanes: 1,
      capacity: LOTS,
      batchSize: LOTS,
      lingerMs: 1,
      clock: systemClock,
      log: silentLogger,
    });
    try {
      await new MealRepository(db.sql, { zone: "Europe/Paris" }).writeMeals(meals("matin"));
      const othersStored = Promise.withResolvers<void>();
      const stored: number[] = [];
      const statuses = new Set<string>();
      await db.sql.begin(async (tx) => {
        await tx`select from lots_gavage where code_lot = ${codeLot(HELD)} for update`;
        meals("soir").forEach((meal, lot) =>
          writer.offer(meal, ({ status }) => {
            statuses.add(status);
            stored.push(lot);
            if (stored.length === LOTS - 1) othersStored.resolve();
          })
        );
        await inTime("the meals of the others", othersStored.promise);
      });
      assert.ok(!stored.slice(0, LOTS - 1).includes(HELD));
      await inTime("the meal of the lot that was held", writer.stop(20_000));
      assert.equal(stored.at(-1), HELD);
      assert.deepEqual([...statuses], ["stored"]);
      const [row] = await db.sql`select count(*)::int as n from doses_journalieres`;
      assert.deepEqual(row, { n: 2 * LOTS });
    } finally {
      await writer.stop(0);
      await sql.end({ timeout: 1 });
    }
  });
}
