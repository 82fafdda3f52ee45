/** Scenarios that go on to consumers begin earlier than feeding alone. */
import type { ScenarioStep } from "../contract/control_scenarios.ts";
import { wholeChainStart } from "../domain/whole_chain.ts";

/** The steps, their lots arriving early enough where people eat them and no day was said. */
export function datedSteps(
  steps: readonly ScenarioStep[],
  { nowMs, zone }: { nowMs: number; zone: string },
): ScenarioStep[] {
  const start = wholeChainStart(nowMs, zone);
  const isEaten = steps.some((step) => step.start === "consumer");
  return steps.map((step) =>
    isEaten && step.start === "gavage"
      ? { ...step, with: { ...step.with, start: step.with.start ?? start } }
      : step
  );
}
