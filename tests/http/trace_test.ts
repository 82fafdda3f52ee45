/** Tracing both ways, EPCIS and recalls over HTTP, on a whole server. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { RecallReport } from "../../src/contract/recall.ts";
import type { MaizeTrace, TraceLotList, TraceWithGraph } from "../../src/contract/trace.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { epcisFaults } from "../support/epcis.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { traceable } from "../support/traced.ts";

async function get<T>(server: TestServer, path: string): Promise<T> {
  const { status, body } = await server.api(path);
  equal(status, 200, JSON.stringify(body));
  return body as T;
}

function post(body: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`trace: from every end to every other, on ${engine}`, async (t) => {
    await using server = await startTestServer(engine);
    const one = await traceable({ server, code: "LL2611001", maize: "M-1" });
    const two = await traceable({ server, code: "LL2611002", maize: "M-1" });
    await feed(server, ...mealsOfLot(1, { code_lot: "LL2611003" }));

    await t.step("a lot, by code and by registry id", async () => {
      const trace = await get<TraceWithGraph>(server, `/api/lots/${one.code}/trace`);
      equal(trace.lot?.gaveur_nom, "Jean Martin");
      equal(trace.lot?.site_nom, "Bretagne");
      deepEqual(trace.lot?.maize_lots, ["M-1"]);
      deepEqual(trace.maize.map(({ code, supplier, since }) => [code, supplier, since]), [
        ["M-1", "Coopérative", "2026-11-07"],
      ]);
      deepEqual([trace.lot?.meals.count, trace.lot?.meals.dose_reelle_g], [4, 826]);
      equal(trace.lot?.meals.maize_kg, 39.648);
      deepEqual(trace.samples.map(({ sample_id }) => sample_id), [
        "S-LL2611001-0",
        "S-LL2611001-1",
      ]);
      equal(trace.samples[0]?.device_id, "ESP32_LL_01");
      deepEqual(trace.products.map(({ product_id }) => product_id), [one.product]);
      deepEqual(trace.feedbacks.map(({ overall_rating }) => overall_rating).sort(), [4, 5]);
      deepEqual([trace.lot?.nb_feedbacks, trace.lot?.average_rating], [2, 4.5]);
      equal(trace.graph, undefined);
      const byId = await get<TraceWithGraph>(server, `/api/lots/${trace.lot!.lot_id}/trace`);
      deepEqual(byId, trace);
    });

    await t.step("a product, by id and by QR code, back to the maize", async () => {
      const trace = await get<TraceWithGraph>(server, `/api/products/${one.product}/trace`);
      deepEqual(trace.subject, { kind: "product", id: one.product });
      equal(trace.lot?.code_lot, one.code);
      equal(trace.maize[0]?.code, "M-1");
      deepEqual(trace.samples.map(({ sample_id }) => sample_id), [one.sample]);
      equal(trace.feedbacks.length, 2);
      deepEqual(await get(server, `/api/products/${one.qr}/trace`), trace);
    });

    await t.step("a sample, both ways", async () => {
      const trace = await get<TraceWithGraph>(server, `/api/samples/${two.sample}/trace`);
      equal(trace.lot?.code_lot, two.code);
      deepEqual(trace.products.map(({ product_id }) => product_id), [two.product]);
      const unsold = await get<TraceWithGraph>(server, `/api/samples/S-${two.code}-0/trace`);
      deepEqual([unsold.products, unsold.feedbacks], [[], []]);
    });

    await t.step("a drawing has an edge from each thing to what came of it", async () => {
      const { graph } = await get<TraceWithGraph>(server, `/api/lots/${one.code}/trace?graph=true`);
      const ids = new Set(graph!.nodes.map(({ id }) => id));
      ok(graph!.edges.every(({ from, to }) => ids.has(from) && ids.has(to)));
      const next = (from: string) =>
        graph!.edges.filter((edge) => edge.from === from).map(({ to }) => to);
      const [lot] = next("maize:M-1");
      deepEqual(next("gaveur:1"), [lot]);
      const sold = next(lot!).find((id) => id.includes(one.sample))!;
      ok(next("device:ESP32_LL_01").includes(sold));
      deepEqual(next(sold), [`product:${one.product}`]);
      equal(next(`product:${one.product}`).length, 2);
    });

    await t.step("maize, forward, page by page", async () => {
      const first = await get<MaizeTrace>(server, "/api/maize/M-1/trace?limit=1");
      deepEqual(first.totals, { lots: 2, samples: 4, products: 2, feedbacks: 4 });
      deepEqual(first.lots.map(({ code_lot, since }) => [code_lot, since]), [
        [two.code, "2026-11-07"],
      ]);
      deepEqual(first.products.map(({ product_id }) => product_id), [two.product]);
      const next = await get<MaizeTrace>(
        server,
        `/api/maize/M-1/trace?limit=1&cursor=${first.next_cursor}`,
      );
      deepEqual(next.lots.map(({ code_lot }) => code_lot), [one.code]);
      deepEqual([next.feedbacks.length, next.next_cursor], [2, null]);
    });

    const filters: [string, string[]][] = [
      ["", ["LL2611003", "LL2611002", "LL2611001"]],
      ["maize_lot=M-1", ["LL2611002", "LL2611001"]],
      ["site=MT", []],
      ["gaveur_id=1&limit=2", ["LL2611003", "LL2611002"]],
      ["from=2026-11-07&to=2026-11-07", ["LL2611003", "LL2611002", "LL2611001"]],
      ["from=2026-11-08", []],
      ["to=2026-11-06", []],
    ];
    for (const [query, codes] of filters) {
      await t.step(`lots by ${query || "nothing"}`, async () => {
        const { lots } = await get<TraceLotList>(server, `/api/trace?${query}`);
        deepEqual(lots.map(({ code_lot }) => code_lot), codes);
      });
    }

    const unknown = [
      ["/api/lots/LL2611009/trace", "no lot LL2611009"],
      ["/api/lots/LL2611009/epcis", "no lot LL2611009"],
      ["/api/products/FG_X/trace", "no product FG_X"],
      ["/api/samples/S-9/trace", "no sample S-9"],
      ["/api/maize/M-9/trace", "no maize lot M-9"],
      ["/api/recall?maize_lot=M-9", "no maize lot M-9"],
      ["/api/recall?lot=LL2611001,LL9", "no lot LL9"],
      ["/api/recall?lot=,", "no lot ,"],
      ["/api/recall?gaveur_id=999", "no gaveur 999"],
      ["/api/recall?site=XX", "no site XX"],
    ] as const;
    for (const [path, detail] of unknown) {
      await t.step(`404 ${path}`, async () => {
        const { status, body } = await server.api(path);
        deepEqual([status, body.code, body.detail], [404, "not_found", detail]);
      });
    }

    const bad = [
      "/api/trace?from=hier",
      "/api/trace?cursor=x",
      "/api/recall",
      "/api/recall?lot=a%00",
    ];
    for (const path of [...bad, "/api/recall?since=2026-11-07", "/api/trace?site=LLL"]) {
      await t.step(`422 ${path}`, async () => {
        const { status, body } = await server.api(path);
        deepEqual([status, body.code], [422, "invalid"]);
      });
    }
  });
}

Deno.test("epcis: a lot's document is valid, and its events keep their ids", async () => {
  await using server = await startTestServer("embedded");
  const { code, product } = await traceable({ server, code: "LL2611001", maize: "M-1" });
  const response = await fetch(`${server.url}/api/lots/${code}/epcis`);
  match(response.headers.get("content-type")!, /^application\/ld\+json/);
  equal(response.headers.get("GS1-EPCIS-Version"), "2.0.0");
  equal(response.headers.get("GS1-CBV-Version"), "2.0.0");
  const document = await response.json();
  deepEqual(epcisFaults(document), []);
  const events = document.epcisBody.eventList;
  // Placed, four meals, slaughtered, two livers, one product, two opinions.
  equal(events.length, 11);
  ok(JSON.stringify(events).includes(product));
  const again = await server.api(`/api/lots/${code}/epcis`);
  deepEqual((again.body as typeof document).epcisBody, document.epcisBody);
});

Deno.test("recall: a drill changes nothing, a recall withdraws what there is and what comes", async (t) => {
  await using server = await startTestServer("embedded");
  const { sql } = server.db;
  const one = await traceable({ server, code: "LL2611001", maize: "M-1" });
  const other = await traceable({ server, code: "LL2611002", maize: "M-2" });
  const order = { maize_lot: "M-1", since: "2026-11-08", reason: "aflatoxine", by: "Anne" };
  const active = async (id: string) =>
    (await sql`select is_active from consumer_products where product_id = ${id}`)[0]!.is_active;

  await t.step("the drill", async () => {
    const report = await get<RecallReport>(server, "/api/recall?maize_lot=M-1&since=2026-11-08");
    equal(report.executed, false);
    deepEqual(report.counts, {
      lots: 1,
      samples: 2,
      products: 1,
      products_active: 1,
      products_withdrawn: 0,
      feedbacks: 2,
    });
    ok(report.took_ms >= 0);
    deepEqual(report.products.map(({ product_id }) => product_id), [one.product]);
    equal(await active(one.product), true);
  });

  await t.step("lots fed only before the day are not concerned", async () => {
    // Slaughtered on the 8th, in the evening.
    const report = await get<RecallReport>(server, "/api/recall?maize_lot=M-1&since=2026-11-09");
    equal(report.counts.lots, 0);
  });

  await t.step("no reason, no recall", async () => {
    const { status, body } = await server.api("/api/recall", post({ ...order, reason: " " }));
    deepEqual([status, body.code], [422, "invalid"]);
    equal(await active(one.product), true);
  });

  await t.step("the recall", async () => {
    const { status, body } = await server.api("/api/recall", post(order));
    equal(status, 200);
    const report = body as unknown as RecallReport;
    deepEqual([report.executed, report.reason], [true, "aflatoxine"]);
    deepEqual([report.counts.products_active, report.counts.products_withdrawn], [0, 1]);
    deepEqual([await active(one.product), await active(other.product)], [false, true]);
    const [event] = await sql`select e.actor, e.data from lot_events e
      join lots_gavage using (lot_id) where code_lot = ${one.code} and event_type = 'recall'`;
    equal(event!.actor, "operator:Anne");
    deepEqual(event!.data.product_ids, [one.product]);
    deepEqual([event!.data.reason, event!.data.maize_lot], ["aflatoxine", "M-1"]);
  });

  await t.step("again, it changes nothing", async () => {
    const { body } = await server.api("/api/recall", post({ ...order, reason: "autre" }));
    equal((body as unknown as RecallReport).counts.products_withdrawn, 0);
    const events = await sql`select from lot_events where event_type = 'recall'`;
    equal(events.length, 1);
    const [product] = await sql`select recall_reason from consumer_products
      where product_id = ${one.product}`;
    equal(product!.recall_reason, "aflatoxine");
  });

  await t.step("a product that is issued later is never sold", async () => {
    for (const { code, qr } of [one, other]) {
      await sql`insert into consumer_products
          (product_id, qr_code, qr_signature, lot_id, site_code, production_date)
        select ${`late-${code}`}, ${`${qr}-late`}, 'x', id, 'LL', '2026-11-09'
        from lots_gavage where code_lot = ${code}`;
    }
    deepEqual([await active(`late-${one.code}`), await active(`late-${other.code}`)], [
      false,
      true,
    ]);
  });

  await t.step("the EPCIS document tells of it", async () => {
    const { body } = await server.api(`/api/lots/${one.code}/epcis`);
    deepEqual(epcisFaults(body), []);
    const { eventList } = body.epcisBody as { eventList: { disposition?: string }[] };
    equal(eventList.filter(({ disposition }) => disposition === "recalled").length, 1);
  });
});
