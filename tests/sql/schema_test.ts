import assert from "node:assert/strict";
import type { MigrationSession } from "../../src/db/migrator.ts";
import { SERVER_ENGINES, testDatabase, timescaleDatabase } from "../support/engines.ts";

const ENGINES: Record<string, () => Promise<MigrationSession & AsyncDisposable>> = {
  timescale: () => timescaleDatabase(),
};
for (const engine of SERVER_ENGINES) {
  ENGINES[engine] = async () => {
    const db = await testDatabase(engine, { max: 1 });
    return {
      exec: (text) => db.sql.unsafe(text),
      query: async (text, params = []) => [...await db.sql.unsafe(text, params)],
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  };
}

const LOT = `insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
  values ($1, 1, $2, 50, 'Mulard')`;

for (const [engine, open] of Object.entries(ENGINES)) {
  Deno.test(`schema ${engine}: lots get a site and a registry id, numbered per day`, async () => {
    await using db = await open();
    await db.query(LOT, ["LL2512001", "2025-12-01"]);
    await db.query(LOT, ["MT2512001", "2025-12-01"]);
    await db.query(LOT, ["LS2512001", "2025-12-02"]);
    // An upsert of a lot that is there keeps its id and uses up no number.
    const [again] = await db.query(
      `${LOT} on conflict (code_lot) do update set jour_actuel = 3 returning lot_id, jour_actuel`,
      ["LL2512001", "2025-12-01"],
    );
    assert.deepEqual(again, { lot_id: "LOT_20251201_0001", jour_actuel: 3 });
    await db.exec("update lot_id_sequences set dernier = 9999 where debut_lot = '2025-12-01'");
    await db.query(LOT, ["LL2512002", "2025-12-01"]);
    assert.deepEqual(
      await db.query("select code_lot, site_code, lot_id from lots_gavage order by lot_id"),
      [
        { code_lot: "LL2512001", site_code: "LL", lot_id: "LOT_20251201_0001" },
        { code_lot: "MT2512001", site_code: "MT", lot_id: "LOT_20251201_0002" },
        { code_lot: "LL2512002", site_code: "LL", lot_id: "LOT_20251201_10000" },
        { code_lot: "LS2512001", site_code: "LS", lot_id: "LOT_20251202_0001" },
      ].sort((a, b) => a.lot_id < b.lot_id ? -1 : 1),
    );
  });

  Deno.test(`schema ${engine}: the views show lots, sites and days`, async () => {
    await using db = await open();
    await db.query(LOT, ["LL2512001", "2025-12-01"]);
    await db.query(LOT, ["LL2512002", "2025-12-01"]);
    await db.exec(`
      update lots_gavage set jour_actuel = 1, poids_moyen_actuel = 4700, taux_mortalite = 2
        where code_lot = 'LL2512001';
      update lots_gavage set pret_abattage = true where code_lot = 'LL2512002';
      insert into doses_journalieres (time, code_lot, jour, moment, dose_reelle) values
        ('2025-12-02T08:00Z', 'LL2512001', 1, 'matin', 220),
        ('2025-12-02T18:00Z', 'LL2512001', 1, 'soir', 230),
        ('2025-12-01T18:00Z', 'LL2512001', 0, 'soir', 210);
      insert into gavage_data
        (time, code_lot, jour, moment, dose_reelle, dose_theorique, poids_actuel, nb_vivants) values
        ('2025-12-02T08:00Z', 'LL2512001', 1, 'matin', 220, 221, 4690, 49),
        ('2025-12-02T18:00Z', 'LL2512001', 1, 'soir', 230, 231, 4710, 48)`);
    const [active, ...rest] = await db.query(`
      select code_lot, site, gaveur_nom, derniere_dose::float, nb_gavages_effectues::int
      from v_lots_actifs_realtime`);
    assert.deepEqual(rest, []);
    assert.deepEqual(active, {
      code_lot: "LL2512001",
      site: "LL",
      gaveur_nom: "Jean Martin",
      derniere_dose: 230,
      nb_gavages_effectues: 3,
    });
    assert.deepEqual(
      await db.query(`
        select site, nb_lots_actifs::int, total_canards_vivants_estim::float as vivants
        from v_stats_realtime_sites`),
      [{ site: "LL", nb_lots_actifs: 1, vivants: 49 }],
    );
    assert.deepEqual(
      await db.query(`
        select to_char(date at time zone 'UTC', 'YYYY-MM-DD') as date, nb_repas::int,
          dose_totale::float, poids_moyen::float, nb_vivants
        from gavage_data_journalier`),
      [{ date: "2025-12-02", nb_repas: 2, dose_totale: 450, poids_moyen: 4700, nb_vivants: 48 }],
    );
    assert.deepEqual(
      await db.query("select nb_lots::int, nb_vivants::int from v_sites_journalier"),
      [{ nb_lots: 1, nb_vivants: 48 }],
    );
    assert.deepEqual(
      await db.query(`
        select repas, dose_moyenne::float, nb_canards_morts from gavage_data_lots order by time`),
      [
        { repas: "matin", dose_moyenne: 220, nb_canards_morts: 1 },
        { repas: "soir", dose_moyenne: 230, nb_canards_morts: 2 },
      ],
    );
  });

  Deno.test(`schema ${engine}: a lot takes its meals and its place in the queue with it`, async () => {
    await using db = await open();
    await db.query(LOT, ["LL2512001", "2025-12-01"]);
    await db.exec(`
      insert into doses_journalieres (time, code_lot, jour, moment)
        values ('2025-12-01T08:00Z', 'LL2512001', 0, 'matin');
      insert into gavage_data (time, code_lot, jour, moment)
        values ('2025-12-01T08:00Z', 'LL2512001', 0, 'matin');
      insert into sqal_pending_lots (code_lot, date_abattage)
        values ('LL2512001', '2025-12-13T18:00Z');
      delete from lots_gavage`);
    assert.deepEqual(
      await db.query(`
        select (select count(*) from doses_journalieres)::int as doses,
          (select count(*) from gavage_data)::int as raw,
          (select count(*) from sqal_pending_lots)::int as pending`),
      [{ doses: 0, raw: 0, pending: 0 }],
    );
  });

  Deno.test(`schema ${engine}: updated_at follows, and words outside the contract are refused`, async () => {
    await using db = await open();
    await db.query(LOT, ["LL2512001", "2025-12-01"]);
    await db.query("update lots_gavage set updated_at = '2000-01-01'");
    const [row] = await db.query(`
      update lots_gavage set nb_meg = 50, pctg_perte_gavage = 4
      returning updated_at > '2001-01-01' as followed, nb_morts`);
    assert.deepEqual(row, { followed: true, nb_morts: 2 });
    for (
      const statement of [
        "update lots_gavage set statut = 'perdu'",
        "insert into sqal_pending_lots (code_lot, date_abattage, status) values ('LL2512001', now(), 'lost')",
        "insert into sqal_pending_lots (code_lot, date_abattage) values ('nowhere', now())",
        "insert into doses_journalieres (time, code_lot, jour, moment) values (now(), 'LL2512001', 0, 'midi')",
        "insert into lots_gavage (code_lot, gaveur_id, debut_lot, nb_canards_initial) values ('XX2512001', 1, now(), 1)",
      ]
    ) {
      await assert.rejects(async () => await db.query(statement), /violates/, statement);
    }
  });
}
