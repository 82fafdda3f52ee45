import { equal } from "node:assert/strict";
import { passes } from "./filters.ts";

const product = { kind: "product_registered", site: "LL", codeLot: "LL2611001" } as const;
const feedback = { ...product, kind: "consumer_feedback" } as const;

for (
  const [filters, isSeen] of [
    [{}, true],
    [{ site_code: "LL", code_lot: "LL2611001" }, true],
    [{ site_code: "MT" }, false],
    [{ code_lot: "LL2611002" }, false],
    [{ data_type: "sqal_only" }, false],
    [{ data_type: "gavage_only" }, false],
    [{ data_type: "all" }, true],
    [{ min_grade: "A", device_id: "ESP32_LL_01" }, true],
  ] as const
) {
  Deno.test(`passes: ${JSON.stringify(filters)} ${isSeen ? "shows" : "hides"} consumers' events`, () => {
    equal(passes(filters, product), isSeen);
    equal(passes(filters, feedback), isSeen);
    equal(passes(filters, { ...product, kind: "lot_update" }), isSeen);
  });
}
