import { equal } from "node:assert/strict";
import type { IssuableSample } from "../../db/product_repository.ts";
import { makeProduct } from "./make_product.ts";
import { QrCodes } from "./qr_code.ts";

const sample: IssuableSample = {
  numero: 147,
  lot_number: 46,
  registry_id: "LOT_20261110_0001",
  code_lot: "LL2611001",
  site_code: "LL",
  sample_id: "S-1",
  quality_control_date: "2026-11-22T23:30:00Z",
  registered_at: "2026-11-22T23:31:00Z",
  production_date: "2026-11-22",
  packaging_date: "2026-11-23",
  sqal_quality_score: 0.8,
  sqal_grade: "A",
  sqal_compliance: true,
  lot_itm: 14.8,
  lot_avg_weight: 6_500,
  gavage_duration_days: 12,
};

Deno.test("makeProduct: id by slaughter and number, best before counted from packaging", () => {
  const codes = new QrCodes(["a key that is long enough"]);
  const terms = { codes, shelfLifeDays: 100, certifications: ["IGP"], productionMethod: "x" };
  const product = makeProduct(sample, terms);
  equal(product.product_id, "FG_LL_20261122_0000000147");
  equal(product.best_before_date, "2027-03-03");
  equal(codes.verify(product.qr_code), "signed");
  equal(
    makeProduct({ ...sample, numero: 12_345_678_901 }, terms).product_id.slice(-11),
    "12345678901",
  );
});
