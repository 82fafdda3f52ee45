/** The chain of events: how it is made by the database, and how each alteration shows. */
import assert from "node:assert/strict";
import canonicalize from "canonicalize";
import fc from "fast-check";
import type { LotEvent } from "../../src/contract/registry.ts";
import { RegistryRepository } from "../../src/db/registry_repository.ts";
import { forecastItm } from "../../src/domain/itm.ts";
import { ChainCheck, type Heads } from "../../src/registry/mod.ts";
import {
  SERVER_ENGINES,
  type TestDatabase,
  testDatabase,
  timescaleDatabase,
} from "../support/engines.ts";
import { until } from "../support/until.ts";

const LOT = `insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
  values ($1, 1, '2025-12-01', 50, 'Mulard') returning lot_id`;

async function aLot(db: TestDatabase, code: string): Promise<string> {
  const [row] = await db.sql.unsafe(LOT, [code]);
  return row!.lot_id;
}

async function happen(db: TestDatabase, lotId: string, times = 1): Promise<void> {
  for (let i = 1; i <= times; i++) {
    await db.sql`
      insert into lot_events (lot_id, "timestamp", event_type, actor, data, description)
      values (${lotId}, ${`2025-12-01T08:0${i % 10}:00Z`}, 'test', 'gavaged',
        ${db.sql.json({ i, half: i / 2 })}, ${`L'événement « ${i} »\n`})`;
  }
}

async function checked(db: TestDatabase, expected: Heads = {}): Promise<ChainCheck> {
  const registry = new RegistryRepository(db.sql);
  const check = new ChainCheck(expected);
  for (let events: LotEvent[] = [];;) {
    const last = events.at(-1);
    const after = last && { lotId: last.lot_id, sequence: last.sequence };
    // Pages that end within a lot.
    events = await registry.events({ after, limit: 3 });
    for (const event of events) check.add(event);
    if (events.length === 0) break;
  }
  check.end(Object.keys(expected));
  return check;
}

/** What somebody does who may do everything in the database. */
function tamper(db: TestDatabase, statements: string): Promise<unknown> {
  return db.sql.unsafe(`
    alter table lot_events disable trigger user;
    ${statements};
    alter table lot_events enable trigger user`);
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  // Where doubles lie apart by more than one, and a shorter text may lie between two of them.
  fc.tuple(fc.bigInt(2n ** 53n, 2n ** 62n), fc.integer({ min: 0, max: 70 }))
    .map(([n, power]) => Number(n) * 2 ** power),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -30, max: 30 }))
    .map(([n, power]) => Number(`${n}e${power}`)),
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
    fc.constantFrom(null, true, false),
    fc.array(tie("document"), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ unit: "grapheme-ascii", maxLength: 6 }),
      tie("document"),
      { maxKeys: 5 },
    ),
  ),
}));
const EXAMPLES = [
  ...[1e23, 1e21, 1e20, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 2 ** 54 + 8, -0, 4.35, 100],
  { "\ufb33": 1, "\ud83d\ude00": 2, "\u20ac": 3, "\r": 4, "1": 5, "\u0080": 6, "ö": 7 },
];

for (const engine of SERVER_ENGINES) {
  Deno.test(`chain ${engine}: canonical_json writes what RFC 8785 asks for`, async () => {
    await using db = await testDatabase(engine);
    const documents = [...EXAMPLES, ...fc.sample(document, { seed: 8785, numRuns: 3_000 })];
    const rows = await db.sql.unsafe(
      `select canonical_json(document) as text
      from jsonb_array_elements($1::text::jsonb) with ordinality as e (document, place) order by place`,
      [JSON.stringify(documents)],
    );
    assert.deepEqual(
      rows.map(({ text }) => text),
      documents.map((each) => canonicalize(each)),
    );
  });

  Deno.test(`chain ${engine}: the database's forecast of an ITM is that of the domain`, async () => {
    await using db = await testDatabase(engine, { max: 1 });
    for (
      const [maizeGrams, meals, plannedMeals] of [
        [207, 1, 24],
        [3_561, 14, 24],
        [8_150, 21, 21],
        [9_000, 26, 24],
        [0, 0, 24],
      ] as const
    ) {
      const [row] = await db.sql`
        select forecast_itm(${maizeGrams}::float8, ${meals}, ${plannedMeals})::float8 as itm`;
      assert.equal(row!.itm ?? undefined, forecastItm({ maizeGrams, meals, plannedMeals }));
    }
  });

  Deno.test(`chain ${engine}: an untouched registry is good, and events go with their fact`, async () => {
    await using db = await testDatabase(engine);
    await happen(db, await aLot(db, "LL2512001"), 4);
    const second = await aLot(db, "LL2512002");
    await assert.rejects(
      db.sql.begin(async (sql) => {
        await sql`insert into lot_events (lot_id, "timestamp", event_type, actor)
          values (${second}, '2025-12-02', 'test', 'gavaged')`;
        await sql`select 1 / 0`;
      }),
      /division by zero/,
    );
    await happen(db, second);
    const check = await checked(db);
    assert.deepEqual(check.faults, []);
    assert.deepEqual(
      [check.lots, check.events, check.heads[second]!.sequence],
      [2, 7, 2],
    );
    assert.deepEqual((await checked(db, check.heads)).faults, []);
  });

  Deno.test(`chain ${engine}: each alteration is found, and named`, async (t) => {
    const rows: Record<string, [string, Pick<LotEvent, "sequence"> & { kind: string }, RegExp]> = {
      "changed data": [
        `update lot_events set data = '{"i":9}' where sequence = 3`,
        { sequence: 3, kind: "altered" },
        /event 3 \(test\)/,
      ],
      "a changed recording time": [
        `update lot_events set recorded_at = recorded_at + interval '1 microsecond' where sequence = 2`,
        { sequence: 2, kind: "altered" },
        /event 2/,
      ],
      "changed data under a fitting hash": [
        `update lot_events set data = '{"i":9}' where sequence = 3;
        update lot_events set hash = lot_event_hash(lot_id, sequence, "timestamp", recorded_at,
          event_type, actor, canonical_json(data), description, previous_hash) where sequence = 3`,
        { sequence: 3, kind: "altered" },
        /event 4 does not follow the event 3/,
      ],
      "an event out of the middle": [
        "delete from lot_events where sequence = 3",
        { sequence: 3, kind: "missing" },
        /event 3 is missing/,
      ],
      "the first events": [
        "delete from lot_events where sequence <= 2",
        { sequence: 1, kind: "missing" },
        /events 1 to 2 are missing/,
      ],
      "a gap that was closed": [
        `delete from lot_events where sequence = 3;
        update lot_events set sequence = sequence - 1 where sequence > 3`,
        { sequence: 3, kind: "reordered" },
        /event 3 \(test\) was recorded as event 4/,
      ],
      "two events that changed places": [
        `update lot_events set sequence = 100 where sequence = 2;
        update lot_events set sequence = 2 where sequence = 4;
        update lot_events set sequence = 4 where sequence = 100`,
        { sequence: 2, kind: "reordered" },
        /event 2 \(test\) was recorded as event 4/,
      ],
      "the end": [
        "delete from lot_events where sequence >= 4",
        { sequence: 4, kind: "cut_off" },
        /ends at event 3, and had 5/,
      ],
      "the whole chain": [
        "delete from lot_events",
        { sequence: 1, kind: "cut_off" },
        /the whole chain is missing/,
      ],
      "a chain that was written anew": [
        `create temp table kept as select * from lot_events order by sequence;
        delete from lot_events;
        alter table lot_events enable trigger user;
        insert into lot_events (lot_id, "timestamp", event_type, actor)
          select lot_id, "timestamp", event_type, actor from kept order by sequence;
        drop table kept`,
        { sequence: 5, kind: "altered" },
        /event 5 or one before it was written anew/,
      ],
    };
    for (const [name, [statements, fault, says]] of Object.entries(rows)) {
      await t.step(name, async () => {
        await using db = await testDatabase(engine, { max: 1 });
        const lotId = await aLot(db, "LL2512001");
        await happen(db, lotId, 4);
        const { heads } = await checked(db);
        await tamper(db, statements);
        const [found, ...others] = (await checked(db, heads)).faults;
        assert.deepEqual(others, []);
        const { message, ...rest } = found!;
        assert.deepEqual(rest, { lotId, ...fault });
        assert.match(message, says);
      });
    }
  });

  Deno.test(`chain ${engine}: events are only added, and go with their lot`, async () => {
    await using db = await testDatabase(engine);
    const lotId = await aLot(db, "LL2512001");
    for (
      const statement of [
        "update lot_events set actor = 'nobody'",
        "delete from lot_events",
        "truncate lot_events",
      ]
    ) {
      await assert.rejects(db.sql.unsafe(statement), /only ever added/, statement);
    }
    await assert.rejects(happen(db, "LOT_20251201_9999"), /no lot LOT_20251201_9999/);
    await happen(db, lotId);
    await db.sql`delete from lots_gavage`;
    assert.deepEqual([...await db.sql`select id from lot_events`], []);
  });

  Deno.test(`chain ${engine}: a lot that goes leaves no event behind, and none comes after it`, async () => {
    await using db = await testDatabase(engine);
    const lotId = await aLot(db, "LL2512001");
    await assert.rejects(db.sql`update lots_gavage set lot_id = 'LOT_1'`, /bear their lot_id/);
    await assert.rejects(db.sql`truncate lots_gavage cascade`, /bear their lot_id/);
    const waits = () =>
      until(
        "a wait",
        async () => (await db.sql`select from pg_locks where not granted`).length > 0,
      );

    const tell = async (sql: Pick<typeof db.sql, "unsafe">) =>
      await sql.unsafe(`insert into lot_events (lot_id, "timestamp", event_type, actor)
        values ('${lotId}', '2025-12-02', 'test', 'gavaged')`);
    let going: Promise<unknown> | undefined;
    await db.sql.begin(async (sql) => {
      await tell(sql);
      going = db.sql`delete from lots_gavage`.execute();
      await waits();
    });
    await going;
    assert.deepEqual([...await db.sql`select id from lot_events`], []);

    assert.equal(await aLot(db, "LL2512001"), lotId.replace("0001", "0002"));
    const other = lotId.replace("0001", "0002");
    let telling: Promise<unknown> | undefined;
    await db.sql.begin(async (sql) => {
      await sql`delete from lots_gavage`;
      telling = happen(db, other);
      telling.catch(() => {});
      await waits();
    });
    await assert.rejects(telling!, new RegExp(`no lot ${other}`));
    assert.deepEqual([...await db.sql`select id from lot_events`], []);
  });

  Deno.test(`chain ${engine}: many at once make one chain, and nobody waits for ever`, async () => {
    await using db = await testDatabase(engine, { max: 20 });
    const lots: string[] = [];
    for (let n = 1; n <= 4; n++) lots.push(await aLot(db, `LL251200${n}`));
    await Promise.all(Array.from({ length: 20 }, () => happen(db, lots[0]!)));
    // Crosswise: each transaction writes events of all lots, named in another order.
    await Promise.all(Array.from({ length: 20 }, (_, n) =>
      db.sql.unsafe(
        `insert into lot_events (lot_id, "timestamp", event_type, actor)
        select lot_id, '2025-12-02', 'test', 'gavaged' from unnest($1::text[]) as lot_id
        order by lot_id`,
        [`{${[...lots.slice(n % 4), ...lots.slice(0, n % 4)].join(",")}}`],
      )));
    const check = await checked(db);
    assert.deepEqual(check.faults, []);
    assert.deepEqual(lots.map((lot) => check.heads[lot]!.sequence), [41, 21, 21, 21]);
  });
}

Deno.test("chain TimescaleDB: events are chained there, too", async () => {
  await using db = await timescaleDatabase();
  await db.query(LOT, ["LL2512001"]);
  await db.exec(`insert into lot_events (lot_id, "timestamp", event_type, actor, data)
    select lot_id, '2025-12-02', 'test', 'gavaged', '{"b":1e22,"a":[]}' from lots_gavage`);
  const rows = await db.query(`
    select lot_id, sequence, instant_text("timestamp") as "timestamp",
      instant_text(recorded_at) as recorded_at, event_type, actor, data, description,
      previous_hash, hash
    from lot_events order by sequence`);
  const check = new ChainCheck();
  for (const row of rows) check.add(row as unknown as LotEvent);
  assert.deepEqual([check.faults, check.events], [[], 2]);
});
