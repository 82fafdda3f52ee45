/** Feeding curves: who decides what, and which lot gets which. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { serve, startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

const CURVE = {
  duree_jours: 13,
  matin: { premiere_g: 180, derniere_g: 430 },
  soir: { premiere_g: 190, derniere_g: 460 },
  forme: 1,
};
const aLot = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" };

function post(server: TestServer, path: string, body: unknown, headers = {}) {
  return server.api(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function propose(server: TestServer, body: Frame = {}): Promise<number> {
  const answer = await post(server, "/api/curves", { genetique: "Mulard", curve: CURVE, ...body });
  equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id as number;
}

async function activate(server: TestServer, body: Frame = {}): Promise<number> {
  const id = await propose(server, body);
  for (const act of ["approve", "activate"]) {
    equal((await post(server, `/api/curves/${id}/${act}`, { by: "Anne" })).status, 200);
  }
  return id;
}

const place = async (server: TestServer, lots: Frame[], headers = {}) => {
  const answer = await post(server, "/api/lots", { lots }, headers);
  return { ...answer, lots: (answer.body.lots ?? [answer.body]) as Frame[] };
};

const curveIds = (lots: Frame[]) =>
  lots.map(({ courbe }) => (courbe as { id: number } | null)?.id ?? null);

for (const engine of SERVER_ENGINES) {
  Deno.test(`curves ${engine}: proposed, approved, active, retired, each by somebody`, async () => {
    await using server = await startTestServer(engine);
    const first = await propose(server, { by: "Luc" });
    const act = (id: number, act: string) =>
      post(server, `/api/curves/${id}/${act}`, { by: "Anne" });

    const early = await act(first, "activate");
    deepEqual([early.status, early.body.code], [409, "wrong_state"]);
    match(String(early.body.detail), /expected it approved, it is proposed/);
    equal((await act(first, "approve")).body.status, "approved");
    equal((await act(first, "approve")).status, 409);
    equal((await act(first, "activate")).body.status, "active");

    const second = await activate(server);
    const { body } = await server.api("/api/curves?genetique=Mulard");
    const curves = body.curves as Frame[];
    deepEqual(
      curves.map(({ id, version, status }) => [id, version, status]),
      [[second, 2, "active"], [first, 1, "retired"]],
    );
    deepEqual(
      [curves[1]!.proposed_by, curves[1]!.approved_by, curves[1]!.retired_by],
      ["Luc", "Anne", "Anne"],
    );
    equal((await act(second, "retire")).body.status, "retired");
    equal((await act(second, "retire")).status, 409);
    equal((await server.api("/api/curves/active?genetique=Mulard")).status, 404);
    equal((await act(99, "approve")).status, 404);
  });

  Deno.test(`curves ${engine}: two activations at once leave one active`, async () => {
    await using server = await startTestServer(engine);
    await using other = await serve(server.db);
    for (let round = 0; round < 5; round++) {
      const ids = [await propose(server), await propose(server)];
      for (const id of ids) await post(server, `/api/curves/${id}/approve`, { by: "Anne" });
      const answers = await Promise.all(
        ids.map((id, i) => post([server, other][i]!, `/api/curves/${id}/activate`, { by: "Anne" })),
      );
      deepEqual(answers.map(({ status }) => status), [200, 200]);
      const { body } = await server.api("/api/curves?status=active");
      equal((body.curves as Frame[]).length, 1);
    }
  });

  Deno.test(`curves ${engine}: many proposals at once have a version each`, async () => {
    await using server = await startTestServer(engine);
    await using other = await serve(server.db);
    const ids = await Promise.all(
      Array.from({ length: 24 }, (_, i) => propose([server, other][i % 2]!)),
    );
    equal(new Set(ids).size, 24);
    const { body } = await server.api("/api/curves");
    deepEqual(
      (body.curves as Frame[]).map(({ version }) => version).sort((a, b) => Number(a) - Number(b)),
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
  });

  Deno.test(`POST /api/lots ${engine}: a lot takes its site's curve, else that of every site`, async () => {
    await using server = await startTestServer(engine);
    const before = await place(server, [aLot], { "idempotency-key": "k0" });
    deepEqual(curveIds(before.lots), [null]);
    const everywhere = await activate(server);
    const bretagne = await activate(server, { site: "LL" });
    await activate(server, { genetique: "Barbarie" });

    const wanted = [
      { ...aLot, duree_prevue: 11 },
      { ...aLot, gaveur_id: 3 },
      { ...aLot, genetique: "Pékin", duree_prevue: 11 },
    ];
    const placed = await place(server, wanted, { "idempotency-key": "k1" });
    deepEqual(curveIds(placed.lots), [bretagne, everywhere, null]);
    deepEqual(placed.lots.map((lot) => lot.duree_prevue), [13, 13, 11]);
    deepEqual((placed.lots[0]!.courbe as Frame).curve, CURVE);

    // What a lot was given stays, whatever becomes of the curve, and a key finds it again.
    equal((await post(server, `/api/curves/${bretagne}/retire`, { by: "Anne" })).status, 200);
    const again = await place(server, wanted, { "idempotency-key": "k1" });
    deepEqual([again.status, curveIds(again.lots)], [200, [bretagne, everywhere, null]]);
    deepEqual(curveIds((await place(server, [aLot])).lots), [everywhere]);
    equal((await place(server, [aLot], { "idempotency-key": "k0" })).status, 200);
    const { body } = await server.api(`/api/curves/${everywhere}`);
    equal(body.nb_lots, 2);
    const site = await server.api("/api/curves/active?genetique=Mulard&site=LL");
    equal(site.body.id, everywhere);
  });

  Deno.test(`POST /api/lots ${engine}: lots of maize are made once and shown`, async () => {
    await using server = await startTestServer(engine);
    const maize = (...lots_mais: string[]) => ({ ...aLot, lots_mais });
    const { lots } = await place(server, [maize("B-2", "A.1", "B-2"), maize("A.1"), aLot], {
      "idempotency-key": "m1",
    });
    deepEqual(lots.map((lot) => lot.lots_mais), [["A.1", "B-2"], ["A.1"], []]);
    const one = await server.api(`/api/lots/${lots[0]!.code_lot}`);
    deepEqual([one.body.lots_mais, one.body.courbe], [["A.1", "B-2"], null]);
    const rows = await server.db.sql`select code, site_code from maize_lots order by code`;
    deepEqual(rows.map((row) => [row.code, row.site_code]), [["A.1", "LL"], ["B-2", "LL"]]);
    const [since] = await server.db.sql`select distinct since from lot_maize`;
    equal(since!.since, "2026-11-07");
    const mismatch = await place(server, [maize("A.1"), maize("A.1"), aLot], {
      "idempotency-key": "m1",
    });
    equal(mismatch.status, 422);
  });
}

Deno.test("curves: a curve by hand outside the safe bounds is refused, field and value named", async () => {
  await using server = await startTestServer("embedded");
  const wrong = async (change: Frame) => {
    const curve = { ...CURVE, ...change };
    const { status, body } = await post(server, "/api/curves", { genetique: "Mulard", curve });
    equal(status, 422, JSON.stringify(change));
    return String(body.detail);
  };
  match(await wrong({ duree_jours: 16 }), /curve\.duree_jours: expected 11 to 14 days, got 16/);
  match(await wrong({ soir: { premiere_g: 190, derniere_g: 600 } }), /soir\.derniere_g.*got 600/);
  match(await wrong({ matin: { premiere_g: 440, derniere_g: 430 } }), /matin\.derniere_g.*440 g/);
  match(await wrong({ forme: 0.6 }), /curve\.step: expected at most 40 g/);
  match(await wrong({ forme: 3 }), /curve\.forme/);
  match(await wrong({ matin: { premiere_g: -1, derniere_g: 430 } }), /matin\.premiere_g/);
  match(await wrong({ dose: 3 }), /dose/);
  for (const body of [{ genetique: "Oie" }, { genetique: "Mulard", site: "XX" }, {}]) {
    equal((await post(server, "/api/curves", body)).status, 422);
  }
  for (const by of ["", "x".repeat(101), 3]) {
    equal((await post(server, "/api/curves/1/approve", { by })).status, 422);
  }
  equal((await server.api("/api/curves/0")).status, 422);
  equal((await server.api("/api/curves?status=nice")).status, 422);
});

Deno.test("curves: one curve shows every planned dose", async () => {
  await using server = await startTestServer("embedded");
  const { body } = await server.api(`/api/curves/${await propose(server)}`);
  const doses = body.doses as { jour: number; moment: string; dose_g: number }[];
  equal(doses.length, 26);
  deepEqual(doses[0], { jour: 0, moment: "matin", dose_g: 180 });
  deepEqual(doses.at(-1), { jour: 12, moment: "soir", dose_g: 460 });
  const total = doses.reduce((sum, { dose_g }) => sum + dose_g, 0);
  ok(Math.abs(total - Number(body.total_maize_g)) < 0.05);
});

Deno.test("curves: without enough lots the optimiser says how many it needs", async () => {
  await using server = await startTestServer("embedded");
  const { status, body } = await post(server, "/api/curves", { genetique: "Mulard" });
  deepEqual([status, body.status, body.lots, body.needed], [200, "not_enough_lots", 0, 24]);
});

Deno.test("POST /api/lots: too many lots of maize, or codes that are none, are refused", async () => {
  await using server = await startTestServer("embedded");
  const many = Array.from({ length: 21 }, (_, i) => `M${i}`);
  for (const lots_mais of [many, [""], ["a b"], ["x".repeat(51)], [3], "M1"]) {
    const { status, body } = await place(server, [{ ...aLot, lots_mais } as Frame]);
    equal(status, 422);
    match(String(body.detail), /lots_mais/);
  }
});
