/** Whatever comes in, it is named or closed with its code, and nobody else notices. */
import { deepEqual, equal, match } from "node:assert/strict";
import { MAX_UNANSWERED_MEALS } from "../../src/contract/meal.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { openDeaf, textFrame, write } from "../support/raw_socket.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { inTime, until } from "../support/until.ts";

/** Each is sent between two good meals; the answer names what is wrong. */
const BAD: Record<string, { frame: object | string | Uint8Array<ArrayBuffer>; says: RegExp }> = {
  "a missing field": { frame: { ...aMeal(), dose_reelle: undefined }, says: /dose_reelle/ },
  "a field of another type": { frame: { ...aMeal(), poids_moyen: {} }, says: /poids_moyen/ },
  "jour 99": { frame: aMeal({ jour: 99 }), says: /jour.*99/ },
  "jour -2": { frame: aMeal({ jour: -2 }), says: /jour.*-2/ },
  "a negative dose": { frame: aMeal({ dose_reelle: -5 }), says: /dose_reelle.*-5/ },
  "an empty code_lot": { frame: aMeal({ code_lot: "" }), says: /code_lot.*""/ },
  "U+0000 in a text": { frame: aMeal({ gaveur_nom: "a\0b" }), says: /gaveur_nom.*U\+0000/ },
  "moment midi": { frame: { ...aMeal(), moment: "midi" }, says: /moment.*midi/ },
  "the year 0001": { frame: aMeal({ timestamp: "0001-01-01T00:00:00" }), says: /timestamp.*0001/ },
  "yesterday": { frame: aMeal({ timestamp: "hier" }), says: /timestamp.*hier/ },
  "an unknown site": { frame: aMeal({ site: "QF" }), says: /site.*QF/ },
  "an unknown gaveur": { frame: aMeal({ gaveur_id: 77 }), says: /gaveur.*77/ },
  "a mortality above 100": { frame: aMeal({ taux_mortalite: 101 }), says: /taux_mortalite.*101/ },
  "the token NaN": {
    frame: JSON.stringify(aMeal()).replace(
      '"temperature_stabule":21.5',
      '"temperature_stabule":NaN',
    ),
    says: /JSON/,
  },
  "a number beyond doubles": {
    frame: JSON.stringify(aMeal()).replace('"poids_moyen":4500', '"poids_moyen":1e999'),
    says: /poids_moyen/,
  },
  "no JSON": { frame: "Bonjour", says: /JSON/ },
  "two documents": { frame: "{} {}", says: /JSON/ },
  "null": { frame: "null", says: /null/ },
  "an array": { frame: [aMeal()], says: /object/ },
  "a binary frame": { frame: new Uint8Array([1, 2, 3]), says: /3 binary bytes/ },
  "a ping": { frame: { type: "ping" }, says: /code_lot/ },
  "a key that would touch all objects": { frame: '{"__proto__":{"jour":1}}', says: /code_lot/ },
};

Deno.test("defect 19: each kind of bad frame is answered by name, and its neighbours are stored", async (t) => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  await using client = await server.meals();
  let jour = 0;
  for (const [name, { frame, says }] of Object.entries(BAD)) {
    await t.step(name, async () => {
      const code_lot = `LL26112${String(jour++).padStart(2, "0")}`;
      client.send(aMeal({ code_lot }), frame, aMeal({ code_lot, moment: "soir" }));
      const [before, error, after] = await client.take(3);
      deepEqual([before!.type, error!.type, after!.type], ["ack", "error", "ack"]);
      equal(error!.code, "invalid");
      match(String(error!.error), says);
      const shown = await dashboard.take(2, "gavage_realtime");
      deepEqual(shown.map(({ data }) => (data as { code_lot: string }).code_lot), [
        code_lot,
        code_lot,
      ]);
    });
  }
});

Deno.test("defect 19: an error sends back what it got, unless it is large", async () => {
  await using server = await startTestServer("embedded");
  const small = { ...aMeal({ jour: 99 }), note: "as it came" };
  const large = { ...small, note: "x".repeat(20_000) };
  const [first, second] = await feed(server, small, large);
  deepEqual(first!.data, small);
  equal(second!.data, null);
});

Deno.test("a frame of 10 MB is refused with 1009, and the server goes on", async () => {
  await using server = await startTestServer("embedded");
  await using client = await server.meals();
  client.send({ ...aMeal(), note: "x".repeat(10_000_000) });
  const error = await client.next();
  deepEqual([error.code, error.data], ["too_large", null]);
  equal((await inTime("the end", client.closed)).code, 1009);
  equal((await feed(server, aMeal()))[0]!.type, "ack");
});

for (const [what, frame] of [["texts", "no JSON"], ["binary frames", new Uint8Array(9)]] as const) {
  Deno.test(`a flood of bad ${what} ends with 1008, and only for the one who sends it`, async () => {
    await using server = await startTestServer("embedded");
    await using neighbour = await server.meals();
    await using client = await server.meals();
    for (let i = 0; i < 1_000; i++) client.send(frame);
    equal((await inTime("the end", client.closed)).code, 1008);
    neighbour.send(aMeal());
    equal((await neighbour.next()).type, "ack");
  });
}

/** Runs while no meal can be stored, as if the database were slow. */
async function whileBlocked(server: TestServer, act: () => Promise<void>): Promise<void> {
  await server.db.sql.begin(async (tx) => {
    await tx`lock table lots_gavage in exclusive mode`;
    await act();
  });
}

Deno.test("more meals than the queue holds are turned away with a delay; those taken are stored", async () => {
  await using server = await startTestServer("embedded", { ingest_queue: 10 });
  await using client = await server.meals();
  const meals = mealsOfLot(8);
  await whileBlocked(server, async () => {
    client.send(...meals);
    await until(
      "16 meals received",
      async () =>
        /gavaged_meals_received_total 16\n/.test(
          await (await fetch(`${server.url}/metrics`)).text(),
        ),
    );
  });
  const answers = await client.take(16);
  deepEqual(answers.map(({ type }) => type), [
    ...Array(10).fill("ack"),
    ...Array(6).fill("error"),
  ]);
  for (const [i, answer] of answers.slice(10).entries()) {
    deepEqual(
      [answer.code, answer.retry_after_ms, answer.data],
      ["overloaded", 500, { pret_abattage: false, ...meals[10 + i] }],
    );
  }
  client.send(...meals.slice(10));
  for (const { type } of await client.take(6)) equal(type, "ack");
});

Deno.test("a client that has too many meals unanswered is cut with 4002; what was taken is stored", async () => {
  await using server = await startTestServer("embedded");
  await using neighbour = await server.meals();
  await using client = await server.meals();
  const text = JSON.stringify(aMeal({ jour: 3 }));
  await whileBlocked(server, async () => {
    for (let i = 0; i <= MAX_UNANSWERED_MEALS; i++) client.send(text);
    equal((await inTime("the end", client.closed)).code, 4002);
  });
  neighbour.send(aMeal({ jour: 4 }));
  equal((await neighbour.next()).type, "ack");
  const [row] = await server.db.sql`select count(*)::int as n from doses_journalieres`;
  equal(row!.n, 2);
});

Deno.test("defect 17: a dashboard that never reads delays no acknowledgement and no other dashboard", async () => {
  await using server = await startTestServer("embedded");
  using _stuck = await openDeaf(server.url, "/ws/realtime/");
  await using dashboard = await server.dashboard();
  await using client = await server.meals();
  // Some 8 MB of events: four times what stopped the older server.
  for (let from = 0; from < 16_000; from += 4_000) {
    for (let i = from; i < from + 4_000; i++) {
      client.send(
        aMeal({ code_lot: `LL${2_700_000 + (i >> 1)}`, moment: i % 2 ? "soir" : "matin" }),
      );
    }
    for (const { type } of await client.take(4_000)) equal(type, "ack");
    await dashboard.take(4_000, "gavage_realtime");
  }
  equal((await server.api("/health")).status, 200);
});

Deno.test("defect 18: poisonous subscriptions harm only who sends them", async () => {
  await using server = await startTestServer("embedded");
  await using poisoner = await server.dashboard();
  await using dashboard = await server.dashboard();
  for (const filters of ["LL", 5, [1], { site_code: {} }, { min_grade: "D" }]) {
    poisoner.send({ type: "subscribe", filters });
    await poisoner.next("error");
  }
  poisoner.send("no JSON", new Uint8Array(3));
  await poisoner.take(2, "error");
  await feed(server, ...mealsOfLot(6));
  for (const client of [poisoner, dashboard]) await client.take(12, "gavage_realtime");
});

Deno.test("defect 22: a dashboard that asks for a site sees no other site's meals", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  dashboard.send({ type: "subscribe", filters: { site_code: "LS" } });
  await dashboard.next("subscribe_ack");
  await feed(
    server,
    aMeal({ jour: 1 }),
    aMeal({ code_lot: "LS2611001", site: "LS", gaveur_id: 2 }),
  );
  const { data } = await dashboard.next("gavage_realtime");
  equal((data as { site: string }).site, "LS");
});

Deno.test("texts that nest without end harm nobody", async () => {
  await using server = await startTestServer("embedded");
  await using client = await server.meals();
  const raw = await openDeaf(server.url, "/ws/gavage");
  await write(raw, textFrame("{".repeat(50_000)));
  await write(raw, textFrame("[".repeat(60_000)));
  client.send(aMeal());
  equal((await client.next()).type, "ack");
  raw.close();
});
