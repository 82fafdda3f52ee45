import { deepEqual } from "node:assert/strict";
import type { Scenario, ScenarioStep } from "../contract/control_scenarios.ts";
import { BUILTIN_SCENARIOS } from "./builtin_scenarios.ts";
import { datedSteps } from "./dated_steps.ts";
import { readScenario } from "./read_scenario.ts";

const NOW = { nowMs: Date.parse("2026-11-22T12:00:00Z"), zone: "Europe/Paris" };
const LATER = { ...NOW, nowMs: Date.parse("2026-12-22T12:00:00Z") };

function builtin(name: string): Scenario {
  for (const document of BUILTIN_SCENARIOS) {
    const reading = readScenario(document, { maxLots: 1_000 });
    if (reading.status === "valid" && reading.scenario.name === name) return reading.scenario;
  }
  throw new Error(`no scenario ${name}`);
}

const starts = (steps: readonly ScenarioStep[]) =>
  steps.flatMap((step) => step.start === "gavage" ? [step.with.start] : []);

Deno.test("lots that are eaten arrive early, unless their day was said", () => {
  const { steps } = builtin("complete_demo");
  deepEqual(starts(steps), [undefined]);
  const dated = datedSteps(steps, NOW);
  deepEqual(starts(dated), ["2026-11-01"]);
  deepEqual(dated.map(({ start }) => start), steps.map(({ start }) => start));
  deepEqual(starts(datedSteps(dated, LATER)), ["2026-11-01"]);
});

Deno.test("lots that are only fed keep the simulator's own day", () => {
  deepEqual(starts(datedSteps(builtin("gavage_realtime").steps, NOW)), [undefined]);
});
