/** What the database itself does for products and feedback, on every engine. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import type { MigrationSession } from "../../src/db/migrator.ts";
import { SERVER_ENGINES, testDatabase, timescaleDatabase } from "../support/engines.ts";

const ENGINES: Record<string, () => Promise<MigrationSession & AsyncDisposable>> = {
  timescale: () => timescaleDatabase(),
};
for (const engine of SERVER_ENGINES) {
  ENGINES[engine] = async () => {
    const db = await testDatabase(engine, { max: 1 });
    return {
      exec: (text) => db.sql.unsafe(text),
      query: async (text, params = []) => [...await db.sql.unsafe(text, params)],
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  };
}

const LOT = `
  insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial)
  values ('LL2512001', 1, '2025-12-01', 50);
  insert into sqal_pending_lots (code_lot, date_abattage) values ('LL2512001', '2025-12-12')`;
const PRODUCTS = `
  insert into consumer_products (product_id, qr_code, qr_signature, lot_id, sample_id, site_code, production_date)
  select 'FG_' || n, 'SQAL_' || n, 'x', id, 'S-' || n, 'LL', '2025-12-12'
  from lots_gavage, generate_series(1, 2) n`;

for (const [engine, open] of Object.entries(ENGINES)) {
  Deno.test(`products ${engine}: quality control's word queues a lot, and decides what is sold`, async () => {
    await using db = await open();
    await db.exec(LOT);
    const queued = async () => (await db.query("select code_lot from product_queue")).length;
    equal(await queued(), 0);
    await db.exec("update sqal_pending_lots set status = 'inspecting'");
    equal(await queued(), 0);
    await db.exec("update sqal_pending_lots set status = 'inspected'");
    equal(await queued(), 1);
    await db.exec(PRODUCTS);
    await rejects(
      async () => await db.exec(PRODUCTS.replaceAll("'FG_'", "'FGX_'")),
      /violates|duplicate/,
    );
    await db.exec(
      "update consumer_products set is_active = false, recalled_at = now() where product_id = 'FG_1'",
    );
    const active = async () =>
      (await db.query("select is_active from consumer_products order by product_id"))
        .map(({ is_active }) => is_active);
    await db.exec("update sqal_pending_lots set status = 'rejected'");
    deepEqual(await active(), [false, false]);
    await db.exec("update sqal_pending_lots set status = 'approved'");
    deepEqual(await active(), [false, true]);
    equal(await queued(), 2);
    const [views] = await db.query(`select
      (select count(*)::int from consumer_product_stats) as products,
      (select count(*)::int from consumer_lot_stats) as lots,
      (select count(*)::int from consumer_site_stats) as sites`);
    deepEqual({ ...views }, { products: 0, lots: 0, sites: 0 });
    await db.exec(
      `insert into consumer_feedbacks (time, product_id, overall_rating, ip_hash, is_public)
      values ('2026-01-01', 'FG_2', 5, 'a', true), ('2026-01-01', 'FG_2', 2, 'b', true),
        ('2026-01-01', 'FG_2', 1, 'c', false)`,
    );
    const [lot] = await db.query(`select code_lot, total_feedbacks, rating_2, rating_1,
      average_overall_rating::float as mean from consumer_lot_stats`);
    deepEqual({ ...lot }, {
      code_lot: "LL2512001",
      total_feedbacks: 2,
      rating_2: 1,
      rating_1: 0,
      mean: 3.5,
    });
    equal((await db.query("select from consumer_feedback_ml_data")).length, 3);
    // With the lot goes what hangs on it.
    await db.exec("delete from lots_gavage");
    equal((await db.query("select from consumer_feedbacks")).length, 0);
  });

  Deno.test(`products ${engine}: the database's key is there, and its own`, async () => {
    await using db = await open();
    const [row] = await db.query("select length(key) as length from qr_keys");
    equal(row!.length, 64);
    await rejects(async () =>
      await db.exec(`insert into qr_keys (key) values ('${"k".repeat(40)}')`)
    );
  });
}
