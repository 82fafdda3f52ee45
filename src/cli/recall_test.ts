import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { RecallReport } from "../contract/recall.ts";
import { recallText } from "./recall.ts";

const report: RecallReport = {
  executed: false,
  criteria: { maize_lot: "M-1" },
  reason: null,
  counts: {
    lots: 2,
    samples: 1,
    products: 1,
    products_active: 1,
    products_withdrawn: 0,
    feedbacks: 1,
  },
  lots: ["LL2611001", "LL2611002"].map((code_lot) => ({
    code_lot,
    lot_id: `LOT_${code_lot}`,
    site: "LL",
    gaveur_id: 1,
    gaveur_nom: "Jean\u001b[31m Martin",
    genetique: "Mulard",
    debut_lot: "2026-11-07",
    jour_actuel: 3,
    statut: "en_cours",
    cloture: null,
    nb_canards_initial: 50,
    itm: null,
    sqal_status: null,
    date_abattage: null,
    maize_lots: ["-M"],
    nb_samples: 1,
    nb_products: 1,
    nb_products_active: 1,
    nb_feedbacks: 1,
    average_rating: 4,
  })),
  products: [{
    product_id: "FG_1",
    qr_code: "SQAL_1",
    code_lot: "LL2611001",
    sample_id: "@S",
    production_date: null,
    best_before_date: null,
    grade: "A",
    score: 0.8,
    is_active: true,
    nb_feedbacks: 1,
    average_rating: 4,
  }],
  feedbacks: [{
    feedback_id: 1,
    product_id: "FG_1",
    time: "2026-12-24T20:00:00+00:00",
    overall_rating: 4,
    comment: '=HYPERLINK("http://x"), "bon"\nvraiment',
  }],
  took_ms: 12,
};

Deno.test("recall: in CSV every lot has a row, and no cell is a formula", () => {
  const [head, first, ...rest] = recallText(report, "csv").split(/\n(?=LL)/);
  match(head!, /^code_lot,lot_id,site,.*,comment$/);
  ok(first!.includes(`,'-M,`));
  ok(first!.includes(`,'@S,`));
  // One quoted cell: neutral, its quotes doubled, its line break kept.
  ok(first!.endsWith(`"'=HYPERLINK(""http://x""), ""bon""\nvraiment"`));
  deepEqual(rest.length, 1);
  match(rest[0]!, /^LL2611002,.*,,,$/m);
});

Deno.test("recall: the table says what a drill changed, and no name speaks to the terminal", () => {
  const text = recallText(report, "table");
  match(text, /drill: nothing was changed, 1 products are on the market/);
  match(text, /2 lots, 1 samples, 1 products, 1 opinions, found in 12 ms/);
  equal(text.includes("\u001b"), false);
});

Deno.test("recall: JSON is the report itself", () => {
  deepEqual(JSON.parse(recallText(report, "json")), report);
});
