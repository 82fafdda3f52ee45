/** Finished lots through the whole server: queue, monitor, simulated sensors, ingestion. */
import assert from "node:assert/strict";
import { startLotMonitor, startLotMonitorAlone } from "../../src/app/lot_monitor.ts";
import type { MealFrame } from "../../src/contract/meal.ts";
import { InspectionRepository } from "../../src/db/inspection_repository.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { openDenoSocket } from "../../simulators/kernel/mod.ts";
import { inspectLot } from "../../simulators/sqal/mod.ts";
import { SERVER_ENGINES, testDatabase } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const MONITOR = {
  polling_interval: 60,
  samples_per_lot: 5,
  monitor_device_id: "ESP32_SQAL_AUTO",
};

/** A lot whose last meals make it what it is. */
function lotOf(
  code_lot: string,
  { weightGrams, mortality }: { weightGrams: number; mortality: number },
) {
  const changes: Partial<MealFrame> = {
    code_lot,
    poids_moyen: weightGrams,
    taux_mortalite: mortality,
  };
  return mealsOfLot(12, changes);
}

async function inspectedLots(server: TestServer, count: number) {
  return await until("lots to be inspected", async () => {
    const rows = await server.db.sql`
      select p.code_lot, p.status, p.date_inspection_sqal as at, max(s.time) as last_sample,
        count(s.*)::int as samples, array_agg(s.sample_id order by s.sample_id) as ids,
        array_agg(s.final_score order by s.sample_id) as scores
      from sqal_pending_lots p left join sqal_sensor_samples s on s.lot_id = p.code_lot
      group by 1, 2, 3 order by 1`;
    return rows.filter(({ status }) => status === "inspected").length === count && rows;
  });
}

function idsOf(code: string): string[] {
  return [1, 2, 3, 4, 5].map((n) => `ESP32_SQAL_AUTO_${code}_00${n}`);
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`monitor ${engine}: finished lots are inspected inside the server, and graded as they are`, async () => {
    await using server = await startTestServer(engine, { monitor: true });
    const premium = ["LL2611001", "LL2611002", "LL2611003"];
    const low = ["LL2611004", "LL2611005", "LL2611006"];
    for (const code of premium) {
      await feed(server, ...lotOf(code, { weightGrams: 6_700, mortality: 2 }));
    }
    for (const code of low) {
      await feed(server, ...lotOf(code, { weightGrams: 5_200, mortality: 2 }));
    }
    const lots = await inspectedLots(server, 6);
    for (const lot of lots) {
      assert.equal(lot["samples"], 5);
      assert.deepEqual(lot["ids"], idsOf(lot["code_lot"]));
      assert.equal(lot["at"], lot["last_sample"]);
    }
    const scoresOf = (codes: readonly string[]) =>
      lots.filter((lot) => codes.includes(lot["code_lot"])).flatMap((lot) => lot["scores"]);
    const [good, bad] = [scoresOf(premium), scoresOf(low)];
    const higher = good.flatMap((score) => bad.filter((other) => score > other)).length;
    assert.ok(higher >= 0.95 * good.length * bad.length, `${higher} of 225 pairs`);
  });
}

Deno.test("monitor: a late duplicate of the last meal does not open an inspected lot again", async () => {
  await using server = await startTestServer("embedded", { monitor: true });
  const meals = lotOf("LL2611001", { weightGrams: 6_700, mortality: 2 });
  await feed(server, ...meals);
  const [before] = await inspectedLots(server, 1);
  await feed(server, meals.at(-1)!, { ...meals.at(-1)!, poids_moyen: 6_000 });
  const [after] = await inspectedLots(server, 1);
  assert.deepEqual(after, before);
});

Deno.test("monitor: a lot that finished while none ran is inspected when one comes", async () => {
  await using server = await startTestServer("embedded", { monitor: false });
  await feed(server, ...lotOf("LL2611001", { weightGrams: 6_700, mortality: 2 }));
  const monitor = aloneBeside(server);
  const [lot] = await inspectedLots(server, 1);
  assert.deepEqual(lot!["ids"], idsOf("LL2611001"));
  await monitor.stop();
});

Deno.test("monitor: the lot of one that died on its way is taken over without a sample more", async () => {
  await using server = await startTestServer("embedded", { monitor: false });
  await feed(server, ...lotOf("LL2611001", { weightGrams: 6_700, mortality: 2 }));
  const queue = new InspectionRepository(server.db.sql);
  const [claimed] = await queue.claim({ limit: 1, leaseMs: 60_000 });
  // It stored three of its samples, and was killed before it could say so.
  const half = await inspectLot(claimed!, {
    samples: 3,
    devicePrefix: MONITOR.monitor_device_id,
    url: sensorsUrl(server),
    openSocket: openDenoSocket,
    clock: systemClock,
    log: silentLogger,
    signal: new AbortController().signal,
  });
  assert.equal(half.kind, "inspected");
  await server.db.sql`update sqal_pending_lots set lease_until = now()`;
  const monitors = [aloneBeside(server), aloneBeside(server)];
  const [lot] = await inspectedLots(server, 1);
  assert.deepEqual(lot!["ids"], idsOf("LL2611001"));
  assert.equal(await queue.complete(claimed!, 0), false);
  await Promise.all(monitors.map((monitor) => monitor.stop()));
});

function sensorsUrl({ url }: TestServer): string {
  return `${url.replace("http", "ws")}/ws/sensors/`;
}

function aloneBeside(server: TestServer) {
  return startLotMonitor(MONITOR, {
    sql: server.db.sql,
    sensorsUrl: sensorsUrl(server),
    clock: systemClock,
    log: silentLogger,
  });
}

Deno.test("monitor alone: works on a server's database, and says what an empty one lacks", async () => {
  await using server = await startTestServer("embedded", { monitor: false });
  const deps = { sensorsUrl: sensorsUrl(server), clock: systemClock, log: silentLogger };
  await feed(server, ...lotOf("LL2611001", { weightGrams: 6_700, mortality: 2 }));
  const monitor = await startLotMonitorAlone({ ...MONITOR, database_url: server.db.url }, deps);
  await inspectedLots(server, 1);
  await monitor.stop();

  await using empty = await testDatabase("embedded", { migrated: false });
  await assert.rejects(startLotMonitorAlone({ ...MONITOR, database_url: empty.url }, deps), {
    code: "database_failed",
    message: /lacks 0001_lots_and_meals\.sql/,
  });
  await assert.rejects(startLotMonitorAlone({ ...MONITOR, database_url: undefined }, deps), {
    code: "config_invalid",
  });
});
