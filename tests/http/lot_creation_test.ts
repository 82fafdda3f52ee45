/** Placing lots when others do the same, when a key comes again, and when people come and go. */
import { deepEqual, equal, match } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, serve, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

const aLot = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" };

function place(server: TestServer, lots: unknown, key?: string) {
  return server.api("/api/lots", {
    method: "POST",
    headers: { "content-type": "application/json", ...key && { "idempotency-key": key } },
    body: JSON.stringify({ lots }),
  });
}

const codesOf = (body: Frame) => (body.lots as { code_lot: string }[]).map((lot) => lot.code_lot);

for (const engine of SERVER_ENGINES) {
  Deno.test(`POST /api/lots ${engine}: many days forward and backward at once`, async () => {
    await using server = await startTestServer(engine);
    // Codes of their own: those that the server gives out make requests wait for each other.
    const days = (request: string) =>
      Array.from({ length: 28 }, (_, i) => ({
        ...aLot,
        debut_lot: `2026-11-${String(i + 1).padStart(2, "0")}`,
        code_lot: `${request}-${i}`,
      }));
    for (let round = 0; round < 8; round++) {
      const answers = await Promise.all([0, 1, 2, 3].map((i) => {
        const lots = days(`${round}-${i}`);
        return place(server, i % 2 ? lots.toReversed() : lots);
      }));
      deepEqual(answers.map(({ status }) => status), Array(4).fill(201));
    }
    const [row] = await server.db.sql`select deadlocks from pg_stat_database
      where datname = current_database()`;
    equal(row!.deadlocks, 0);
  });

  Deno.test(`POST /api/lots ${engine}: codes of one's own under one key, twice at once`, async () => {
    await using server = await startTestServer(engine);
    await using other = await serve(server.db);
    for (let round = 0; round < 8; round++) {
      const lots = [0, 1].map((i) => ({ ...aLot, code_lot: `OWN-${round}-${i}` }));
      const answers = await Promise.all(
        [server, other, server].map((at) => place(at, lots, `run-${round}`)),
      );
      deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 201]);
      for (const { body } of answers) deepEqual(codesOf(body), lots.map((lot) => lot.code_lot));
    }
  });
}

Deno.test("POST /api/lots: a body that is no JSON is input like other", async () => {
  await using server = await startTestServer("embedded");
  for (const body of ["{", "", '{"lots":[NaN]}']) {
    const headers = { "content-type": "application/json" };
    const answer = await server.api("/api/lots", { method: "POST", headers, body });
    deepEqual([answer.status, answer.body.code, answer.body.detail], [
      422,
      "invalid",
      "body: expected JSON",
    ]);
  }
});

Deno.test("POST /api/lots: a key that made other lots is refused", async (t) => {
  await using server = await startTestServer("embedded");
  equal((await place(server, [aLot, aLot], "run-7")).status, 201);
  const others: Record<string, unknown[]> = {
    "fewer lots": [aLot],
    "more lots": [aLot, aLot, aLot],
    gaveur_id: [aLot, { ...aLot, gaveur_id: 4 }],
    genetique: [aLot, { ...aLot, genetique: "Pékin" }],
    nb_canards: [aLot, { ...aLot, nb_canards: 51 }],
    debut_lot: [aLot, { ...aLot, debut_lot: "2026-11-08" }],
    duree_prevue: [aLot, { ...aLot, duree_prevue: 12 }],
    site: [aLot, { ...aLot, site: "LS" }],
    code_lot: [aLot, { ...aLot, code_lot: "OWN-1" }],
  };
  for (const [name, lots] of Object.entries(others)) {
    await t.step(name, async () => {
      const { status, body } = await place(server, lots, "run-7");
      deepEqual([status, body.code], [422, "idempotency_mismatch"]);
    });
  }
  equal((await place(server, [aLot, aLot], "run-7")).status, 200);
  const [row] = await server.db.sql`select count(*)::int as n from lots_gavage`;
  equal(row!.n, 2);
});

Deno.test("a gaveur who is no longer active gets no lots, and may end those begun", async () => {
  await using server = await startTestServer("embedded");
  await server.db.sql`update gaveurs_euralis set actif = false where id = 1`;
  await using again = await serve(server.db);
  const { status, body } = await place(again, [aLot]);
  deepEqual([status, body.detail], [422, "lots.0.gaveur_id: gaveur 1 is not active"]);
  const answers = await feed(again, ...mealsOfLot(2));
  deepEqual(answers.map(({ type }) => type), Array(4).fill("ack"));
});

Deno.test("a gaveur added while the server runs is known at the next request", async () => {
  await using server = await startTestServer("embedded");
  await server.db.sql`insert into gaveurs_euralis (nom, prenom, site_code)
    values ('Roy', 'Anne', 'LL')`;
  equal((await place(server, [{ ...aLot, gaveur_id: 6 }])).status, 201);
});

Deno.test("POST /api/lots names a key that is too long, with its value", async () => {
  await using server = await startTestServer("embedded");
  const { status, body } = await place(server, [aLot], "k".repeat(101));
  deepEqual([status, body.code], [422, "invalid"]);
  match(String(body.detail), /^idempotency-key: Too big: .*<=100 characters, got "k+…$/);
});
