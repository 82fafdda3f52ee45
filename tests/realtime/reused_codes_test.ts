/** Old clients number their lots from 001 after each restart: finished lots must not pay for it. */
import { deepEqual, equal } from "node:assert/strict";
import type { MealFrame } from "../../src/contract/meal.ts";
import { SERVER_ENGINES, type TestDatabase } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { feed, serve, startTestServer } from "../support/server.ts";

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

  test("the end of a lot and the beginning of the next, in one batch, go each to its own", async () => {
    await using server = await startTestServer(engine, { ingest_linger_ms: 50 });
    const first = mealsOfLot(11);
    // Both: the same sender, and another.
    const next = [...later(mealsOfLot(11)), ...later(mealsOfLot(12, ANOTHER), 40)];
    await feed(server, ...first.slice(0, 18));
    await feed(server, ...first.slice(18), ...next);
    deepEqual(await doses(server.db), { [CODE]: 22, [`${CODE}B`]: 22, [`${CODE}C`]: 24 });
    // All of it again, as after a lost answer, changes nothing.
    const before = await Promise.all([
      everything(server.db, CODE),
      everything(server.db, `${CODE}B`),
    ]);
    await feed(server, ...first.slice(18), ...next);
    deepEqual(
      await Promise.all([everything(server.db, CODE), everything(server.db, `${CODE}B`)]),
      before,
    );
    deepEqual(await doses(server.db), { [CODE]: 22, [`${CODE}B`]: 22, [`${CODE}C`]: 24 });
  });

  test("another server knows at once that a code is used anew", async () => {
    await using one = await startTestServer(engine);
    await using two = await serve(one.db);
    await feed(one, ...mealsOfLot(11));
    await feed(two, aMeal({ code_lot: "LL2611009" }));
    const before = await everything(one.db, CODE);
    const second = later(mealsOfLot(12, ANOTHER));
    for (const [i, meal] of second.entries()) await feed(i % 2 ? two : one, meal);
    deepEqual(await everything(one.db, CODE), before);
    deepEqual(await doses(one.db), { [CODE]: 22, [`${CODE}B`]: 24, LL2611009: 1 });
  });

  test("two servers open lots under one code at once, and share none", async () => {
    await using one = await startTestServer(engine);
    await using two = await serve(one.db);
    await feed(one, ...mealsOfLot(11));
    const rivals = [ANOTHER, { ...ANOTHER, gaveur_id: 2 }, { ...ANOTHER, gaveur_id: 3 }];
    await Promise.all(
      rivals.map((who, i) => feed(i % 2 ? two : one, ...later(mealsOfLot(2, who)))),
    );
    const opened = await one.db.sql`
      select l.gaveur_id, count(*)::int as n from lots_gavage l join doses_journalieres using (code_lot)
      where code_recu = ${CODE} group by code_lot, 1 order by 1`;
    deepEqual(opened.map((row) => [row.gaveur_id, row.n]), [[2, 4], [3, 4], [4, 4]]);
  });

  test("a lot is opened under nobody else's code", async () => {
    await using server = await startTestServer(engine, { ingest_linger_ms: 50 });
    const long = ["ABCDEFGHIJKLMNOPQRS1", "ABCDEFGHIJKLMNOPQRS2"];
    const own = `${CODE}B`;
    await feed(server, ...[...long, CODE, own].flatMap((code_lot) => mealsOfLot(2, { code_lot })));
    const again = [...long, CODE].flatMap((code_lot) => mealsOfLot(3, { ...ANOTHER, code_lot }));
    await feed(server, ...later(again));
    deepEqual(await doses(server.db), {
      ...Object.fromEntries([...long, CODE, own].map((code) => [code, 4])),
      ABCDEFGHIJKLMNOPQRSB: 6,
      ABCDEFGHIJKLMNOPQRSC: 6,
      [`${CODE}C`]: 6,
    });
  });

  test("a corrected first meal opens no lot", async () => {
    await using server = await startTestServer(engine);
    const [first, second] = mealsOfLot(11);
    await feed(server, first!, second!);
    const [corrected] = later([{ ...first!, dose_reelle: 1 }], 1);
    await feed(server, corrected!);
    deepEqual(await doses(server.db), { [CODE]: 2 });
    const [row] = await server.db
      .sql`select dose_reelle from doses_journalieres where moment = 'matin'`;
    equal(row!.dose_reelle, 1);
  });

  test("a placed lot may be begun by another gaveur, not by another lot's", async () => {
    await using server = await startTestServer(engine);
    const place = () =>
      server.api("/api/lots", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          lots: [{ gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" }],
        }),
      });
    await place();
    await place();
    const [first, second] = mealsOfLot(2, { gaveur_id: 4 });
    // Sent again by the substitute, too.
    await feed(server, first!, second!);
    await feed(server, first!);
    await feed(server, aMeal({ ...ANOTHER, code_lot: "LL2611002" }));
    deepEqual(await doses(server.db), { [CODE]: 2, LL2611002B: 1 });
  });
}
