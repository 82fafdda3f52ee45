import { deepEqual, equal, match } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { feed, serve, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

const JSON_TYPE = { "content-type": "application/json" };
const aLot = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" };

function place(server: TestServer, lots: unknown, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ lots });
  return server.api("/api/lots", { method: "POST", headers: { ...JSON_TYPE, ...headers }, body });
}

const codesOf = (body: Frame) => (body.lots as { code_lot: string }[]).map((lot) => lot.code_lot);

Deno.test("POST /api/lots: allocates codes per site and month, and places the ducks at J-1", async () => {
  await using server = await startTestServer("embedded");
  const { status, body } = await place(server, [
    aLot,
    { ...aLot, gaveur_id: 3 },
    aLot,
    { ...aLot, debut_lot: "2026-12-01", duree_prevue: 12 },
  ]);
  equal(status, 201);
  deepEqual(codesOf(body), ["LL2611001", "MT2611001", "LL2611002", "LL2612001"]);
  const [first] = body.lots as Frame[];
  deepEqual(
    [first!.lot_id, first!.jour_actuel, first!.nb_canards_vivants, first!.gaveur_nom],
    ["LOT_20261107_0001", -1, 50, "Jean Martin"],
  );
});

for (const engine of SERVER_ENGINES) {
  Deno.test(`POST /api/lots ${engine}: a key makes its lots once, also by two servers and after a restart`, async () => {
    await using server = await startTestServer(engine);
    await using other = await serve(server.db);
    const key = { "idempotency-key": "run-7" };
    const both = await Promise.all([
      place(server, [aLot, aLot], key),
      place(other, [aLot, aLot], key),
    ]);
    deepEqual(both.map(({ status }) => status).sort(), [200, 201]);
    deepEqual(codesOf(both[0]!.body), codesOf(both[1]!.body));

    await using again = await serve(server.db);
    const third = await place(again, [aLot, aLot], key);
    deepEqual([third.status, codesOf(third.body)], [200, codesOf(both[0]!.body)]);
    // Allocation goes on where it was, and another key, alike as it may be, is another request.
    const codes = codesOf(third.body);
    for (const alike of ["x/0", "x", "run", "run-7/1", "run-7/1/0"]) {
      const { status, body } = await place(again, [aLot], { "idempotency-key": alike });
      equal(status, 201, alike);
      codes.push(...codesOf(body));
    }
    deepEqual(codes, Array.from({ length: 7 }, (_, i) => `LL261100${i + 1}`));
    const [row] = await server.db.sql`select count(*)::int as n from lots_gavage`;
    equal(row!.n, 7);
  });

  Deno.test(`POST /api/lots ${engine}: forty requests at once on two servers share no code`, async () => {
    await using server = await startTestServer(engine);
    await using other = await serve(server.db);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => place(i % 2 ? server : other, [aLot, aLot, aLot])),
    );
    const codes = answers.flatMap(({ body }) => codesOf(body)).sort();
    deepEqual(
      codes,
      Array.from({ length: 120 }, (_, i) => `LL2611${String(i + 1).padStart(3, "0")}`),
    );
  });
}

/** Twelve lots of three gaveurs; the first two of them are finished. */
async function someLots(server: TestServer): Promise<string[]> {
  const gaveurs = [1, 2, 3];
  const { body } = await place(
    server,
    Array.from({ length: 12 }, (_, i) => ({
      ...aLot,
      gaveur_id: gaveurs[i % 3]!,
      genetique: i % 4 === 0 ? "Pékin" : "Mulard",
    })),
  );
  const codes = codesOf(body);
  await feed(server, ...mealsOfLot(11, { code_lot: codes[0]!, genetique: "Pékin" }));
  await feed(server, ...mealsOfLot(11, { code_lot: codes[1]!, gaveur_id: 2 }));
  return codes;
}

Deno.test("GET /api/lots: each filter lets through what it says, and they combine", async () => {
  await using server = await startTestServer("embedded");
  const codes = await someLots(server);
  const expected: Record<string, string[]> = {
    "": codes,
    "site=LS": codes.filter((code) => code.startsWith("LS")),
    "gaveur_id=3": codes.filter((code) => code.startsWith("MT")),
    "statut=termine": codes.slice(0, 2),
    "statut=en_cours": codes.slice(2),
    "statut=abattu": [],
    "pret_abattage=true": codes.slice(0, 2),
    "pret_abattage=false": codes.slice(2),
    "genetique=P%C3%A9kin": [codes[0]!, codes[4]!, codes[8]!],
    "site=LL&pret_abattage=true": [codes[0]!],
    "site=LL&gaveur_id=2": [],
  };
  for (const [query, wanted] of Object.entries(expected)) {
    const { body } = await server.api(`/api/lots?${query}`);
    deepEqual(codesOf(body), wanted.toReversed(), query);
    equal(body.next_cursor, null, query);
  }
});

Deno.test("GET /api/lots: pages show each lot exactly once, while others are placed", async () => {
  await using server = await startTestServer("embedded");
  const codes = await someLots(server);
  for (const limit of [1, 5, 11, 12, 13]) {
    const seen: string[] = [];
    let cursor: unknown = "";
    while (cursor !== null) {
      const { body } = await server.api(
        `/api/lots?limit=${limit}${cursor ? `&cursor=${cursor}` : ""}`,
      );
      seen.push(...codesOf(body));
      cursor = body.next_cursor;
      if (limit === 5) await place(server, [{ ...aLot, debut_lot: "2026-12-24" }]);
    }
    const old = seen.filter((code) => !code.includes("2612"));
    deepEqual(old, codes.toReversed(), `limit ${limit}`);
    equal(new Set(seen).size, seen.length);
  }
});

Deno.test("GET /api/lots/{id}: by code_lot and by LOT_ id, with its doses in their order", async () => {
  await using server = await startTestServer("embedded");
  const [code] = await someLots(server);
  const { body: lot } = await server.api(`/api/lots/${code}`);
  deepEqual(await server.api(`/api/lots/${lot.lot_id}`), { status: 200, body: lot });
  deepEqual(
    [lot.nb_doses, lot.jour_actuel, lot.sqal_status, lot.statut],
    [22, 10, "pending", "termine"],
  );
  for (const id of [code, lot.lot_id]) {
    const { body } = await server.api(`/api/lots/${id}/doses`);
    deepEqual([body.code_lot, body.lot_id], [code, lot.lot_id]);
    deepEqual(
      (body.doses as Frame[]).map(({ jour, moment }) => [jour, moment]),
      Array.from({ length: 22 }, (_, i) => [i >> 1, i % 2 ? "soir" : "matin"]),
    );
  }
});

Deno.test("GET /api/lots/coherence and /api/sites/stats: the chain and the sites", async () => {
  await using server = await startTestServer("embedded");
  const codes = await someLots(server);
  const { body } = await server.api("/api/lots/coherence");
  deepEqual(
    body.lots,
    codes.slice(0, 2).toReversed().map((code_lot, i) => ({
      code_lot,
      lot_id: ["LOT_20261107_0005", "LOT_20261107_0001"][i],
      gaveur_id: [2, 1][i],
      nb_doses: 22,
      doses_attendues: 22,
      sqal_status: "pending",
      nb_sqal_samples: 0,
      nb_products: 0,
      products_attendus: null,
      cloture: null,
    })),
  );
  const page = await server.api("/api/lots/coherence?limit=1");
  deepEqual([codesOf(page.body), body.next_cursor], [[codes[1]], null]);
  const last = await server.api(`/api/lots/coherence?limit=1&cursor=${page.body.next_cursor}`);
  deepEqual([codesOf(last.body), last.body.next_cursor], [[codes[0]], null]);
  await feed(server, ...mealsOfLot(3, { code_lot: codes[5]!, gaveur_id: 3 }).slice(0, 4));
  const { body: stats } = await server.api("/api/sites/stats?site=MT");
  const [site] = stats.sites as Frame[];
  deepEqual(
    [site!.site, site!.nb_lots_actifs, site!.total_canards_initial, site!.poids_moyen_global],
    ["MT", 1, 50, 4_650],
  );
});

Deno.test("what cannot be answered is a problem document that names field and value", async (t) => {
  await using server = await startTestServer("embedded");
  await place(server, [{ ...aLot, code_lot: "OWN-1" }]);
  const post = (body: unknown, headers: Record<string, string> = JSON_TYPE) => ({
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify({ lots: [body] }),
  });
  const rows: Record<string, [path: string, init: RequestInit, status: number, says: RegExp]> = {
    "an unknown path": ["/api/nothing", {}, 404, /Not Found/],
    "an unknown lot": ["/api/lots/LL9912001", {}, 404, /LL9912001/],
    "an unknown LOT_ id": ["/api/lots/LOT_20991231_0001", {}, 404, /LOT_20991231_0001/],
    "the doses of an unknown lot": ["/api/lots/LL9912001/doses", {}, 404, /LL9912001/],
    "an id with U+0000": ["/api/lots/a%00b", {}, 422, /U\+0000/],
    "an id that is no UTF-8": ["/api/lots/%ff", {}, 404, /%ff/],
    "a limit of 0": ["/api/lots?limit=0", {}, 422, /limit.*0/],
    "a limit in letters": ["/api/lots?limit=ten", {}, 422, /limit.*ten/],
    "a forged cursor": ["/api/lots?cursor=drop", {}, 422, /cursor.*drop/],
    "a cursor beyond all lots": ["/api/lots?cursor=9999999999", {}, 422, /cursor.*9999999999/],
    "a gaveur_id beyond integers": ["/api/lots?gaveur_id=99999999999", {}, 422, /gaveur_id/],
    "an unknown genetique": ["/api/lots?genetique=Oie", {}, 422, /genetique.*Oie/],
    "a coherence of U+0000": ["/api/lots/coherence?code_lot=%00", {}, 422, /U\+0000/],
    "an unknown statut": ["/api/lots?statut=mort", {}, 422, /statut.*mort/],
    "no JSON": ["/api/lots", post("no JSON"), 422, /body.*JSON/],
    "another content type": [
      "/api/lots",
      post(aLot, { "content-type": "text/plain" }),
      415,
      /text\/plain/,
    ],
    "no lots": ["/api/lots", post('{"lots":[]}'), 422, /lots/],
    "a negative head count": [
      "/api/lots",
      post({ ...aLot, nb_canards: -1 }),
      422,
      /nb_canards.*-1/,
    ],
    "a gaveur beyond integers": [
      "/api/lots",
      post({ ...aLot, gaveur_id: 2 ** 40 }),
      422,
      /gaveur_id/,
    ],
    "a day that is none": [
      "/api/lots",
      post({ ...aLot, debut_lot: "2026-02-30" }),
      422,
      /debut_lot.*2026-02-30/,
    ],
    "a day before all codes": [
      "/api/lots",
      post({ ...aLot, debut_lot: "0000-01-01" }),
      422,
      /debut_lot.*2000 to 2199.*0000-01-01/,
    ],
    "a day after all codes": [
      "/api/lots",
      post({ ...aLot, debut_lot: "2200-01-01" }),
      422,
      /debut_lot.*2200-01-01/,
    ],
    "a registry id for a code": [
      "/api/lots",
      post({ ...aLot, code_lot: "LOT_20261107_0001" }),
      422,
      /code_lot.*LOT_/,
    ],
    "an unknown gaveur": ["/api/lots", post({ ...aLot, gaveur_id: 9 }), 422, /gaveur_id.*9/],
    "an unknown site": ["/api/lots", post({ ...aLot, site: "QF" }), 422, /site.*QF/],
    "a code that another lot bears": [
      "/api/lots",
      post({ ...aLot, code_lot: "OWN-1" }),
      409,
      /OWN-1/,
    ],
    "a body beyond 2 MiB": ["/api/lots", post(`{"x":"${"x".repeat(2_100_000)}"}`), 413, /2097152/],
  };
  for (const [name, [path, init, status, says]] of Object.entries(rows)) {
    await t.step(name, async () => {
      const response = await fetch(server.url + path, init);
      const problem = await response.json();
      equal(response.status, status, JSON.stringify(problem));
      equal(response.headers.get("content-type"), "application/problem+json");
      equal(problem.status, status);
      match(problem.detail, says);
      equal(typeof problem.title, "string");
      equal(typeof problem.code, "string");
    });
  }
});
