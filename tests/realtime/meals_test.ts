/** A meal's whole way: frame → three tables and the queue → answer → dashboards. */
import { deepEqual, equal, match } from "node:assert/strict";
import { SERVER_ENGINES, type TestDatabase } from "../support/engines.ts";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { feed, serve, startTestServer } from "../support/server.ts";

const CODE = "LL2611001";

async function rows(db: TestDatabase, table: string): Promise<Record<string, unknown>[]> {
  return [...await db.sql.unsafe(`select * from ${table} order by 1`)];
}

async function counts(db: TestDatabase): Promise<Record<string, unknown>> {
  const [row] = await db.sql`
    select (select count(*)::int from lots_gavage) as lots,
      (select count(*)::int from doses_journalieres) as doses,
      (select count(*)::int from gavage_data) as raw,
      (select count(*)::int from sqal_pending_lots) as queued`;
  return { ...row };
}

const lotState = async (db: TestDatabase, code = CODE) => {
  const [row] = await db.sql`
    select jour_actuel, poids_moyen_actuel, taux_mortalite, pret_abattage, statut
    from lots_gavage where code_lot = ${code}`;
  return row && { ...row };
};

for (const engine of SERVER_ENGINES) {
  const test = (name: string, run: () => Promise<void>) =>
    Deno.test(`meals ${engine}: ${name}`, run);

  test("a meal is stored, acknowledged, and shown to dashboards", async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    await using client = await server.meals();
    const meal = aMeal({ jour: 3, moment: "soir" });
    client.send(meal);

    const { timestamp, ...ack } = await client.next();
    deepEqual(ack, {
      type: "ack",
      code_lot: CODE,
      jour: 3,
      moment: "soir",
      status: "saved",
      poids_moyen: meal.poids_moyen,
      taux_mortalite: 4,
    });
    match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    const shown = await dashboard.next("gavage_realtime");
    deepEqual([shown.type, shown.data], ["gavage_realtime", { ...meal, pret_abattage: false }]);

    const stored = {
      time: "2026-11-10T17:00:00Z",
      code_lot: CODE,
      jour: 3,
      moment: "soir",
      dose_theorique: 230,
      dose_reelle: 231.5,
      nb_vivants: 48,
      taux_mortalite: 4,
      temperature: 21.5,
      humidite: 64.2,
    };
    const [{ recorded_at: _, ...dose } = {}] = await rows(server.db, "doses_journalieres");
    deepEqual(dose, { ...stored, poids_moyen: 4_950 });
    const [{ recorded_at: __, ...raw } = {}] = await rows(server.db, "gavage_data");
    deepEqual(raw, { ...stored, poids_actuel: 4_950 });
    deepEqual(await lotState(server.db), {
      jour_actuel: 3,
      poids_moyen_actuel: 4_950,
      taux_mortalite: 4,
      pret_abattage: false,
      statut: "en_cours",
    });
  });

  test("what is acknowledged is committed: another session sees it at once", async () => {
    await using server = await startTestServer(engine);
    await using client = await server.meals();
    for (const meal of mealsOfLot(6)) {
      client.send(meal);
      equal((await client.next()).type, "ack");
      const [row] = await server.db.sql`
        select count(*)::int as n from doses_journalieres
        where (jour, moment) = (${meal.jour}, ${meal.moment})`;
      equal(row!.n, 1);
    }
  });

  test("answers come in the order of the frames, errors among them", async () => {
    await using server = await startTestServer(engine, { ingest_batch: 7 });
    const meals = ["LL2611001", "LS2611001", "MT2611001"].flatMap((code_lot) =>
      mealsOfLot(14, { code_lot })
    ).map((meal, i) => i % 10 === 9 ? { ...meal, dose_reelle: -1 } : meal);
    const answers = await feed(server, ...meals);
    deepEqual(
      answers.map((a) => a.type === "ack" ? [a.code_lot, a.jour, a.moment] : "refused"),
      meals.map((m) => m.dose_reelle < 0 ? "refused" : [m.code_lot, m.jour, m.moment]),
    );
  });

  test("defect 8: an identical resend is one row, an acknowledgement, and no second broadcast", async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    const [first, last] = [aMeal({ jour: 1 }), aMeal({ jour: 2 })];
    const answers = await feed(server, first, first);
    answers.push(...await feed(server, first, last));
    deepEqual(answers.map(({ type }) => type), ["ack", "ack", "ack", "ack"]);
    const shown = await dashboard.take(2, "gavage_realtime");
    deepEqual(shown.map(({ data }) => (data as { jour: number }).jour), [1, 2]);
    deepEqual(await counts(server.db), { lots: 1, doses: 2, raw: 2, queued: 0 });
  });

  test("defect 8: a resend with another timestamp is still one row, in both tables", async () => {
    await using server = await startTestServer(engine);
    const meal = aMeal({ jour: 1 });
    await feed(server, aMeal(), meal);
    await feed(server, { ...meal, timestamp: "2026-11-08T07:10:00Z", dose_reelle: 215 });
    deepEqual(await counts(server.db), { lots: 1, doses: 2, raw: 2, queued: 0 });
    for (const table of ["doses_journalieres", "gavage_data"]) {
      const [row] = await server.db.sql.unsafe(
        `select time, dose_reelle from ${table} where jour = 1`,
      );
      deepEqual({ ...row }, { time: "2026-11-08T07:10:00Z", dose_reelle: 215 });
    }
  });

  test("a lot's state only moves forward, whatever the order of arrival", async () => {
    await using server = await startTestServer(engine);
    const meals = mealsOfLot(12);
    const state = { jour_actuel: 11, poids_moyen_actuel: 6_150, taux_mortalite: 4 };
    const finished = { ...state, pret_abattage: true, statut: "termine" };
    // One frame, one connection, one transaction at a time; then all of another lot in one batch.
    for (const meal of meals.toReversed()) {
      await feed(server, meal);
      deepEqual(await lotState(server.db), finished);
    }
    const shuffled = meals.map((meal, i) => ({ meal, at: (i * 7) % meals.length }))
      .sort((a, b) => a.at - b.at).map(({ meal }) => ({ ...meal, code_lot: "LL2611002" }));
    await feed(server, ...shuffled);
    deepEqual(await lotState(server.db, "LL2611002"), finished);
    deepEqual(await counts(server.db), { lots: 2, doses: 48, raw: 48, queued: 2 });
  });

  test("a correction of a lot's newest meal is the lot's state, one of an older meal is not", async () => {
    await using server = await startTestServer(engine);
    const [older, newest] = [aMeal({ jour: 0 }), aMeal({ jour: 1 })];
    await feed(server, older, newest);
    await feed(server, {
      ...newest,
      poids_moyen: 5_111,
      taux_mortalite: 6,
      nb_canards_vivants: 47,
    });
    await feed(server, { ...older, poids_moyen: 4_444, taux_mortalite: 2, nb_canards_vivants: 49 });
    deepEqual(await lotState(server.db), {
      jour_actuel: 1,
      poids_moyen_actuel: 5_111,
      taux_mortalite: 6,
      pret_abattage: false,
      statut: "en_cours",
    });
  });

  test("defect 8: the last meal queues the lot once, and a late duplicate never opens it again", async () => {
    await using server = await startTestServer(engine);
    const meals = mealsOfLot(11);
    await feed(server, ...meals);
    const queue = async () => {
      const [row] = await server.db.sql`
        select code_lot, gaveur_id, gaveur_nom, site, genetique, poids_moyen_final,
          nb_canards_final, taux_mortalite, date_abattage, date_inspection_sqal, status
        from sqal_pending_lots`;
      return { ...row };
    };
    const pending = {
      code_lot: CODE,
      gaveur_id: 1,
      gaveur_nom: "Jean Martin",
      site: "LL",
      genetique: "Mulard",
      poids_moyen_final: 6_000,
      nb_canards_final: 48,
      taux_mortalite: 4,
      date_abattage: "2026-11-17T17:00:00Z",
      date_inspection_sqal: null,
      status: "pending",
    };
    deepEqual(await queue(), pending);
    for (const status of ["pending", "inspecting", "inspected", "approved", "rejected"]) {
      await server.db.sql`update sqal_pending_lots set status = ${status}`;
      await feed(server, meals.at(-1)!);
      deepEqual(await queue(), { ...pending, status });
    }
    await feed(server, { ...meals.at(-1)!, poids_moyen: 1, timestamp: "2026-11-17T17:05:00Z" });
    deepEqual(await queue(), { ...pending, status: "rejected" });
    deepEqual(await counts(server.db), { lots: 1, doses: 22, raw: 22, queued: 1 });
  });

  test("defect 9: nb_canards_initial is the number placed, not the number alive", async () => {
    await using server = await startTestServer(engine);
    await feed(server, aMeal({ jour: 5, nb_canards_vivants: 48, taux_mortalite: 4 }));
    await feed(server, aMeal({ jour: 6, nb_canards_vivants: 45, taux_mortalite: 10 }));
    const { body } = await server.api(`/api/lots/${CODE}`);
    deepEqual([body.nb_canards_initial, body.nb_canards_vivants], [50, 45]);
    const [site] = await server.db.sql`select * from v_stats_realtime_sites`;
    deepEqual([site!.total_canards_initial, site!.total_canards_vivants_estim], [50, 45]);
    const [dead] = await server.db.sql`
      select max(nb_canards_morts) as n, min(statut) as statut from gavage_data_lots, lots_gavage`;
    deepEqual({ ...dead }, { n: 5, statut: "en_cours" });
  });

  test("J-1 places the lot and is no dose; J0 follows", async () => {
    await using server = await startTestServer(engine);
    equal((await feed(server, aMeal({ jour: -1, moment: "soir" })))[0]!.type, "ack");
    deepEqual(await counts(server.db), { lots: 1, doses: 0, raw: 1, queued: 0 });
    equal((await lotState(server.db))!.jour_actuel, -1);
    await feed(server, aMeal());
    deepEqual(await counts(server.db), { lots: 1, doses: 1, raw: 2, queued: 0 });
    const { body } = await server.api(`/api/lots/${CODE}`);
    deepEqual([body.jour_actuel, body.debut_lot], [0, "2026-11-07"]);
  });

  test("defect 4: a refused meal leaves nothing anywhere", async () => {
    await using server = await startTestServer(engine);
    const meal = aMeal({ jour: 7, temperature_stabule: 1_000, pret_abattage: true });
    const [refused] = await feed(server, meal);
    equal(refused!.type, "error");
    match(String(refused!.error), /temperature_stabule.*1000/);
    deepEqual(refused!.data, meal);
    deepEqual(await counts(server.db), { lots: 0, doses: 0, raw: 0, queued: 0 });
  });

  test("defect 4: a meal that the database refuses fails alone, is named, and leaves nothing", async () => {
    await using server = await startTestServer(engine, { ingest_linger_ms: 50 });
    await using dashboard = await server.dashboard();
    await server.db.sql`delete from gaveurs_euralis where id = 5`;
    const good = Array.from({ length: 40 }, (_, i) => aMeal({ code_lot: `LL26112${10 + i}` }));
    const poison = aMeal({ code_lot: "LS2611666", gaveur_id: 5, site: "LS", pret_abattage: true });
    const answers = await feed(server, ...good.slice(0, 17), poison, ...good.slice(17));
    const refused = answers.splice(17, 1)[0]!;
    deepEqual([refused.type, refused.code, refused.data], ["error", "refused", poison]);
    match(String(refused.error), /gaveur_id.*5/);
    deepEqual(
      answers.map(({ type, code_lot }) => [type, code_lot]),
      good.map((m) => ["ack", m.code_lot]),
    );
    deepEqual(await counts(server.db), { lots: 40, doses: 40, raw: 40, queued: 0 });
    const shown = await dashboard.take(40, "gavage_realtime");
    equal(shown.some(({ data }) => (data as { gaveur_id: number }).gaveur_id === 5), false);
  });

  test("two servers on one database store one lot together", async () => {
    await using one = await startTestServer(engine);
    await using two = await serve(one.db);
    const meals = mealsOfLot(14);
    const [even, odd] = [meals.filter((_, i) => i % 2 === 0), meals.filter((_, i) => i % 2 === 1)];
    // Each meal goes to both servers, half of them first here, half of them first there.
    const answers = await Promise.all([
      feed(one, ...even, ...odd),
      feed(two, ...odd, ...even),
    ]);
    deepEqual(answers.flat().map(({ type }) => type), Array(56).fill("ack"));
    deepEqual(await counts(one.db), { lots: 1, doses: 28, raw: 28, queued: 1 });
    equal((await lotState(one.db))!.pret_abattage, true);
  });
}
