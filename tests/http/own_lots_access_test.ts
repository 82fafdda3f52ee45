/** What those see and send who are bound to lots of their own, or name theirs: gaveurs and devices. */
import { deepEqual, equal, match } from "node:assert/strict";
import { access, bearer, bearerOfJson, type Holder } from "../support/access.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

async function twoLots(server: TestServer): Promise<{ own: string; foreign: string }> {
  const headers = bearerOfJson("device");
  const placed = await server.api("/api/lots", {
    method: "POST",
    headers,
    body: JSON.stringify({
      lots: [1, 3].map((gaveur_id) => ({
        gaveur_id,
        genetique: "Mulard",
        nb_canards: 50,
        debut_lot: "2026-11-07",
      })),
    }),
  });
  equal(placed.status, 201, JSON.stringify(placed.body));
  const [own, foreign] = (placed.body.lots as { code_lot: string }[]).map((lot) => lot.code_lot);
  return { own: own!, foreign: foreign! };
}

Deno.test("a gaveur reads their own lots; the others do not exist for them", async (t) => {
  await using server = await startTestServer("embedded", access());
  const { own, foreign } = await twoLots(server);
  const ask = (path: string) => server.api(path, { headers: bearer("gaveur") });
  const codes = async (path: string) =>
    ((await ask(path)).body.lots as { code_lot: string }[]).map((lot) => lot.code_lot);

  await t.step("in lists, whatever they filter by", async () => {
    deepEqual(await codes("/api/lots"), [own]);
    deepEqual(await codes("/api/lots?gaveur_id=3"), [own]);
  });
  await t.step("one by one, by code and by registry id", async () => {
    const lot = await server.api(`/api/lots/${foreign}`, { headers: bearer("viewer") });
    equal(lot.status, 200);
    equal((await ask(`/api/lots/${own}`)).status, 200);
    const missing = await ask("/api/lots/LL9999999");
    for (const id of [foreign, lot.body.lot_id, encodeURIComponent(foreign).replace("M", "%4D")]) {
      for (const rest of ["", "/doses", "/trace", "/epcis"]) {
        const answer = await ask(`/api/lots/${id}${rest}`);
        deepEqual([answer.status, answer.body.code], [404, missing.body.code], `${id}${rest}`);
      }
    }
    equal(missing.body.detail, "no lot LL9999999");
    equal((await ask(`/api/lots/${own}/doses`)).status, 200);
  });
  await t.step("and nothing that sums up everybody's", async () => {
    for (const path of ["/api/lots/coherence", "/api/sites/stats", "/api/sqal/samples"]) {
      equal((await ask(path)).status, 403, path);
    }
  });
  await t.step("with HEAD as with GET", async () => {
    const answer = await fetch(`${server.url}/api/lots/${foreign}`, {
      method: "HEAD",
      headers: bearer("gaveur"),
    });
    equal(answer.status, 404);
  });
});

Deno.test("a device checks the lots that it names, one that is bound only its own", async () => {
  await using server = await startTestServer("embedded", access());
  const { own, foreign } = await twoLots(server);
  const checked = async (holder: Holder, query: string) => {
    const { status, body } = await server.api(`/api/lots/coherence${query}`, {
      headers: bearer(holder),
    });
    const lots = body.lots as { code_lot: string }[] | undefined;
    return lots ? lots.map((lot) => lot.code_lot).sort() : [status, body.code, body.detail];
  };
  const both = `?code_lot=${own},${foreign}`;
  deepEqual(await checked("device", both), [own, foreign].sort());
  deepEqual(await checked("device", `?code_lot=${foreign}`), [foreign]);
  deepEqual(await checked("bound", both), [own]);
  const refused = (who: string) => [
    403,
    "forbidden",
    `code_lot: is missing; ${who} may only ask for lots by their codes`,
  ];
  deepEqual(await checked("device", ""), refused("the device"));
  deepEqual(await checked("bound", "?limit=5"), refused("the bound"));
  deepEqual(await checked("device", "?code_lot="), []);
  equal((await checked("gaveur", `?code_lot=${own}`))[0], 403);
});

Deno.test("a device that is bound places lots for its gaveur and site only", async () => {
  await using server = await startTestServer("embedded", access());
  const place = (gaveur_id: number, site?: string) =>
    server.api("/api/lots", {
      method: "POST",
      headers: bearerOfJson("bound"),
      body: JSON.stringify({
        lots: [{ gaveur_id, site, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" }],
      }),
    });
  equal((await place(1)).status, 201);
  const other = await place(3);
  deepEqual([other.status, other.body.code], [403, "forbidden"]);
  match(String(other.body.detail), /^lots\.0\.gaveur_id: may only be your own, 1, got 3$/);
  const elsewhere = await place(1, "MT");
  match(String(elsewhere.body.detail), /^lots\.0\.site: may only be your own, LL, got MT$/);
});
