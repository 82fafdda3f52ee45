/** `/api/consumer` over HTTP, on a whole server. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ConsumerProduct } from "../../src/contract/consumer.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { lotWithProducts, productsOf, statusOf } from "../support/products.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { sampleNumber } from "../support/samples.ts";
import { TestSocket } from "../support/test_socket.ts";

interface Options {
  person?: string;
  key?: string;
}

function rate(
  server: TestServer,
  product: ConsumerProduct,
  { person = "ann", key, ...changes }: Options & Frame = {},
) {
  return post(
    server,
    {
      product_id: product.product_id,
      qr_code: product.qr_code,
      overall_rating: 4,
      detailed_ratings: { texture: 2, flavor: 3, freshness: 2 },
      comment: "Très bon, un peu ferme.",
      consumption_context: "home",
      ...changes,
    },
    { "consumer-id": person, ...(key && { "idempotency-key": key }) },
  );
}

function post(server: TestServer, body: unknown, headers: Record<string, string> = {}) {
  return server.api("/api/consumer/feedback", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** The value of a counter, 0 before its first event. */
async function counted(server: TestServer, metric: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(text.split("\n").find((line) => line.startsWith(metric))?.split(" ").at(-1) ?? 0);
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`consumer ${engine}: products of an inspected lot, listed and scanned`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    const products = await lotWithProducts(server);
    const [product] = products;
    match(product!.product_id, /^FG_LL_20261118_\d{10}$/);
    match(
      product!.qr_code,
      new RegExp(
        `^SQAL_${product!.lot_id}_LL2611001-2_${product!.product_id}_[0-9a-f]{16}$`,
      ),
    );
    deepEqual(Object.keys(product!).sort(), [
      "blockchain_hash",
      "created_at",
      "lot_id",
      "product_id",
      "qr_code",
      "sample_id",
      "sqal_grade",
    ]);
    const told = await dashboard.next("product_registered");
    equal((told.data as Frame).product_id, products.at(-1)!.product_id);

    const list = async (query: string) =>
      await server.api(`/api/consumer/products${query}`) as unknown as { status: number; body: [] };
    equal((await list(`?lot_id=${product!.lot_id}`)).body.length, 2);
    equal((await list("/?code_lot=LL2611001")).body.length, 2);
    deepEqual((await list("?code_lot=nowhere")).body, []);
    deepEqual((await list("?lot_id=999999")).body, []);
    equal((await list("?lot_id=abc")).status, 422);
    equal((await list(`?lot_id=${product!.lot_id}&code_lot=LL2611001`)).status, 400);

    const { status, body } = await server.api(`/api/consumer/scan/${product!.qr_code}`);
    equal(status, 200);
    const trace = body.traceability as Frame;
    equal(trace.lot_code, "LL2611001");
    equal(trace.site_name, "Bretagne");
    equal(trace.production_date, "2026-11-18T00:00:00");
    equal(trace.quality_control_date, "2026-11-22T08:00:02+00:00");
    equal(trace.best_before_date, "2027-05-21T00:00:00");
    equal(trace.gavage_duration_days, 12);
    ok(Number(trace.average_itm) > 0);
    deepEqual(trace.certifications, []);
    equal(trace.blockchain_verified, true);
    deepEqual([body.already_reviewed, body.average_rating, body.total_reviews], [false, null, 0]);
    ok(!JSON.stringify(body).includes("Martin"), "the gaveur is anonymous");

    const { body: told2 } = await server.api(`/api/public/traceability/${product!.qr_code}`);
    equal((told2.timeline as []).length, 3);
    deepEqual(told2.quality, { score: 74.1, grade: "good" });
    ok(!JSON.stringify(told2).includes("Martin"));
    const { body: latest } = await server.api("/api/consumer/latest-product");
    equal((latest.product as Frame).product_id, product!.product_id);
    ok(Number((latest.product as Frame).tof_score) > 0);
    // A sample that comes late is a product of its own, a resent one is none.
    await using socket = await TestSocket.open(`${server.url}/ws/sensors`);
    socket.send(sampleNumber(1, { sample_id: "LL2611001-1", lot_id: "LL2611001" }));
    socket.send(sampleNumber(9, { sample_id: "late", lot_id: "LL2611001" }));
    await socket.take(2, "ack");
    await productsOf(server, { code: "LL2611001", count: 3 });
  });

  Deno.test(`consumer ${engine}: codes that are not ours are refused and counted`, async () => {
    await using server = await startTestServer(engine);
    const [product] = await lotWithProducts(server);
    const code = product!.qr_code;
    const other = code.at(-1) === "0" ? "1" : "0";
    const unsigned = code.slice(0, -17);
    for (
      const forged of [
        code.slice(0, -1) + other,
        code.replace("LL2611001-2", "LL2611001-1"),
        unsigned,
        "x",
        "%00",
        "%F0%9F%A6%86",
      ]
    ) {
      const { status, body } = await server.api(`/api/consumer/scan/${forged}`);
      equal(status, 404, forged);
      deepEqual(body, { detail: "QR code invalide ou produit introuvable" });
    }
    equal(await counted(server, 'gavaged_qr_refused_total{reason="forged"}'), 2);
    equal(await counted(server, 'gavaged_qr_refused_total{reason="malformed"}'), 4);
    const page = await fetch(`${server.url}/p/${unsigned}`);
    equal(page.status, 404);
    match(await page.text(), /Code inconnu|Unknown code/);
  });

  Deno.test(`consumer ${engine}: a rejected lot leaves the market and may come back, a recalled product not`, async () => {
    await using server = await startTestServer(engine);
    const [product, other] = await lotWithProducts(server);
    const recall = (body: unknown) =>
      server.api(`/api/products/${product!.product_id}/recall`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    equal((await recall({})).status, 422);
    const { status, body: recalled } = await recall({ reason: "verre", by: "eva" });
    equal(status, 200);
    deepEqual([recalled.is_active, recalled.recall_reason, recalled.recalled_by], [
      false,
      "verre",
      "eva",
    ]);
    equal((await recall({ reason: "autre" })).body.recall_reason, "verre");
    equal((await server.api("/api/products/FG_0/recall", { method: "POST" })).status, 422);
    const [event] = await server.db.sql`
      select actor, data from lot_events where event_type = 'recall'`;
    deepEqual(event, {
      actor: "operator:eva",
      data: { reason: "verre", product_id: product!.product_id },
    });
    equal((await server.api(`/api/consumer/scan/${product!.qr_code}`)).status, 404);
    equal(await statusOf(`${server.url}/p/${product!.qr_code}`), 410);
    equal((await rate(server, product!)).status, 404);

    await server.db.sql`update sqal_pending_lots set status = 'rejected'`;
    equal((await server.api(`/api/consumer/scan/${other!.qr_code}`)).status, 404);
    await productsOf(server, { code: "LL2611001", count: 0 });
    await server.db.sql`update sqal_pending_lots set status = 'approved'`;
    const [back] = await productsOf(server, { code: "LL2611001", count: 1 });
    equal(back!.product_id, other!.product_id);
    equal(await counted(server, 'gavaged_qr_refused_total{reason="inactive"}'), 4);
  });

  Deno.test(`consumer ${engine}: feedback is linked, counted and answered by the contract`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    const [product, other] = await lotWithProducts(server);
    const comment = `${"é".repeat(60)}`;
    const { status, body } = await rate(server, product!, {
      comment,
      consumption_date: "2026-12-24T20:00:00Z",
    });
    equal(status, 200);
    equal(body.success, true);
    equal(body.reward_points, 10);
    const frame = await dashboard.next("consumer_feedback");
    equal((frame.data as Frame).overall_rating, 4);
    ok(!JSON.stringify(frame).includes("éé"), "no words of people in frames");

    const [row] = await server.db.sql`
      select f.time, f.ip_hash, m.freshness_index, m.sqal_grade, e.data, e."timestamp", e.actor
      from consumer_feedbacks f
      join consumer_feedback_ml_data m using (feedback_id)
      join lot_events e on e.event_type = 'consumer_feedback'`;
    equal(row!.time, "2026-12-24T20:00:00Z");
    equal(row!.timestamp, row!.time);
    match(row!.ip_hash, /^[0-9a-f]{64}$/);
    deepEqual([row!.freshness_index, row!.sqal_grade, row!.actor], [0.9, "B", "consumer"]);
    equal(row!.data.feedback_id, body.feedback_id);
    equal(row!.data.product_id, product!.product_id);

    const repeated = await rate(server, product!);
    equal(repeated.status, 409);
    equal(typeof repeated.body.detail, "string");
    const { body: scan } = await server.api(`/api/consumer/scan/${product!.qr_code}`, {
      headers: { "consumer-id": "ann" },
    });
    deepEqual([scan.already_reviewed, scan.total_reviews], [true, 1]);
    // Thirty days later the same person may speak again.
    await server.db
      .sql`update consumer_reviewers set reviewed_at = reviewed_at - interval '31 days'`;
    equal((await rate(server, product!)).status, 200);

    equal(
      (await rate(server, product!, { person: "bob", product_id: other!.product_id })).status,
      400,
    );
    equal((await rate(server, product!, { person: "bob", product_id: "FG_0" })).status, 400);
    equal((await rate(server, product!, { person: "bob", qr_code: "SQAL_1" })).status, 404);
    for (
      const wrong of [
        { overall_rating: 6 },
        { overall_rating: 0 },
        { overall_rating: 4.5 },
        { overall_rating: null },
        { overall_rating: [5] },
        { comment: "x".repeat(1_001) },
        { comment: "a\0b" },
        { comment: "\ud83e" },
        { comment: { a: 1 } },
        { consumption_context: "moon" },
        { consumption_date: "soon" },
        { consumption_date: "2026-11-17" },
        { detailed_ratings: { texture: 9 } },
        { detailed_ratings: "good" },
        { qr_code: undefined },
      ]
    ) {
      const { status, body } = await rate(server, product!, { person: "bob", ...wrong });
      equal(status, 422, JSON.stringify(wrong));
      const [issue] = body.detail as Frame[];
      equal((issue!.loc as string[])[0], "body");
      if ("consumption_date" in wrong) {
        deepEqual(issue!.loc, ["body", "consumption_date"]);
        match(String(issue!.msg), new RegExp(`got ${wrong.consumption_date}$`));
      }
    }
    for (const body of ["", "null", "[]", "{", "5"]) {
      equal((await post(server, body)).status, 422, body);
    }
    equal((await post(server, { comment: "x".repeat(3_000_000) })).status, 413);
    const emoji = await rate(server, product!, {
      person: "bob",
      comment: "🦆".repeat(1_000),
      overall_rating: "5",
    });
    equal(emoji.status, 200);
    equal((await server.db.sql`select from consumer_feedbacks`).length, 3);
  });

  Deno.test(`consumer ${engine}: of twelve at once one counts; a key is answered the same again`, async () => {
    await using server = await startTestServer(engine);
    const [product, other] = await lotWithProducts(server);
    const twelve = Array.from({ length: 12 });
    const answers = await Promise.all(twelve.map(() => rate(server, product!)));
    deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(11).fill(409)]);
    equal((await server.db.sql`select from consumer_feedbacks`).length, 1);

    const keyed = await Promise.all(twelve.map(() => rate(server, other!, { key: "k1" })));
    equal(new Set(keyed.map(({ status, body }) => `${status} ${body.feedback_id}`)).size, 1);
    equal(keyed[0]!.status, 200);
    equal((await rate(server, other!, { key: "k1", overall_rating: 1 })).status, 422);
    equal(
      (await server.db.sql`select from lot_events where event_type = 'consumer_feedback'`).length,
      2,
    );
    const people = await Promise.all(
      twelve.map((_, i) => rate(server, other!, { person: `p${i}` })),
    );
    deepEqual(new Set(people.map(({ status }) => status)), new Set([200]));
  });

  Deno.test(`consumer ${engine}: statistics are of this moment`, async () => {
    await using server = await startTestServer(engine);
    const [product] = await lotWithProducts(server);
    const id = product!.product_id;
    equal((await server.api(`/api/consumer/producer/lot/${product!.lot_id}/stats`)).status, 404);
    for (const [i, overall_rating] of [5, 4, 4, 3].entries()) {
      await rate(server, product!, { person: `p${i}`, overall_rating, would_recommend: i < 3 });
    }
    equal((await server.api(`/api/consumer/product/${id}/stats`)).status, 404);
    await rate(server, product!, { person: "p5", overall_rating: 1, comment: "court" });
    const { body: stats } = await server.api(`/api/consumer/product/${id}/stats`);
    deepEqual(stats, {
      product_id: id,
      total_reviews: 5,
      average_rating: 3.4,
      rating_distribution: { "1": 1, "2": 0, "3": 1, "4": 2, "5": 1 },
      recommendation_rate: 75,
    });
    const { body: scan } = await server.api(`/api/consumer/scan/${product!.qr_code}`);
    deepEqual([scan.average_rating, scan.total_reviews], [3.4, 5]);
    const { body: lot } = await server.api(
      `/api/consumer/producer/lot/${product!.lot_id}/stats?period=7d`,
    );
    const analytics = lot.analytics as Frame;
    deepEqual([analytics.total_feedbacks, analytics.avg_texture, analytics.trend_7d], [5, 2, null]);
    equal((lot.recent_comments as []).length, 4);
    const { body: site } = await server.api("/api/consumer/producer/site/LL/stats?period=all");
    deepEqual([
      site.total_lots,
      site.total_products,
      (site.analytics as Frame).average_overall_rating,
    ], [1, 1, 3.4]);
    const { body: comments } = await server.api(
      "/api/consumer/producer/comments/recent?site_code=LL&limit=2",
    );
    equal(comments.total, 2);
    const { body: feedbacks } = await server.api("/api/consumer/feedbacks?limit=3");
    equal((feedbacks as unknown as []).length, 3);
    equal((await server.api("/api/consumer/feedbacks?limit=101")).status, 422);

    equal((await server.api("/api/consumer/ml/training-data")).status, 404);
    const { body: training } = await server.api("/api/consumer/ml/training-data?min_feedbacks=5");
    equal(training.total, 5);
    const ids = (training.data as Frame[]).map(({ feedback_id }) => feedback_id);
    const { body: marked } = await server.api("/api/consumer/ml/mark-used?split=test", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([...ids.slice(0, 2), 999_999]),
    });
    deepEqual(marked, { success: true, marked_count: 2, split: "test" });

    // One that dates itself far ahead neither hides the others nor comes back to stay.
    await rate(server, product!, { person: "p6", consumption_date: "2028-05-01T12:00:00Z" });
    await rate(server, product!, { person: "p7", comment: "court" });
    const { body: after } = await server.api(
      `/api/consumer/producer/lot/${product!.lot_id}/stats?period=7d`,
    );
    equal((after.analytics as Frame).total_feedbacks, 7);
  });

  Deno.test(`consumer ${engine}: registering by hand, and the chain that records it`, async () => {
    await using server = await startTestServer(engine);
    const [product] = await lotWithProducts(server);
    const register = (lot: number, sample: string) =>
      server.api(
        `/api/consumer/internal/register-product?lot_id=${lot}&sample_id=${sample}&site_code=LL`,
        { method: "POST" },
      );
    const { body } = await register(product!.lot_id, product!.sample_id!);
    equal(body.product_id, product!.product_id);
    equal((await register(999_999, "x")).status, 404);
    equal((await register(product!.lot_id, "x")).status, 404);
    equal(
      (await server.api("/api/consumer/internal/register-product", { method: "POST" })).status,
      422,
    );

    // One of no lot, linked after the inspection, is sold like those measured before it.
    await using socket = await TestSocket.open(`${server.url}/ws/sensors`);
    socket.send(sampleNumber(9, { sample_id: "alone" }));
    await socket.take(1, "ack");
    await server.db.sql`select link_sqal_to_lot(lot_id, 'alone', 'A') from lots_gavage`;
    const [late] = await productsOf(server, { code: "LL2611001", count: 3 });
    equal(late!.sample_id, "alone");

    const chain = "/api/consumer/blockchain";
    const { body: verdict } = await server.api(`${chain}/verify/${product!.blockchain_hash}`);
    equal(verdict.valid, true);
    equal((verdict.event as Frame).type_evenement, "product_registered");
    equal((await server.api(`${chain}/verify/${"0".repeat(64)}`)).body.valid, false);
    equal((await server.api(`${chain}/verify/rubbish`)).body.valid, false);
    const { body: history } = await server.api(`${chain}/product/${product!.product_id}/history`);
    const types = (history.events as Frame[]).map(({ type_evenement }) => type_evenement);
    equal(types.filter((type) => type === "product_registered").length, 1);
    ok(types.includes("gavage_started"), String(types));
    equal((await server.api(`${chain}/product/FG_0/history`)).status, 404);
    const link = `/api/consumer/internal/link-blockchain?blockchain_hash=0xabc&product_id=`;
    equal((await server.api(link + product!.product_id, { method: "POST" })).status, 200);
    equal((await server.api(`${link}FG_0`, { method: "POST" })).status, 404);
    const { body: recent } = await server.api(`${chain}/recent?limit=1`);
    equal((recent as unknown as Frame[])[0]!.type_evenement, "blockchain_record");
  });
}
