import assert from "node:assert/strict";
import type { NewLot } from "../../src/contract/lots.ts";
import { ManualClock } from "../../src/lib/clock.ts";
import { placeLots, type PlaceLotsOptions } from "./place_lots.ts";

const lot: NewLot = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-07" };

function created(count: number): Response {
  const lots = Array.from({ length: count }, (_, i) => ({
    code_lot: `LL2611${i}`,
    lot_id: "LOT_20261107_AAAA",
    site: "LL",
    gaveur_id: 1,
    gaveur_nom: null,
    genetique: null,
    debut_lot: "2026-11-07",
    duree_prevue: 12,
    jour_actuel: -1,
    statut: "en_cours",
    pret_abattage: false,
    nb_canards_initial: 50,
    nb_canards_vivants: 50,
    poids_moyen_actuel: null,
    taux_mortalite: 0,
    nb_doses: 0,
    sqal_status: null,
    updated_at: "2026-11-07T00:00:00.000+00:00",
  }));
  return Response.json({ lots }, { status: 201 });
}

/** Answers requests with the given steps, and lets time pass whenever something waits. */
function setUp(...steps: ((body: { lots: NewLot[] }) => Response)[]) {
  const clock = new ManualClock();
  const keys: (string | undefined)[] = [];
  const waits: string[] = [];
  const stop = new AbortController();
  const options: PlaceLotsOptions = {
    url: "http://h/api/lots",
    runId: "run",
    fetch: (_input, init) => {
      keys.push(init.headers["idempotency-key"]);
      const step = steps.shift();
      try {
        if (!step) throw new Error("no further request expected");
        return Promise.resolve(step(JSON.parse(init.body!)));
      } catch (error) {
        return Promise.reject(error);
      }
    },
    clock,
    random: { next: () => 0.5 },
    signal: stop.signal,
    onWaiting: (_, reason) => {
      waits.push(reason);
      queueMicrotask(() => clock.advance(60_000));
    },
  };
  return { options, keys, waits, stop, clock };
}

const ok = ({ lots }: { lots: NewLot[] }) => created(lots.length);
const problem = (status: number, detail: string) => () => Response.json({ detail }, { status });

Deno.test("place lots: a thousand a request, each request with its own key", async () => {
  const { options, keys } = setUp(ok, ok, ok);
  const placed = await placeLots(Array.from({ length: 2_500 }, () => lot), options);
  assert.equal(placed?.length, 2_500);
  assert.deepEqual(keys, ["run-0", "run-1", "run-2"]);
});

Deno.test("place lots: waits for a server that is away, and asks under the same key", async () => {
  const { options, keys, waits, clock } = setUp(
    () => {
      throw new Error("connection refused");
    },
    problem(503, "starting"),
    problem(429, "slow down"),
    ok,
  );
  assert.deepEqual((await placeLots([lot], options))?.map((l) => l.code_lot), ["LL26110"]);
  assert.deepEqual(waits, ["connection refused", "503 starting", "429 slow down"]);
  assert.deepEqual(keys, ["run-0", "run-0", "run-0", "run-0"]);
  assert.equal(clock.pending, 0);
});

Deno.test("place lots: a refusal is final and says why", async () => {
  const { options } = setUp(problem(422, "lots.0.gaveur_id: unknown gaveur, got 9"));
  await assert.rejects(placeLots([lot], options), {
    code: "server_refused",
    message: "create 1 lots at http://h/api/lots: 422 lots.0.gaveur_id: unknown gaveur, got 9",
  });
});

Deno.test("place lots: an answer that is no list of lots is refused", async () => {
  for (const body of ["<html>", '{"lots":[]}', "{}"]) {
    const { options } = setUp(() => new Response(body, { status: 200 }));
    await assert.rejects(placeLots([lot], options), { code: "server_refused" });
  }
});

Deno.test("place lots: a signal ends the wait", async () => {
  const { options, stop, clock } = setUp(problem(503, "starting"));
  options.onWaiting = () => queueMicrotask(() => stop.abort());
  assert.equal(await placeLots([lot], options), undefined);
  assert.equal(clock.pending, 0);
});
