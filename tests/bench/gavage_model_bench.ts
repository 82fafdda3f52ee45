/** The model alone: 1,200 duck-meals an iteration, so 240 µs is 5 million duck-meals a second. */
import { randomStream } from "../../simulators/kernel/mod.ts";
import { LotFeeder } from "../../simulators/gavage/lot_feeder.ts";
import type { LotPlan } from "../../simulators/gavage/lots.ts";
import { feedLot, placeLot } from "../../simulators/gavage/model.ts";
import { PROFILES } from "../../simulators/gavage/params.ts";
import { mealSlots } from "../../simulators/gavage/schedule.ts";

const params = PROFILES.classic;
const plan: LotPlan = {
  index: 0,
  gaveur: params.gaveurs[0]!,
  genetique: "Mulard",
  ducks: 50,
  days: 12,
};
const slots = mealSlots("2026-11-07", plan.days, "Europe/Paris");
let seed = 0;

Deno.bench("feed 50 ducks 24 meals", { group: "lot", baseline: true }, (b) => {
  const lot = placeLot(params, plan, randomStream(seed++, "bench"));
  b.start();
  for (const slot of slots) feedLot(params, lot, slot);
  b.end();
});

Deno.bench("the same, with climate and frames", { group: "lot" }, (b) => {
  const feeder = new LotFeeder({ params, seed: seed++, plan, codeLot: "LL2611001", slots });
  b.start();
  while (feeder.nextMs !== undefined) feeder.feed();
  b.end();
});

Deno.bench("place 50 ducks", { group: "lot" }, () => {
  placeLot(params, plan, randomStream(seed++, "bench"));
});
