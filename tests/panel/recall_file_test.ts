import { equal } from "node:assert/strict";
import type { RecallReport } from "../../src/contract/recall.ts";
import { recallCsv } from "../../src/panel/client/data/recall_file.ts";

const lot = {
  code_lot: "LL2611001",
  site: "LL",
  gaveur_nom: 'Martin, dit "le Grand"',
  gaveur_id: 1,
  maize_lots: ["M-1", "M-2"],
  debut_lot: "2026-11-10",
  date_abattage: null,
};
const product = {
  product_id: "=1+1",
  code_lot: "LL2611001",
  sample_id: "S-1",
  grade: "A+",
  is_active: true,
  nb_feedbacks: 2,
  average_rating: 4.5,
};

function rowsOf(parts: { lots: unknown[]; products: unknown[] }): string[] {
  return recallCsv(parts as unknown as RecallReport).split("\r\n").slice(1, -1);
}

Deno.test("commas and quotes stay in their cell, and a formula becomes text", () => {
  equal(
    rowsOf({ lots: [lot], products: [product] })[0],
    `LL2611001,LL,"Martin, dit ""le Grand""",M-1 M-2,2026-11-10,,'=1+1,S-1,A+,true,2,4.5`,
  );
});

Deno.test("a lot without products has a row", () => {
  equal(rowsOf({ lots: [lot], products: [] }).length, 1);
});
