import { equal } from "node:assert/strict";
import { wholeChainStart } from "./whole_chain.ts";

Deno.test("a whole chain begins three weeks back, by the calendar of the farms", () => {
  equal(wholeChainStart(Date.parse("2026-11-22T22:59:00Z"), "Europe/Paris"), "2026-11-01");
  equal(wholeChainStart(Date.parse("2026-11-22T23:01:00Z"), "Europe/Paris"), "2026-11-02");
  // Clocks were set back in between.
  equal(wholeChainStart(Date.parse("2026-11-10T23:30:00Z"), "Europe/Paris"), "2026-10-21");
});
