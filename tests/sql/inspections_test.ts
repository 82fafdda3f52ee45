import assert from "node:assert/strict";
import type { Sql } from "postgres";
import { type ClaimedLot, InspectionRepository } from "../../src/db/inspection_repository.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { LotMonitor } from "../../src/quality/mod.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { inTime, until } from "../support/until.ts";

const LEASE_MS = 30_000;

/** Finished lots, each slaughtered an hour after the one before. */
async function finishLots(sql: Sql, ...codes: string[]): Promise<void> {
  for (const [i, code] of codes.entries()) {
    await sql`
      insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
      values (${code}, 1, '2026-11-01', 50, 'Mulard')`;
    await sql`
      insert into sqal_pending_lots (code_lot, site, genetique, poids_moyen_final, nb_canards_final,
        taux_mortalite, date_abattage)
      values (${code}, 'LL', 'Mulard', 6500, 49, 2,
        ${new Date(Date.UTC(2026, 10, 12, i)).toISOString()})`;
  }
}

interface PendingRow {
  status: string;
  date_inspection_sqal: string | null;
  claimed_by: string | null;
  attempts: number;
  last_error: string | null;
}

async function pendingLot(sql: Sql, code: string): Promise<PendingRow> {
  const [row] = await sql<PendingRow[]>`
    select status, date_inspection_sqal, claimed_by, attempts, last_error
    from sqal_pending_lots where code_lot = ${code}`;
  return row!;
}

/** The lease ran out, as after the death of its holder. */
async function runOut(sql: Sql, code: string): Promise<void> {
  await sql`update sqal_pending_lots set lease_until = now() - interval '1 second'
    where code_lot = ${code}`;
}

const codesOf = (lots: readonly ClaimedLot[]) => lots.map(({ codeLot }) => codeLot);

for (const engine of SERVER_ENGINES) {
  Deno.test(`inspections ${engine}: a claim takes the oldest lots with what is known of them`, async () => {
    await using db = await testDatabase(engine);
    await finishLots(db.sql, "LL2611001", "LL2611002", "LL2611003");
    await db.sql`
      insert into doses_journalieres (time, code_lot, jour, moment, dose_reelle) values
      ('2026-11-01T08:00Z', 'LL2611001', 0, 'matin', 200.5),
      ('2026-11-01T18:00Z', 'LL2611001', 0, 'soir', 210)`;
    const queue = new InspectionRepository(db.sql);
    const [first, second, ...rest] = await queue.claim({ limit: 2, leaseMs: LEASE_MS });
    assert.deepEqual(rest, []);
    const { claim, ...known } = first!;
    assert.match(claim, /^[0-9a-f-]{36}$/);
    assert.deepEqual(known, {
      codeLot: "LL2611001",
      site: "LL",
      genetique: "Mulard",
      finalWeightGrams: 6_500,
      mortalityPercent: 2,
      maizeGramsPerDuck: 410.5,
      slaughteredAtMs: Date.UTC(2026, 10, 12),
      attempts: 0,
    });
    assert.deepEqual([second!.codeLot, second!.maizeGramsPerDuck], ["LL2611002", null]);
    assert.deepEqual(codesOf(await queue.claim({ limit: 2, leaseMs: LEASE_MS })), ["LL2611003"]);
    assert.deepEqual(await queue.claim({ limit: 2, leaseMs: LEASE_MS }), []);
  });

  Deno.test(`inspections ${engine}: a dead monitor's lot is taken over, and its late word is void`, async () => {
    await using db = await testDatabase(engine);
    await finishLots(db.sql, "LL2611001");
    const queue = new InspectionRepository(db.sql);
    const [dead] = await queue.claim({ limit: 1, leaseMs: LEASE_MS });
    assert.deepEqual(await queue.claim({ limit: 1, leaseMs: LEASE_MS }), []);
    await runOut(db.sql, "LL2611001");
    const [heir] = await queue.claim({ limit: 1, leaseMs: LEASE_MS });
    assert.equal(heir!.codeLot, "LL2611001");

    const failure = { reason: "late", retryInMs: 0, counts: true };
    assert.equal(await queue.renew(dead!, LEASE_MS), false);
    assert.equal(await queue.complete(dead!, 0), false);
    assert.equal(await queue.fail(dead!, failure), false);
    assert.equal(await queue.release(dead!), false);
    assert.equal((await pendingLot(db.sql, "LL2611001")).claimed_by, heir!.claim);

    assert.equal(await queue.renew(heir!, LEASE_MS), true);
    assert.equal(await queue.complete(heir!, Date.UTC(2026, 10, 12, 5)), true);
    assert.deepEqual(await pendingLot(db.sql, "LL2611001"), {
      status: "inspected",
      date_inspection_sqal: "2026-11-12T05:00:00Z",
      claimed_by: null,
      attempts: 0,
      last_error: null,
    });
    assert.equal(await queue.complete(heir!, 0), false);
    assert.deepEqual(await queue.claim({ limit: 1, leaseMs: LEASE_MS }), []);
  });

  Deno.test(`inspections ${engine}: a failed lot waits until it is due, or for ever`, async () => {
    await using db = await testDatabase(engine);
    await finishLots(db.sql, "LL2611001");
    const queue = new InspectionRepository(db.sql);
    const claim = async () => (await queue.claim({ limit: 1, leaseMs: LEASE_MS }))[0];
    const first = await claim();
    await queue.fail(first!, { reason: "bad sample", retryInMs: 60_000, counts: true });
    const { status, attempts, last_error } = await pendingLot(db.sql, "LL2611001");
    assert.deepEqual([status, attempts, last_error], ["error", 1, "bad sample"]);
    assert.equal(await claim(), undefined);
    await db.sql`update sqal_pending_lots set next_try_at = now()`;
    const second = await claim();
    assert.equal(second!.attempts, 1);
    await queue.fail(second!, { reason: "server away", retryInMs: 0, counts: false });
    const third = await claim();
    assert.equal(third!.attempts, 1);
    await queue.fail(third!, { reason: "bad sample", retryInMs: null, counts: true });
    assert.equal(await claim(), undefined);
    assert.equal((await pendingLot(db.sql, "LL2611001")).attempts, 2);
  });

  Deno.test(`inspections ${engine}: a lot that is let go is there for the next at once`, async () => {
    await using db = await testDatabase(engine);
    await finishLots(db.sql, "LL2611001");
    const queue = new InspectionRepository(db.sql);
    const [lot] = await queue.claim({ limit: 1, leaseMs: LEASE_MS });
    await queue.release(lot!);
    assert.deepEqual(codesOf(await queue.claim({ limit: 1, leaseMs: LEASE_MS })), ["LL2611001"]);
  });

  Deno.test(`inspections ${engine}: a monitor that speaks plain SQL works beside ours`, async () => {
    await using db = await testDatabase(engine);
    await finishLots(db.sql, "LL2611001", "LL2611002");
    const queue = new InspectionRepository(db.sql);
    // What the older monitor sends, word for word.
    const [theirs] = await db.sql`
      select code_lot from sqal_pending_lots where status = 'pending'
      order by date_abattage asc limit 10`;
    await db.sql`update sqal_pending_lots set status = 'inspecting'
      where code_lot = ${theirs!["code_lot"]}`;
    assert.deepEqual(codesOf(await queue.claim({ limit: 9, leaseMs: LEASE_MS })), ["LL2611002"]);
    await db.sql`update sqal_pending_lots
      set status = 'inspected', date_inspection_sqal = now() where code_lot = 'LL2611001'`;
    assert.deepEqual(await queue.claim({ limit: 9, leaseMs: LEASE_MS }), []);
    // What it gave up stays given up; what it left behind an hour ago is ours.
    await db.sql`update sqal_pending_lots set status = 'error' where code_lot = 'LL2611001'`;
    assert.deepEqual(await queue.claim({ limit: 9, leaseMs: LEASE_MS }), []);
    await db.sql`alter table sqal_pending_lots disable trigger sqal_pending_lots_updated_at`;
    await db.sql`update sqal_pending_lots
      set status = 'inspecting', updated_at = now() - interval '61 minutes'
      where code_lot = 'LL2611001'`;
    assert.deepEqual(codesOf(await queue.claim({ limit: 9, leaseMs: LEASE_MS })), ["LL2611001"]);
  });

  Deno.test(`inspections ${engine}: a lot that becomes pending is announced`, async () => {
    await using db = await testDatabase(engine);
    const queue = new InspectionRepository(db.sql);
    let called = Promise.withResolvers<void>();
    const stop = await queue.onPending(() => called.resolve());
    const heard = async () => {
      await inTime("an announcement", called.promise);
      called = Promise.withResolvers();
    };
    await heard(); // Listening has begun.
    await finishLots(db.sql, "LL2611001");
    await heard();
    await db.sql`update sqal_pending_lots set status = 'error'`;
    await db.sql`update sqal_pending_lots set status = 'pending'`;
    await heard();
    await stop();
  });

  Deno.test(`inspections ${engine}: three monitors side by side inspect each lot once`, async () => {
    await using db = await testDatabase(engine, { max: 8 });
    const codes = Array.from({ length: 40 }, (_, i) => `LL2611${String(i).padStart(3, "0")}`);
    // Half of the lots finish while no monitor runs, half while all do.
    await finishLots(db.sql, ...codes.slice(0, 20));
    const inspections: string[] = [];
    const monitors = [1, 2, 3].map(() =>
      new LotMonitor({
        queue: new InspectionRepository(db.sql),
        async inspect({ codeLot, slaughteredAtMs }) {
          inspections.push(codeLot);
          await db.sql`select pg_sleep(0.002)`;
          return { kind: "inspected", inspectedAtMs: slaughteredAtMs + 1_000, samples: 5 };
        },
        clock: systemClock,
        log: silentLogger,
        pollingIntervalMs: 60_000,
      })
    );
    for (const monitor of monitors) monitor.start();
    await finishLots(db.sql, ...codes.slice(20));
    await until("all lots to be inspected", async () => {
      const [row] = await db.sql`
        select count(*)::int as open from sqal_pending_lots where status <> 'inspected'`;
      return row!["open"] === 0;
    });
    await Promise.all(monitors.map((monitor) => monitor.stop()));
    assert.deepEqual(inspections.sort(), codes);
  });
}
