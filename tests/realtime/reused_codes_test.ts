/** Old clients number their lots from 001 after each restart: finished lots must not pay for it. */
import { deepEqual, equal } from "node:assert/strict";
import type { MealFrame } from "../../src/contract/meal.ts";
import { SERVER_ENGINES, type TestDatabase } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, serve, startTestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const CODE = "LL2611001";
/** The same code, two weeks later, in the hands of somebody else. */
const ANOTHER = { gaveur_id: 4, gaveur_nom: "Marie Petit", genetique: "Barbarie" };

function later(meals: readonly MealFrame[], days = 20): MealFrame[] {
  return meals.map((meal) => ({
    ...meal,
    timestamp: new Date(Date.parse(meal.timestamp) + days * 86_400_000).toISOString(),
  }));
}

/** Everything stored about a lot, to be compared with itself. */
async function everything(db: TestDatabase, code: string): Promise<unknown> {
  const [row] = await db.sql`
    select (select to_json(l) from lots_gavage l where code_lot = ${code}) as lot,
      (select json_agg(d order by jour, moment) from doses_journalieres d
        where code_lot = ${code}) as doses,
      (select json_agg(g order by jour, moment) from gavage_data g
        where code_lot = ${code}) as raw,
      (select to_json(p) from sqal_pending_lots p where code_lot = ${code}) as queued`;
  return row;
}

async function doses(db: TestDatabase): Promise<Record<string, number>> {
  const rows = await db.sql`
    select code_lot, count(*)::int as n from doses_journalieres group by 1 order by 1`;
  return Object.fromEntries(rows.map(({ code_lot, n }) => [code_lot, n]));
}

for (const engine of SERVER_ENGINES) {
  const test = (name: string, run: () => Promise<void>) =>
    Deno.test(`reused codes ${engine}: ${name}`, run);

  test("defect 7: a finished lot keeps its figures, its meals and its verdict", async () => {
    await using server = await startTestServer(engine);
    const { db } = server;
    await feed(server, ...mealsOfLot(11));
    await db.sql`update sqal_pending_lots set status = 'approved'`;
    const before = await everything(db, CODE);

    await using dashboard = await server.dashboard();
    const second = later(mealsOfLot(12, ANOTHER));
    const answers = await feed(server, ...second.slice(0, 5));
    // The sender knows its own code only; dashboards see whose meal it is.
    deepEqual(answers.map(({ type, code_lot }) => [type, code_lot]), Array(5).fill(["ack", CODE]));
    for (const { data } of await dashboard.take(5, "gavage_realtime")) {
      equal((data as { code_lot: string }).code_lot, `${CODE}B`);
    }
    deepEqual(await everything(db, CODE), before);
    deepEqual(await doses(db), { [CODE]: 22, [`${CODE}B`]: 5 });

    // The server starts anew in the middle of the second lot: its meals still find it.
    await using again = await serve(db);
    await feed(again, ...second.slice(5));
    deepEqual(await everything(db, CODE), before);
    deepEqual(await doses(db), { [CODE]: 22, [`${CODE}B`]: 24 });
    const [queued] = await db.sql`
      select status, genetique from sqal_pending_lots where code_lot = ${`${CODE}B`}`;
    deepEqual({ ...queued }, { status: "pending", genetique: "Barbarie" });
  });

  test("defect 7: the same gaveur and genetics may use the code anew, more than once", async () => {
    await using server = await startTestServer(engine);
    await feed(server, ...mealsOfLot(11));
    await feed(server, ...later(mealsOfLot(12), 20));
    await feed(server, ...later(mealsOfLot(13), 40));
    deepEqual(await doses(server.db), { [CODE]: 22, [`${CODE}B`]: 24, [`${CODE}C`]: 26 });
  });

  test("defect 7: a whole lot under a used code in one batch, its first meal sent twice", async () => {
    await using server = await startTestServer(engine, { ingest_linger_ms: 50 });
    await feed(server, ...mealsOfLot(11));
    const second = later(mealsOfLot(12, ANOTHER));
    await feed(server, second[0]!, ...second);
    deepEqual(await doses(server.db), { [CODE]: 22, [`${CODE}B`]: 24 });
  });

  test("another server learns of a code used anew, also after losing its connections", async () => {
    await using one = await startTestServer(engine);
    await using two = await serve(one.db);
    const { sql } = one.db;
    await feed(one, ...mealsOfLot(11));
    const learnt = (code: string, meal: MealFrame) =>
      until(`server two to store under ${code}`, async () => {
        await feed(two, meal);
        return (await doses(one.db))[code] === 2;
      });

    const second = later(mealsOfLot(12, ANOTHER));
    await feed(one, second[0]!);
    await learnt(`${CODE}B`, second[1]!);

    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    const third = later(mealsOfLot(12, { ...ANOTHER, genetique: "Pékin" }), 40);
    await feed(one, third[0]!);
    await learnt(`${CODE}C`, third[1]!);
  });
}
