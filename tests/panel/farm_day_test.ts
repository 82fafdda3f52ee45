import { deepEqual, equal } from "node:assert/strict";
import type { Lot } from "../../src/contract/lots.ts";
import { farmTimeMs, mealsToday } from "../../src/panel/client/data/farm_day.ts";

function lot(changes: Partial<Lot>): Lot {
  return {
    ...{ code_lot: "LL2611001", lot_id: "", site: "LL", gaveur_id: 1, gaveur_nom: null },
    ...{ genetique: "Mulard", debut_lot: "2026-11-20", duree_prevue: 12, statut: "en_cours" },
    ...{ pret_abattage: false, nb_canards_initial: 50, nb_canards_vivants: 50 },
    ...{ poids_moyen_actuel: null, taux_mortalite: 0, sqal_status: null, updated_at: "" },
    jour_actuel: 2,
    nb_doses: 5,
    ...changes,
  };
}

const soir = { jour_actuel: 2, nb_doses: 6 };

for (
  const [what, lots, shown] of [
    ["no lot", [], -Infinity],
    ["lots that wait for their first meal", [lot({ jour_actuel: -1, nb_doses: 0 })], -Infinity],
    ["a morning in winter", [lot({})], Date.parse("2026-11-22T07:00:00Z")],
    ["the evening of another", [lot({}), lot(soir)], Date.parse("2026-11-22T17:00:00Z")],
    ["summer", [lot({ debut_lot: "2026-07-01" })], Date.parse("2026-07-03T06:00:00Z")],
  ] as const
) {
  Deno.test(`farmTimeMs: ${what}`, () => {
    equal(farmTimeMs(lots), shown);
  });
}

Deno.test("mealsToday: of the lots being fed, those that had the newest day's meals", () => {
  const lots = [
    lot({}),
    lot(soir),
    // A day behind, not fed yet (and placed for later), done on a later day, of another site.
    lot({ jour_actuel: 1, nb_doses: 4 }),
    lot({ debut_lot: "2026-12-01", jour_actuel: -1, nb_doses: 0 }),
    lot({ debut_lot: "2026-12-01", statut: "termine", jour_actuel: 11, nb_doses: 24 }),
    lot({ site: "MT" }),
  ];
  deepEqual(mealsToday(lots, "LL"), { lots: 4, matin: 2, soir: 1 });
  deepEqual(mealsToday(lots, "LS"), { lots: 0, matin: 0, soir: 0 });
});
