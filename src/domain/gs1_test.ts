import { equal } from "node:assert/strict";
import { isGln, withCheckDigit } from "./gs1.ts";

Deno.test("the check digit of GS1's own example, and of a real article", () => {
  equal(withCheckDigit("629104150021"), "6291041500213");
  equal(withCheckDigit("400638133393"), "4006381333931");
});

Deno.test("a GLN has 13 digits, the last of them right", () => {
  equal(isGln(withCheckDigit("952132100001")), true);
  equal(isGln("9521321000011"), false);
  equal(isGln("952132100001"), false);
});
