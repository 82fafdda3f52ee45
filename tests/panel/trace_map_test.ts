import { deepEqual, equal, ok } from "node:assert/strict";
import type { Trace } from "../../src/contract/trace.ts";
import { mapOfTrace } from "../../src/panel/client/data/trace_map.ts";

/** A lot of so many samples, each third of them sold, each product rated twice with 4. */
function traceOf(samples: number): Trace {
  const numbers = Array.from({ length: samples }, (_, n) => n);
  const sold = numbers.filter((n) => n % 3 === 0);
  return {
    subject: { kind: "lot", id: "LL2611001" },
    maize: [{ code: "M-1" }],
    lot: { code_lot: "LL2611001", gaveur_id: 1, gaveur_nom: "Jean Martin" },
    samples: numbers.map((n) => ({ sample_id: `S-${n}`, time: `T${n}`, grade: "A" })),
    products: sold.map((n) => ({
      product_id: `FG_${n}`,
      sample_id: `S-${n}`,
      is_active: true,
      nb_feedbacks: 2,
      average_rating: 4,
    })),
    feedbacks: sold.flatMap((n) =>
      [4, 4].map((overall_rating) => ({
        product_id: `FG_${n}`,
        overall_rating,
      }))
    ),
  } as unknown as Trace;
}

Deno.test("few siblings stand each for themselves", () => {
  const { boxes, edges, rows } = mapOfTrace(traceOf(4));
  equal(rows, 4);
  equal(boxes.filter(({ isRest }) => isRest).length, 0);
  deepEqual(
    edges.filter(([from]) => from.startsWith("lot:")).length,
    4,
  );
});

Deno.test("many siblings are counted, and none is lost", () => {
  const trace = traceOf(300);
  const { boxes, edges, rows } = mapOfTrace(trace);
  ok(rows <= 8, `${rows} rows`);
  for (const column of ["sample", "product", "opinion"] as const) {
    const shown = boxes.filter((box) => box.column === column);
    const counted = shown.reduce((sum, { count = 1 }) => sum + count, 0);
    const all = { sample: trace.samples, product: trace.products, opinion: trace.feedbacks };
    equal(counted, all[column].length, column);
  }
  const ids = new Set(boxes.map(({ id }) => id));
  equal(ids.size, boxes.length);
  ok(edges.every(([from, to]) => ids.has(from) && ids.has(to)));
});
