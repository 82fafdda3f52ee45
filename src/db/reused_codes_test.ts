import assert from "node:assert/strict";
import { mealsOfLot } from "../../tests/support/meals.ts";
import { assignLots, type KnownLot } from "./reused_codes.ts";

Deno.test("assignLots: a lot opened before its meals were lost takes none of the lot before", () => {
  const timed = (days: number) =>
    mealsOfLot(2).map((meal) => ({
      meal,
      timeMs: Date.parse(meal.timestamp) + days * 86_400_000,
    }));
  const end = timed(0).slice(2);
  const next = timed(20);
  const lot = { gaveurId: 1, genetique: "Mulard", isReady: false };
  const known = new Map<string, KnownLot[]>([["LL2611001", [
    { ...lot, codeLot: "LL2611001B", openedMs: next[0]!.timeMs, lastMealMs: null },
    { ...lot, codeLot: "LL2611001", openedMs: 0, lastMealMs: end[0]!.timeMs - 1 },
  ]]]);
  const { codes, opened } = assignLots([...end, ...next], { known, taken: new Set() });
  assert.deepEqual(opened, []);
  assert.deepEqual(codes, [
    ...Array(2).fill("LL2611001"),
    ...Array(4).fill("LL2611001B"),
  ]);
});
