import assert from "node:assert/strict";
import type { Coherence } from "../contract/lots.ts";
import { isCoherent, isInspected, missingOf } from "./trace.ts";

function aLot(changes: Partial<Coherence>): Coherence {
  return {
    code_lot: "LL2611001",
    lot_id: "LOT_20261107_0001",
    gaveur_id: 1,
    nb_doses: 24,
    doses_attendues: 24,
    cloture: null,
    sqal_status: "inspected",
    nb_sqal_samples: 5,
    nb_products: 4,
    products_attendus: 4,
    ...changes,
  };
}

const rows: [Partial<Coherence>, { coherent: boolean; inspected: boolean }][] = [
  [{}, { coherent: true, inspected: true }],
  [{ nb_doses: 23 }, { coherent: false, inspected: true }],
  [{ nb_doses: 23, doses_attendues: null }, { coherent: true, inspected: true }],
  [{ nb_products: 3 }, { coherent: false, inspected: true }],
  [{ nb_products: 5 }, { coherent: true, inspected: true }],
  [{ nb_products: 0, products_attendus: null }, { coherent: true, inspected: true }],
  [{ nb_sqal_samples: 0 }, { coherent: false, inspected: true }],
  [{ sqal_status: "approved", nb_sqal_samples: 0 }, { coherent: false, inspected: true }],
  [{ sqal_status: "rejected", nb_sqal_samples: 0 }, { coherent: false, inspected: true }],
  [{ sqal_status: "pending", nb_sqal_samples: 0 }, { coherent: true, inspected: false }],
  [{ sqal_status: "error", nb_sqal_samples: 0 }, { coherent: true, inspected: false }],
  [{ sqal_status: null, nb_sqal_samples: 0 }, { coherent: true, inspected: false }],
];
for (const [changes, { coherent, inspected }] of rows) {
  Deno.test(`coherence of a lot with ${JSON.stringify(changes)}`, () => {
    assert.equal(isCoherent(aLot(changes)), coherent);
    assert.equal(isInspected(aLot(changes)), inspected);
  });
}

Deno.test("a lot that was named and does not exist is missed, by either of its names", () => {
  const lots = [aLot({}), aLot({ code_lot: "LL2611002", lot_id: "LOT_20261107_0002" })];
  const names = ["LL2611001", "LOT_20261107_0002", "LL2611009", "LOT_20261107_0009"];
  assert.deepEqual(missingOf(names, lots), names.slice(2));
});
