/** The registry over HTTP, on a whole server: one lot's story, its ITM, figures, and its proof. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { checkChains } from "../../src/cli/verify.ts";
import type { LotEvent, LotEventPage, RegistryLot, Timeline } from "../../src/contract/registry.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";

async function measure(server: TestServer, ...samples: readonly object[]): Promise<void> {
  await using socket = await TestSocket.open(`${server.url}/ws/sensors`);
  socket.send(...samples);
  await socket.take(samples.length, "ack");
}

async function timeline(server: TestServer, id = "LL2611001"): Promise<Timeline> {
  const { status, body } = await server.api(`/api/lots/${id}/timeline`);
  equal(status, 200, JSON.stringify(body));
  return body as unknown as Timeline;
}

function livers(n: number) {
  return sampleNumber(n, { lot_id: "LL2611001" });
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`registry ${engine}: a lot's story in its order, and its ITM`, async () => {
    await using server = await startTestServer(engine);
    const meals = mealsOfLot(12);
    const maizeGrams = meals.reduce((sum, meal) => sum + meal.dose_reelle, 0);
    await feed(server, ...meals.slice(0, 10));
    let { lot } = await timeline(server);
    deepEqual([lot.gavage_status, lot.itm_is_forecast, lot.current_day], ["en_cours", true, 4]);
    ok(lot.itm_moyen! > 10 && lot.itm_moyen! < 20, `${lot.itm_moyen}`);

    await feed(server, ...meals.slice(10));
    await measure(server, livers(1), livers(2));
    ({ lot } = await timeline(server));
    const [sum] = await server.db.sql`
      select sum(poids_foie_estime_g) / 2 as liver from sqal_sensor_samples`;
    equal(lot.itm_is_forecast, false);
    equal(lot.itm_moyen, Math.round(100 * maizeGrams / sum!.liver) / 100);
    deepEqual(lot.sqal_samples, ["S-1", "S-2"]);

    await server.db.sql`update sqal_pending_lots set status = 'inspected'`;
    const decided = await server.api("/api/sqal/pending-lots/LL2611001/approve", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ by: "Anne", reason: "Bel aspect" }),
    });
    equal(decided.status, 200, JSON.stringify(decided.body));
    await server.db.sql`select link_feedback_to_lot(${lot.lot_id}, '17', 4)`;

    const told = await timeline(server);
    equal((await timeline(server, lot.lot_id)).lot.code_lot, "LL2611001");
    // Products are registered meanwhile, whenever the issuer comes to it.
    const events = told.events.filter(({ event_type }) => event_type !== "product_registered");
    deepEqual(
      events.map(({ event_type, actor }) => [event_type, actor]),
      [
        ["lot_created", "gaveur:1"],
        ["gavage_started", "gaveur:1"],
        ["gavage_day", "gaveur:1"],
        ["gavage_ended", "gaveur:1"],
        ["sqal_control", "device:ESP32_LL_01"],
        ["sqal_control", "device:ESP32_LL_01"],
        ["sqal_decision", "operator:Anne"],
        ["consumer_feedback", "consumer"],
      ],
    );
    deepEqual(
      told.events.map(({ sequence }) => sequence).sort((a, b) => a - b),
      told.events.map((_, i) => i + 1),
    );
    const times = told.events.map(({ timestamp }) => timestamp);
    deepEqual(times, [...times].sort());
    equal(times[1], "2026-11-07T07:00:00.000000Z");
    deepEqual(events[3]!.data, {
      final_day: 11,
      final_itm: events[3]!.data.final_itm,
      itm_is_forecast: true,
    });
    deepEqual(events[6]!.data, { decision: "approved", by: "Anne", reason: "Bel aspect" });
    deepEqual(told.summary, {
      event_count: told.summary.event_count,
      first_event: told.summary.first_event,
      last_event: told.summary.last_event,
      gavage_events: 3,
      sqal_events: 3,
      consumer_events: 1,
    });
    equal(told.lot.average_rating, 4);
    ok(told.events.some(({ hash }) => hash === told.lot.blockchain_hash));

    const { body: stats } = await server.api("/api/registry/stats");
    deepEqual(stats, {
      total_lots: 1,
      active_lots: 0,
      completed_lots: 1,
      closed_lots: 0,
      suspended_lots: 0,
      total_canards: 50,
      active_canards: 0,
      avg_gavage_duration_days: 12,
      avg_itm_measured: told.lot.itm_moyen,
      avg_itm_forecast: null,
      average_rating: 4,
      consumer_feedbacks: 1,
    });
    const check = await checkChains(server.url, { names: ["LL2611001"], saved: {} });
    deepEqual(check.faults, []);
    ok(check.events >= events.length);
  });

  Deno.test(`registry ${engine}: samples that come later, again or elsewhere`, async () => {
    await using server = await startTestServer(engine);
    await feed(server, ...mealsOfLot(11));
    await measure(server, livers(1));
    const first = (await timeline(server)).lot.itm_moyen;
    const heavy = livers(2);
    heavy.vl53l8ch = { ...heavy.vl53l8ch, volume_mm3: 3_000_000 };
    await measure(server, heavy, livers(1), sampleNumber(3), heavy);
    const { lot, events } = await timeline(server);
    deepEqual(lot.sqal_samples, ["S-1", "S-2"]);
    equal(events.filter(({ event_type }) => event_type === "sqal_control").length, 2);
    ok(lot.itm_moyen! < first!, `${lot.itm_moyen} after ${first}`);
    // By hand: once, and the sample is then the lot's.
    for (let i = 0; i < 2; i++) {
      await server.db.sql`select link_sqal_to_lot(${lot.lot_id}, 'S-3', 'A')`;
    }
    deepEqual((await timeline(server)).lot.sqal_samples, ["S-1", "S-2", "S-3"]);
    deepEqual((await checkChains(server.url, { names: [], saved: {} })).faults, []);
  });

  Deno.test(`registry ${engine}: pages of lots and of events, filters, and refusals`, async () => {
    await using server = await startTestServer(engine);
    for (let n = 1; n <= 3; n++) await feed(server, ...mealsOfLot(1, { code_lot: `LL261100${n}` }));
    await feed(server, mealsOfLot(2, { code_lot: "LL2611004" })[0]!);
    await server.db.sql`update lots_gavage set suspendu = true where code_lot = 'LL2611004'`;
    const lots: RegistryLot[] = [];
    for (let cursor = ""; cursor !== null;) {
      const { body } = await server.api(
        `/api/registry/lots?site=LL&limit=3${cursor && `&cursor=${cursor}`}`,
      );
      lots.push(...body.lots as RegistryLot[]);
      cursor = body.next_cursor as string;
    }
    deepEqual(
      lots.map(({ code_lot, gavage_status }) => [code_lot, gavage_status]),
      [["LL2611004", "suspendu"], ...[3, 2, 1].map((n) => [`LL261100${n}`, "termine"])],
    );
    const { body } = await server.api("/api/registry/lots?status=suspendu");
    equal((body.lots as unknown[]).length, 1);

    const events: LotEvent[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = (await server.api(
        `/api/registry/events?limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )).body as unknown as LotEventPage;
      events.push(...page.events);
      cursor = page.next_cursor;
    }
    equal(events.length, 3 * 3 + 2);

    for (
      const [path, status, says] of [
        ["/api/lots/LL2611099/timeline", 404, /no lot LL2611099/],
        ["/api/registry/lots?status=perdu", 422, /status.*perdu/],
        ["/api/registry/lots?limit=0", 422, /limit.*0/],
        ["/api/registry/events?cursor=x'y", 422, /cursor/],
        ["/api/registry/events?limit=5001", 422, /limit.*5001/],
      ] as const
    ) {
      const answer = await server.api(path);
      equal(answer.status, status, path);
      match(String(answer.body.detail), says);
    }
  });
}

Deno.test("registry: verify names what was altered, through the server", async () => {
  await using server = await startTestServer("embedded");
  for (let n = 1; n <= 3; n++) await feed(server, ...mealsOfLot(8, { code_lot: `LL261100${n}` }));
  const good = await checkChains(server.url, { names: [], saved: {} });
  deepEqual([good.faults, good.lots, good.events], [[], 3, 12]);
  const lotId = (await timeline(server, "LL2611002")).lot.lot_id;
  await server.db.sql.unsafe(`
    alter table lot_events disable trigger user;
    update lot_events set data = data || '{"nb_canards": 60}'
      where lot_id = '${lotId}' and event_type = 'gavage_started';
    delete from lot_events where lot_id <> '${lotId}'
      and lot_id = (select max(lot_id) from lot_events);
    insert into lot_events (lot_id, sequence, "timestamp", event_type, actor, hash)
      select 'LOT_0', 1, now(), 'test', 'nobody', 'x'`);
  const bad = await checkChains(server.url, { names: [], saved: {} });
  deepEqual(
    bad.faults.map(({ lotId, sequence, kind }) => ({ lotId, sequence, kind })),
    [
      // A chain of no lot makes up for none.
      { lotId: "LOT_0", sequence: 1, kind: "altered" },
      { lotId, sequence: 2, kind: "altered" },
      // Nothing was saved, but the lot itself is there.
      { lotId: lotId.replace("0002", "0003"), sequence: 1, kind: "cut_off" },
    ],
  );
  const again = await checkChains(server.url, { names: [], saved: good.heads });
  deepEqual(again.faults.length, 3, "each lot once");
});
