import assert from "node:assert/strict";
import type { ConsumerEvent } from "../../simulators/consumer/mod.ts";
import { MADE_MS, makeProducts } from "./consumer_livers.ts";
import { digest, problem, runInShop, Shop, WALL_START_MS } from "./consumer_world.ts";

const PRODUCTS = makeProducts(30);
const count = (events: readonly ConsumerEvent[], kind: ConsumerEvent["kind"]) =>
  events.filter((event) => event.kind === kind).length;

Deno.test("consumer run: the same seed and products give the same feedbacks at any acceleration", async () => {
  const stories = await Promise.all(([1_440, 86_400, "max"] as const).map(async (accel) => {
    const shop = new Shop(PRODUCTS);
    await runInShop(shop, { accel });
    return digest(shop.posted);
  }));
  assert.equal(stories[1], stories[0]);
  assert.equal(stories[2], stories[0]);
  const other = new Shop(PRODUCTS);
  await runInShop(other, { seed: 8 });
  assert.notEqual(digest(other.posted), stories[0]);
});

Deno.test("consumer run: the story of seed 7 does not change from release to release", async () => {
  const shop = new Shop(PRODUCTS);
  await runInShop(shop);
  assert.equal(
    digest(shop.posted),
    "9ce4b76814272ec0e77f3306582c5333125a42db49ce8e1345f2b8229ea72104",
  );
});

Deno.test("consumer run: as many visits as asked for, each scanned first and then rated once", async () => {
  const shop = new Shop(PRODUCTS);
  const { summary, events, clock } = await runInShop(shop, { feedbacks: 100 });
  assert.equal(summary.outcome, "done");
  assert.deepEqual(
    [summary.due, summary.sent, summary.accepted, summary.duplicates, summary.refused],
    [100, 100, 100, 0, 0],
  );
  assert.equal(shop.posted.length, 100);
  assert.equal(new Set(shop.posted.map(({ key }) => key)).size, 100);
  assert.equal(summary.stars.reduce((sum, stars) => sum + stars), 100);
  const mean = shop.posted.reduce((sum, { body }) => sum + body.overall_rating, 0) / 100;
  assert.ok(Math.abs(summary.meanRating! - mean) < 1e-9);
  for (const { body } of shop.posted) {
    const scan = shop.asked.indexOf(`GET /api/consumer/scan/${body.qr_code}`);
    assert.ok(scan >= 0);
  }
  const samples = shop.asked.filter((request) => request.includes("/api/sqal/samples/"));
  assert.equal(new Set(samples).size, samples.length, "each sample is asked for once");
  assert.equal(count(events, "feedback_accepted"), 100);
  assert.equal(clock.pending, 0);
  assert.ok(shop.mostOpen <= 17, `${shop.mostOpen} requests at a time`);
});

Deno.test("consumer run: people come back, and nobody rates one product twice", async () => {
  const shop = new Shop(PRODUCTS.slice(0, 3));
  const { summary } = await runInShop(shop, { feedbacks: 300 });
  assert.equal(summary.duplicates, 0);
  assert.equal(summary.accepted, 300);
  const persons = new Set(shop.posted.map(({ consumerId }) => consumerId));
  assert.ok(persons.size < 280, `${persons.size} persons`);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const person of persons) assert.match(person, uuid);
});

Deno.test("consumer run: visits are a Poisson process of the rate, in simulated time", async () => {
  const shop = new Shop(PRODUCTS);
  const { events, summary } = await runInShop(shop, { feedbacks: 2_000, perHour: 20 });
  const visits = events.flatMap((event) =>
    event.kind === "feedback_accepted" ? [event.feedback] : []
  ).sort((a, b) => a.visit - b.visit);
  const gaps = visits.slice(1).map(({ simMs }, i) => simMs - visits[i]!.simMs);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const sd = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  assert.ok(Math.abs(mean / 180_000 - 1) < 0.08, `${mean} ms between visits`);
  assert.ok(Math.abs(sd / mean - 1) < 0.1, `gaps vary by ${sd / mean} of their mean`);
  assert.equal(summary.simulatedUntil, new Date(visits.at(-1)!.simMs).toISOString());
});

Deno.test("consumer run: eaten after the product was made, and before the visit", async () => {
  const shop = new Shop(PRODUCTS);
  const { events } = await runInShop(shop, { feedbacks: 500, perHour: 2 });
  for (const event of events) {
    if (event.kind !== "feedback_accepted") continue;
    const { body, simMs } = event.feedback;
    const made = PRODUCTS.find(({ row }) => row.product_id === body.product_id)!.row.created_at;
    const eatenMs = Date.parse(body.consumption_date);
    assert.ok(eatenMs >= Date.parse(made) + 43_200_000);
    assert.ok(eatenMs <= simMs);
  }
});

Deno.test("consumer run: nobody tells of a meal to come, however far ahead simulated time is", async () => {
  // Made in the three hours before the run: the market opens three days later.
  const aheadMs = WALL_START_MS - MADE_MS - 3 * 3_600_000;
  const later = (time: string) => new Date(Date.parse(time) + aheadMs).toISOString();
  const fresh = PRODUCTS.map(({ row, scan, sample }) => ({
    row: { ...row, created_at: later(row.created_at) },
    scan: {
      ...scan,
      traceability: {
        ...scan.traceability,
        production_date: null,
        quality_control_date: null,
        best_before_date: null,
      },
    },
    sample,
  }));
  for (const accel of [1, 1_440, "max"] as const) {
    const shop = new Shop(fresh);
    const { events, summary } = await runInShop(shop, { accel, feedbacks: 60 });
    assert.equal(summary.accepted, 60);
    for (const event of events) {
      if (event.kind !== "feedback_accepted") continue;
      const { body } = event.feedback;
      const made = fresh.find(({ row }) => row.product_id === body.product_id)!.row.created_at;
      const eatenMs = Date.parse(body.consumption_date);
      assert.ok(eatenMs <= WALL_START_MS + summary.wallSeconds * 1_000, body.consumption_date);
      assert.ok(eatenMs >= Date.parse(made), body.consumption_date);
    }
  }
});

Deno.test("consumer run: time is the wall's at ×1, and else follows the products", async () => {
  const opened = async (accel: number | "max") => {
    const { events } = await runInShop(new Shop(PRODUCTS), { accel, feedbacks: 1 });
    const event = events.find((event) => event.kind === "opened");
    return event?.kind === "opened" ? event.simMs : undefined;
  };
  assert.equal(await opened(1), WALL_START_MS);
  const newestMs = MADE_MS + 30 * 60_000;
  assert.equal(await opened(1_440), newestMs + 3 * 86_400_000);
  assert.equal(await opened("max"), newestMs + 3 * 86_400_000);
});

Deno.test("consumer run: waits with empty shelves, wakes with the first product, follows new ones", async () => {
  const shop = new Shop([]);
  let looks = 0;
  shop.interfere = ({ path }) => {
    if (path !== "/api/consumer/products") return undefined;
    if (++looks === 4) shop.products.push(...PRODUCTS.slice(0, 5));
    if (looks === 6) shop.products.push(...PRODUCTS.slice(5, 10));
    return undefined;
  };
  const { summary, events, clock } = await runInShop(shop, { accel: 1_440, feedbacks: 100 });
  assert.equal(summary.outcome, "done");
  assert.equal(count(events, "waiting_for_products"), 1, "said once");
  const opened = events.find((event) => event.kind === "opened");
  assert.ok(opened?.kind === "opened");
  assert.equal(opened.wallMs - WALL_START_MS, 1_000 + 2_000 + 4_000, "asked ever more seldom");
  const rated = new Set(shop.posted.map(({ body }) => body.product_id));
  assert.ok(PRODUCTS.slice(5, 10).some(({ row }) => rated.has(row.product_id)));
  assert.equal(clock.pending, 0);
});

Deno.test("consumer run: a recalled product is dropped, and with the last one time stands still", async () => {
  const shop = new Shop(PRODUCTS.slice(0, 3));
  for (const { row } of PRODUCTS.slice(0, 2)) shop.recalled.add(row.product_id);
  const some = await runInShop(shop, { feedbacks: 30, accel: 1_440 });
  assert.equal(some.summary.outcome, "done");
  // Visits that were under way at the same time may have found it gone as well.
  assert.ok(some.summary.recalled >= 2 && some.summary.recalled < 6, `${some.summary.recalled}`);
  assert.equal(some.summary.accepted + some.summary.recalled, 30);
  assert.ok(shop.posted.every(({ body }) => body.product_id === PRODUCTS[2]!.row.product_id));

  const none = new Shop(PRODUCTS.slice(0, 1));
  none.recalled.add(PRODUCTS[0]!.row.product_id);
  let looks = 0;
  none.interfere = ({ path }) => {
    if (path === "/api/consumer/products" && ++looks === 3) none.products.push(PRODUCTS[1]!);
    return undefined;
  };
  const { summary, events, clock } = await runInShop(none, { feedbacks: 10, accel: 1_440 });
  assert.equal(summary.outcome, "done");
  assert.equal(count(events, "waiting_for_products"), 1);
  assert.ok(summary.accepted >= 8);
  assert.equal(clock.pending, 0);
});

Deno.test("consumer run: one lot only, when one is named", async () => {
  const shop = new Shop(PRODUCTS);
  await runInShop(shop, { lot: "LL2611002", feedbacks: 20 });
  const ofLot = PRODUCTS.filter(({ row }) => row.lot_id === 2).map(({ row }) => row.product_id);
  assert.equal(shop.posted.length, 20);
  assert.ok(shop.posted.every(({ body }) => ofLot.includes(body.product_id)));
});

Deno.test("consumer run: some products only, when they are named", async () => {
  const shop = new Shop(PRODUCTS);
  const products = PRODUCTS.slice(2, 5).map(({ row }) => row.product_id);
  const { events } = await runInShop(shop, { products, feedbacks: 20 });
  assert.deepEqual(new Set(shop.posted.map(({ body }) => body.product_id)), new Set(products));
  const shelves = events.flatMap((event) => event.kind === "products" ? [event.products] : []);
  assert.deepEqual(shelves, [3]);
});

Deno.test("consumer run: an overloaded server is asked again when it says, with the same feedback", async () => {
  const shop = new Shop(PRODUCTS);
  const sent: string[] = [];
  const takes = shop.fetch;
  let refusals = 0;
  const { summary, events, clock } = await runInShop(shop, { feedbacks: 1 }, {
    fetch: (url, init) => {
      if (init.method === "POST") {
        sent.push(`${init.headers?.["idempotency-key"]} ${init.body}`);
        if (++refusals < 4) {
          const status = [429, 503][refusals % 2]!;
          return Promise.resolve(problem(status, "overloaded", { "retry-after": "30" }));
        }
      }
      return takes(url, init);
    },
  });
  assert.equal(summary.outcome, "done");
  assert.equal(summary.resent, 3);
  assert.equal(new Set(sent).size, 1);
  assert.equal(clock.now() - WALL_START_MS, 90_000);
  assert.ok(count(events, "server_away") >= 1);
  assert.equal(count(events, "server_back"), count(events, "server_away"));
});

Deno.test("consumer run: an answer that got lost is not counted twice, silence ends after ten seconds", async () => {
  const shop = new Shop(PRODUCTS);
  const takes = shop.fetch;
  let lost = 0;
  const { summary, clock } = await runInShop(shop, { feedbacks: 3 }, {
    fetch: async (url, init) => {
      const answer = await takes(url, init);
      if (init.method === "POST" && lost++ === 0) throw new TypeError("connection reset");
      return answer;
    },
  });
  assert.deepEqual([summary.accepted, summary.duplicates, shop.posted.length], [3, 0, 3]);
  assert.ok(summary.wallSeconds < 5);

  const silent = new Shop(PRODUCTS);
  silent.interfere = ({ path, times }) =>
    path === "/api/consumer/products" && times === 1 ? new Promise<Response>(() => {}) : undefined;
  const slow = await runInShop(silent, { feedbacks: 1 });
  assert.equal(slow.summary.outcome, "done");
  assert.ok(slow.summary.wallSeconds >= 10 && slow.summary.wallSeconds < 11);
  assert.equal(clock.pending + slow.clock.pending, 0);
});

Deno.test("consumer run: a repeat is counted, a refusal makes the run a failure", async () => {
  const shop = new Shop(PRODUCTS);
  shop.interfere = ({ path, times }) => {
    if (path !== "/api/consumer/feedback") return undefined;
    return times === 2
      ? problem(409, "déjà noté")
      : times === 3
      ? problem(404, "Produit introuvable")
      : undefined;
  };
  const { summary } = await runInShop(shop, { feedbacks: 6 });
  assert.equal(summary.outcome, "done");
  assert.deepEqual([summary.accepted, summary.duplicates, summary.recalled], [4, 1, 1]);

  const strict = new Shop(PRODUCTS);
  strict.interfere = ({ path, times }) =>
    path === "/api/consumer/feedback" && times === 2 ? problem(422, "no") : undefined;
  const failed = await runInShop(strict, { feedbacks: 6 });
  assert.equal(failed.summary.outcome, "refused");
  assert.deepEqual([failed.summary.accepted, failed.summary.refused], [5, 1]);
  const refused = failed.events.find((event) => event.kind === "feedback_refused");
  assert.ok(refused?.kind === "feedback_refused");
  assert.deepEqual([refused.status, refused.reason], [422, "no"]);
});

Deno.test("consumer run: a duration or a signal ends it, and the summary says how", async () => {
  const shop = new Shop(PRODUCTS);
  const timed = await runInShop(shop, {
    accel: 1_440,
    feedbacks: undefined,
    durationSeconds: 60,
  } as never);
  assert.equal(timed.summary.outcome, "done");
  // A day of simulated time, ten visits an hour.
  assert.ok(Math.abs(timed.summary.due - 240) < 50, `${timed.summary.due} visits`);
  assert.equal(timed.summary.wallSeconds, 60);
  const short = await runInShop(new Shop(PRODUCTS), {
    accel: 1,
    feedbacks: 1_000,
    durationSeconds: 60,
  });
  assert.equal(short.summary.outcome, "stopped");
  const nothing = await runInShop(new Shop([]), { durationSeconds: 60 });
  assert.equal(nothing.summary.outcome, "stopped");
  assert.equal(nothing.clock.pending, 0);

  const stop = new AbortController();
  const stopped = await runInShop(new Shop(PRODUCTS), { feedbacks: 1_000 }, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === "feedback_accepted" && event.feedback.visit === 20) stop.abort();
    },
  });
  assert.equal(stopped.summary.outcome, "stopped");
  assert.ok(stopped.summary.due < 60);
  assert.equal(stopped.summary.accepted, stopped.summary.due, "what was sent is answered");
  assert.equal(stopped.clock.pending, 0);
});

Deno.test("consumer run: stopping while the server is away ends at once", async () => {
  const shop = new Shop(PRODUCTS);
  const stop = new AbortController();
  const { summary, clock } = await runInShop(shop, {}, {
    signal: stop.signal,
    fetch: (url, init) =>
      init.method === "POST" ? Promise.reject(new TypeError("refused")) : shop.fetch(url, init),
    onEvent: (event) => {
      if (event.kind === "server_away") stop.abort();
    },
  });
  assert.equal(summary.outcome, "stopped");
  assert.equal(summary.accepted, 0);
  assert.ok(summary.wallSeconds < 1, `${summary.wallSeconds} s`);
  assert.equal(clock.pending, 0);
});

Deno.test("consumer run: a server that has no products to ask for is named", async () => {
  const shop = new Shop(PRODUCTS);
  shop.interfere = () => problem(401, "token missing");
  await assert.rejects(runInShop(shop), {
    code: "server_refused",
    message:
      "read the products at http://127.0.0.1:8000/api/consumer/products: 401 token missing: " +
      "give a token that the server knows, by --token, GAVAGED_TOKEN or GAVAGED_TOKEN_FILE",
  });
});

Deno.test("consumer run: an older server that tells grades and no samples is rated as well", async () => {
  const shop = new Shop(PRODUCTS.map((product) => ({
    ...product,
    scan: {
      ...product.scan,
      traceability: { ...product.scan.traceability, sqal_quality_score: 0, average_itm: null },
    },
  })));
  shop.knowsSamples = false;
  const { summary, events } = await runInShop(shop, { feedbacks: 400 });
  assert.equal(summary.outcome, "done");
  assert.equal(summary.correlation, null, "no score was measured");
  const stars = (grades: string) => {
    const given = events.flatMap((event) =>
      event.kind === "feedback_accepted" && grades.includes(event.feedback.grade ?? "–")
        ? [event.feedback.body.overall_rating as number]
        : []
    );
    return given.reduce((sum, star) => sum + star, 0) / given.length;
  };
  assert.ok(stars("A+") > stars("BC") + 0.5, `${stars("A+")} against ${stars("BC")}`);
});
