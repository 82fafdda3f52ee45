import assert from "node:assert/strict";
import type { Coherence } from "../contract/lots.ts";
import { isCoherent, isInspected } from "./trace.ts";

function aLot(changes: Partial<Coherence>): Coherence {
  return {
    code_lot: "LL2611001",
    gaveur_id: 1,
    nb_doses: 24,
    doses_attendues: 24,
    sqal_status: "inspected",
    nb_sqal_samples: 5,
    ...changes,
  };
}

const rows: [Partial<Coherence>, { coherent: boolean; inspected: boolean }][] = [
  [{}, { coherent: true, inspected: true }],
  [{ nb_doses: 23 }, { coherent: false, inspected: true }],
  [{ nb_doses: 23, doses_attendues: null }, { coherent: true, inspected: true }],
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
