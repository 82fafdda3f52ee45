/** The closed loop through a server: lots teach a curve, an operator lets it in, ducks are fed it. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { silentLogger } from "../../src/lib/log.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { plannedDoseGrams } from "../../src/domain/feeding_curve.ts";
import type { Curve } from "../../src/contract/curves.ts";
import { mealsOverWebSocket, runGavage } from "../../simulators/gavage/mod.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

function simulate(server: TestServer, { lots, seed }: { lots: number; seed: number }) {
  return runGavage({
    ...{ lots, seed, accel: "max", profile: "classic", zone: "Europe/Paris", window: 1_024 },
    url: server.url,
    start: "2026-10-01",
  }, {
    clock: systemClock,
    log: silentLogger,
    transportFactory: mealsOverWebSocket,
    fetch,
    signal: new AbortController().signal,
    onEvent: () => {},
  });
}

function post(server: TestServer, path: string, body: unknown) {
  return server.api(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/**
 * What quality control would find of finished lots, without its 20 kB a sample: the longer the lot,
 * the better the livers.
 */
async function measureLots(server: TestServer): Promise<void> {
  await server.db.sql`
    insert into sqal_devices (device_id) values ('TEST') on conflict do nothing`;
  const [columns] = await server.db.sql<{ names: string[]; blanks: string[] }[]>`
    select array_agg(column_name::text) as names, array_agg(case data_type
        when 'jsonb' then '''[]''::jsonb' when 'boolean' then 'true' when 'integer' then '0'
        when 'character varying' then '''A''' else '0' end) as blanks
    from information_schema.columns
    where table_name = 'sqal_sensor_samples' and is_nullable = 'NO' and column_default is null
      and column_name not in ('time', 'device_id', 'sample_id', 'final_score', 'poids_foie_estime_g')`;
  await server.db.sql.unsafe(`
    insert into sqal_sensor_samples
      (time, device_id, sample_id, lot_id, final_score, poids_foie_estime_g, ${columns!.names})
    select '2026-10-20T10:00:00Z', 'TEST', code_lot, code_lot,
      0.6 + 0.05 * (duree_prevue - 11) + 0.001 * (id % 7), 520, ${columns!.blanks}
    from lots_gavage where pret_abattage`);
}

Deno.test("curve loop: lots teach a curve, it is approved, and new lots are fed it", async () => {
  await using server = await startTestServer("embedded");
  equal((await simulate(server, { lots: 80, seed: 3 })).outcome, "done");
  const early = await post(server, "/api/curves", { genetique: "Mulard" });
  deepEqual([early.body.status, early.body.lots], ["not_enough_lots", 0]);
  await measureLots(server);

  const proposal = await post(server, "/api/curves", { genetique: "Mulard", by: "Marie" });
  equal(proposal.status, 201, JSON.stringify(proposal.body));
  const { id, source, curve, expected } = proposal.body as {
    id: number;
    source: string;
    curve: Curve;
    expected: { lots: number; quality: { change: number; low: number } };
  };
  equal(source, "optimiser");
  ok(curve.duree_jours >= 13, `${curve.duree_jours} days`);
  ok(expected.lots >= 30 && expected.quality.low > 0);
  for (const act of ["approve", "activate"]) {
    equal((await post(server, `/api/curves/${id}/${act}`, { by: "Anne" })).status, 200);
  }

  const fed = await simulate(server, { lots: 20, seed: 4 });
  equal(fed.outcome, "done");
  const { body } = await server.api("/api/lots?genetique=Mulard&limit=20");
  const lots = (body.lots as Frame[]).filter(({ courbe }) => courbe !== null);
  ok(lots.length > 5);
  for (const lot of lots) {
    deepEqual(lot.courbe, { id, version: 1, curve });
    deepEqual(lot.lots_mais, [`MAIS_${lot.site}_2610A`]);
    const answer = await server.api(`/api/lots/${lot.code_lot}/doses`);
    const doses = answer.body.doses as {
      jour: number;
      moment: "matin" | "soir";
      dose_theorique: number;
      dose_reelle: number;
    }[];
    equal(doses.length, 2 * curve.duree_jours);
    for (const dose of doses) {
      equal(dose.dose_theorique, plannedDoseGrams(curve, dose));
      ok(Math.abs(dose.dose_reelle / dose.dose_theorique - 1) <= 0.05);
    }
  }
  const others = await server.api("/api/lots?genetique=Barbarie&limit=20");
  ok((others.body.lots as Frame[]).every(({ courbe }) => courbe === null));
  const coherence = await server.api("/api/lots/coherence?limit=1000");
  for (const lot of coherence.body.lots as Frame[]) equal(lot.nb_doses, lot.doses_attendues);
});
