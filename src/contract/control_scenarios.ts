/** Scenarios: which simulators start, and how long after each other. */
import { z } from "zod";
import {
  consumerConfig,
  gavageConfig,
  MAX_FEEDBACKS_PER_HOUR,
  SIMULATOR_KINDS,
  SqalConfig,
} from "./control_runs.ts";
import { ScenarioName } from "./control_scenario_name.ts";
import { text } from "./words.ts";

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const LONGEST_MS = 24 * UNITS_MS.h;

/** `500ms`, `2s`, `1m`, `1.5h` in ms; undefined when it is none or longer than a day. */
export function delayMs(delay: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(delay) ?? [];
  if (amount === undefined) return undefined;
  const ms = Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return ms <= LONGEST_MS ? ms : undefined;
}

const Delay = z.string().refine((value) => delayMs(value) !== undefined, {
  error: "expected a time like 500ms, 2s, 1m or 1.5h, up to a day",
}).optional().meta({ description: "After the step before it; at once when absent" });

/** A key that nobody reads would be a wish that nobody heard: here all of them are strict. */
export function scenarioSchema(maxLots: number) {
  const gavage = gavageConfig(maxLots).strict().prefault({});
  const consumer = consumerConfig(MAX_FEEDBACKS_PER_HOUR).strict().prefault({});
  return z.strictObject({
    name: ScenarioName,
    title: text(200).optional(),
    description: text(2_000).optional(),
    steps: z.array(z.discriminatedUnion("start", [
      z.strictObject({ start: z.literal("gavage"), after: Delay, with: gavage }),
      z.strictObject({ start: z.literal("sqal"), after: Delay, with: SqalConfig.strict() }),
      z.strictObject({ start: z.literal("consumer"), after: Delay, with: consumer }),
    ], { error: `expected start: ${SIMULATOR_KINDS.join(", ")}` })).min(1).max(200),
  });
}
export type Scenario = z.output<ReturnType<typeof scenarioSchema>>;
export type ScenarioStep = Scenario["steps"][number];

export const ScenarioView = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  builtin: z.boolean(),
  steps: z.array(z.object({
    start: z.enum(SIMULATOR_KINDS),
    after: z.string().nullable(),
    with: z.record(z.string(), z.unknown()),
  })),
  document: z.string().meta({ description: "YAML" }),
}).meta({ id: "Scenario" });
export type ScenarioView = z.infer<typeof ScenarioView>;

export const ScenarioList = z.object({ scenarios: z.array(ScenarioView) })
  .meta({ id: "ScenarioList" });

/** Documents longer than this are no scenarios. */
export const MAX_SCENARIO_CHARS = 100_000;

export const CreateScenario = z.object({
  document: text(MAX_SCENARIO_CHARS).min(1).meta({ description: "YAML" }),
  replace: z.boolean().default(false).meta({ description: "Whether it may replace its namesake" }),
  dry_run: z.boolean().default(false).meta({ description: "Only check it" }),
}).meta({ id: "CreateScenario" });

export const ScenarioFault = z.object({
  line: z.int().nullable(),
  column: z.int().nullable(),
  key: z.string(),
  message: z.string(),
}).meta({ id: "ScenarioFault" });
export type ScenarioFault = z.infer<typeof ScenarioFault>;
