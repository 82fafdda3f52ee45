/** What feeding tells the registry, however its meals arrive; and the views for readers of SQL. */
import assert from "node:assert/strict";
import type { MealFrame } from "../../src/contract/meal.ts";
import { LotRepository } from "../../src/db/lot_repository.ts";
import { MealRepository } from "../../src/db/meal_repository.ts";
import { RegistryRepository } from "../../src/db/registry_repository.ts";
import { LotRegistry } from "../../src/registry/mod.ts";
import { SERVER_ENGINES, type TestDatabase, testDatabase } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";

const timed = (meal: MealFrame) => ({ meal, timeMs: Date.parse(meal.timestamp) });

function repository(db: TestDatabase) {
  const meals = new MealRepository(db.sql, { zone: "Europe/Paris" });
  return (batch: readonly MealFrame[]) => meals.writeMeals(batch.map(timed));
}

async function story(db: TestDatabase, code = "LL2611001"): Promise<string[]> {
  const rows = await db.sql`
    select e.event_type || coalesce(' ' || (e.data ->> 'day'), '') || ' '
      || to_char(e."timestamp" at time zone 'UTC', 'MM-DD HH24') as told
    from lot_events e join lots_gavage l using (lot_id)
    where l.code_lot = ${code} order by e.sequence`;
  return rows.map(({ told }) => told);
}

/** J0 is 7 November; meals at 07:00 and 17:00 UTC. */
const WHOLE = [
  "lot_created 11-06 06",
  "gavage_started 11-07 07",
  "gavage_day 7 11-14 07",
  "gavage_day 14 11-21 07",
  "gavage_ended 11-21 17",
];

async function badHashes(db: TestDatabase): Promise<number> {
  const rows = await db.sql`
    select from lot_events
    where hash <> lot_event_hash(lot_id, sequence, "timestamp", recorded_at, event_type, actor,
      canonical_json(data), description, previous_hash)`;
  return rows.length;
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`registry ${engine}: meals tell the same story one by one, at once and again`, async () => {
    await using db = await testDatabase(engine);
    const write = repository(db);
    const oneByOne = mealsOfLot(15);
    for (const meal of oneByOne) await write([meal]);
    assert.deepEqual(await story(db), WHOLE);
    await write(mealsOfLot(15, { code_lot: "LL2611002" }));
    assert.deepEqual(await story(db, "LL2611002"), WHOLE);
    await write(oneByOne);
    for (const meal of oneByOne) await write([meal]);
    assert.deepEqual(await story(db), WHOLE);
    assert.equal(await badHashes(db), 0);
    const data = await db.sql`
      select event_type, data from lot_events join lots_gavage using (lot_id)
      where code_lot = 'LL2611001' or event_type <> 'lot_created'
      order by lot_id, sequence`;
    assert.deepEqual(data[0]!.data, {
      code_lot: "LL2611001",
      duree_prevue: null,
      gaveur_id: 1,
      genetique: "Mulard",
      nb_canards: 50,
      site: "LL",
    });
    // Fed alike, the two lots were forecast alike.
    assert.deepEqual(data.slice(1, 5), data.slice(5));
  });

  Deno.test(`registry ${engine}: meals out of order tell each fact once`, async () => {
    await using db = await testDatabase(engine);
    const write = repository(db);
    const meals = mealsOfLot(15);
    const at = (...ordinals: number[]) => write(ordinals.map((n) => meals[n]!));
    // J8 comes before J7 and before the first meal, the end before J14's morning.
    await at(17);
    assert.deepEqual(await story(db), [
      "lot_created 11-06 06",
      "gavage_started 11-15 17",
      "gavage_day 7 11-15 17",
    ]);
    await at(0);
    await at(14, 15);
    await at(29);
    await at(28);
    await at(29);
    assert.deepEqual((await story(db)).slice(3), [
      "gavage_day 14 11-21 17",
      "gavage_ended 11-21 17",
    ]);
    assert.equal(await badHashes(db), 0);
    const [row] = await db.sql`select gavage_started_at from lots_registry`;
    assert.equal(row!.gavage_started_at, "2026-11-07T07:00:00");
  });

  Deno.test(`registry ${engine}: a refused meal leaves no event, a placed lot and a code used anew do`, async () => {
    await using db = await testDatabase(engine);
    const write = repository(db);
    await db.sql`
      insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
      values ('LL2611001', 1, '2026-11-07', 50, 'Mulard')`;
    assert.deepEqual(await story(db), WHOLE.slice(0, 1));
    const [first] = mealsOfLot(15);
    await assert.rejects(write([{ ...first!, temperature_stabule: 1e6 }]));
    assert.deepEqual(await story(db), WHOLE.slice(0, 1));
    await write(mealsOfLot(1));
    assert.deepEqual(await story(db), [...WHOLE.slice(0, 2), "gavage_ended 11-07 17"]);
    const later = mealsOfLot(1).map((meal) => ({
      ...meal,
      timestamp: meal.timestamp.replace("-07T", "-28T"),
    }));
    await write(later);
    assert.deepEqual(await story(db, "LL2611001B"), [
      "lot_created 11-27 06",
      "gavage_started 11-28 07",
      "gavage_ended 11-28 17",
    ]);
    assert.deepEqual((await story(db)).length, 3);
  });

  Deno.test(`registry ${engine}: lots by the thousand come to several facts in one statement`, async () => {
    await using db = await testDatabase(engine);
    const write = repository(db);
    const feed = (meal: Partial<MealFrame>) =>
      write(Array.from({ length: 3_000 }, (_, i) => aMeal({ ...meal, code_lot: `LL${i}` })));
    await feed({ jour: 0, moment: "matin" });
    await feed({ jour: 11, moment: "soir", pret_abattage: true });
    const rows = await db.sql`
      select event_type, count(distinct lot_id)::int as lots, count(*)::int as events
      from lot_events group by 1 order by 1`;
    assert.deepEqual([...rows], [
      { event_type: "gavage_day", lots: 3000, events: 3000 },
      { event_type: "gavage_ended", lots: 3000, events: 3000 },
      { event_type: "gavage_started", lots: 3000, events: 3000 },
      { event_type: "lot_created", lots: 3000, events: 3000 },
    ]);
    assert.equal(await badHashes(db), 0);
  });

  Deno.test(`registry ${engine}: servers that feed the same lots at once make one chain each`, async () => {
    await using db = await testDatabase(engine, { max: 6 });
    const write = repository(db);
    const codes = ["LL2611001", "LL2611002", "LL2611003"];
    for (let n = 0; n < 30; n += 5) {
      await Promise.all(codes.flatMap((code_lot) => {
        const batch = mealsOfLot(15, { code_lot }).slice(n, n + 5);
        return [write(batch), write(batch.slice(0, 3))];
      }));
    }
    for (const code of codes) assert.deepEqual(await story(db, code), WHOLE);
    assert.equal(await badHashes(db), 0);
  });

  Deno.test(`registry ${engine}: its operations, and the summaries for readers of SQL`, async () => {
    await using db = await testDatabase(engine);
    const registry = new LotRegistry({
      lots: new LotRepository(db.sql),
      meals: new MealRepository(db.sql, { zone: "Europe/Paris" }),
      registry: new RegistryRepository(db.sql),
    });
    const wanted = {
      gaveur_id: 1,
      genetique: "Mulard",
      nb_canards: 50,
      debut_lot: "2026-11-07",
      site: "LL",
    };
    const lot = (await registry.createLot(wanted))!;
    assert.match(lot.lot_id, /^LOT_20261107_\d{4}$/);
    assert.equal(await registry.createLot({ ...wanted, code_lot: lot.code_lot }), undefined);
    const other = (await registry.createLot(wanted))!;
    assert.equal((await registry.activeLots()).length, 2);

    const meals = mealsOfLot(12, { code_lot: lot.code_lot });
    for (const meal of meals.slice(0, -1)) await registry.updateGavageProgress(timed(meal));
    const { pret_abattage: _, ...last } = meals.at(-1)!;
    assert.equal((await registry.endGavage(timed(last))).change, "new");
    await registry.linkSqalSample({ lotId: lot.lot_id, sampleId: "S-1", grade: "A" });
    for (const feedbackId of ["1", "2", "2"]) {
      await registry.linkConsumerFeedback({
        lotId: lot.lot_id,
        feedbackId,
        rating: feedbackId === "1" ? 5 : 4,
      });
    }
    await assert.rejects(
      registry.linkConsumerFeedback({ lotId: lot.lot_id, feedbackId: "3", rating: 6 }),
      /rating 6 is not from 1 to 5/,
    );
    await assert.rejects(
      registry.linkSqalSample({ lotId: "LOT_1", sampleId: "S-1", grade: "A" }),
      /no lot LOT_1/,
    );
    assert.deepEqual((await registry.activeLots()).map(({ lot_id }) => lot_id), [other.lot_id]);
    const told = (await registry.timeline(lot.code_lot))!;
    assert.deepEqual(told.summary.event_count, 7);
    assert.deepEqual(
      [told.lot.sqal_grades, told.lot.consumer_feedbacks, told.lot.average_rating],
      [["A"], ["1", "2"], 4.5],
    );

    const [active] = await db.sql`select * from v_active_lots_summary`;
    assert.deepEqual(active, {
      total_active_lots: 1,
      total_active_canards: 50,
      avg_gavage_day: 0,
      avg_itm: null,
      oldest_lot_date: "2026-11-06T06:00:00",
      newest_lot_date: "2026-11-06T06:00:00",
    });
    const [completed] = await db.sql`select * from v_completed_lots_summary`;
    assert.deepEqual(completed, {
      total_completed_lots: 1,
      total_completed_canards: 50,
      avg_gavage_duration: 12,
      avg_final_itm: told.lot.itm_moyen,
      avg_consumer_rating: 4.5,
      avg_sqal_controls_per_lot: 1,
    });
    const [row] = await db.sql`
      select * from v_lot_traceability where lot_id = ${lot.lot_id}`;
    assert.deepEqual(row, {
      lot_id: lot.lot_id,
      gaveur_id: "1",
      nb_canards: 50,
      gavage_status: "termine",
      current_day: 11,
      itm_moyen: told.lot.itm_moyen,
      sqal_control_count: 1,
      feedback_count: 2,
      average_rating: 4.5,
      created_at: "2026-11-06T06:00:00",
      gavage_started_at: "2026-11-07T07:00:00",
      gavage_ended_at: "2026-11-18T17:00:00",
      gavage_duration_days: 12,
      total_events: 7,
    });
  });
}
