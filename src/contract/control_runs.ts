/** Runs of simulators: what may be asked for, and what is told of them. */
import { z } from "zod";
import { choice, deviceId, durationSeconds, flag, label, wholeNumber } from "./control_fields.ts";
import { ScenarioName } from "./control_scenario_name.ts";
import { Closure } from "./lots.ts";
import { STATUTS_LOT, word } from "./words.ts";

export const SIMULATOR_KINDS = ["gavage", "sqal", "consumer"] as const;
export type SimulatorKind = (typeof SIMULATOR_KINDS)[number];
export const RUN_KINDS = [...SIMULATOR_KINDS, "scenario"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const ACTIVE_STATUSES = ["starting", "running", "paused", "stopping"] as const;
export const ENDED_STATUSES = ["stopped", "completed", "failed", "interrupted"] as const;
export const RUN_STATUSES = [...ACTIVE_STATUSES, ...ENDED_STATUSES] as const;
/**
 * - `stopped`: somebody stopped it
 * - `completed`: it came to its own end, or to the end of its duration
 * - `failed`: it could not go on; `error` says why
 * - `interrupted`: its server ended under it
 */
export type RunStatus = (typeof RUN_STATUSES)[number];

export const RESTART_POLICIES = ["never", "on-failure"] as const;
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

export const LOG_LINE_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLineLevel = (typeof LOG_LINE_LEVELS)[number];

export const MAX_ACCELERATION = 86_400;
const PROFILES = [
  "foiegras_standard_barquette",
  "foiegras_premium",
  "foiegras_low_quality",
  "foiegras_demo_barquette",
] as const;
/** Profiles that older clients may name, and the nearest that there is. */
const FORMER_PROFILES: Readonly<Record<string, (typeof PROFILES)[number]>> = {
  foiegras_standard_seul: "foiegras_standard_barquette",
  foiegras_micuit: "foiegras_standard_barquette",
  foiegras_bloc: "foiegras_standard_barquette",
  foiegras_haute_resolution: "foiegras_standard_barquette",
  foiegras_irregular: "foiegras_low_quality",
  foiegras_defectueux: "foiegras_low_quality",
};
export const sensorProfile = z.preprocess(
  (value) => typeof value === "string" ? FORMER_PROFILES[value] ?? value : value,
  choice(PROFILES, "foiegras_standard_barquette"),
);

export const acceleration = wholeNumber({
  min: 1,
  max: MAX_ACCELERATION,
  fallback: 1_440,
  unit: "simulated seconds a second",
});

const seed = z.int().min(0).max(2 ** 32 - 1).optional().meta({
  description: "Same seed, same data; drawn when absent",
});

/** @param maxLots most lots that one run may place, as configured */
export function gavageConfig(maxLots: number) {
  return z.object({
    nb_lots: wholeNumber({ min: 1, max: maxLots, fallback: Math.min(3, maxLots), unit: "lots" }),
    acceleration,
    duration: durationSeconds,
    start: z.iso.date().optional().meta({ description: "Day of arrival, J-1" }),
  }).meta({ id: "GavageRunConfig" });
}
export type GavageConfig = z.output<ReturnType<typeof gavageConfig>>;

export const SqalConfig = z.object({
  device_id: deviceId,
  location: label(200, "Docker Simulator"),
  interval: wholeNumber({ min: 1, max: 300, fallback: 30, unit: "s between samples" }),
  config_profile: sensorProfile,
  duration: durationSeconds,
  lot: word(50).optional().meta({ description: "Lot whose livers are measured" }),
}).meta({ id: "SqalRunConfig" });
export type SqalConfig = z.output<typeof SqalConfig>;

const rating = (fallback: number) => wholeNumber({ min: 1, max: 5, fallback, unit: "stars" });

/** @param maxPerHour the older interface takes 100 */
export function consumerConfig(maxPerHour: number) {
  return z.object({
    feedbacks_per_hour: wholeNumber({ min: 1, max: maxPerHour, fallback: 10 }),
    min_rating: rating(3),
    max_rating: rating(5),
    duration: durationSeconds,
    use_active_lots: flag(true).meta({
      description:
        "Whether the answer counts the lots under way; what is rated is what is for sale",
    }),
    acceleration: z.int().min(1).max(MAX_ACCELERATION).optional().meta({
      description: "Simulated seconds a second; 1 when absent",
    }),
  }).refine(({ min_rating, max_rating }) => min_rating <= max_rating, {
    path: ["min_rating"],
    error: "must not be above max_rating",
  }).meta({ id: "ConsumerRunConfig" });
}
export type ConsumerConfig = z.output<ReturnType<typeof consumerConfig>>;

/** A run may send a review every tenth of a second. */
export const MAX_FEEDBACKS_PER_HOUR = 36_000;

export type RunConfig = GavageConfig | SqalConfig | ConsumerConfig | { scenario: string };

const common = {
  seed,
  name: word(100).optional().meta({
    description: "Of one kind and name there is one run at a time; its id when absent",
  }),
  restart: choice(RESTART_POLICIES, "on-failure"),
  resume: flag(true).meta({
    description: "Whether a restarted server takes it up where it was interrupted",
  }),
};

export function createRunBody(maxLots: number) {
  return z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("gavage"),
      config: gavageConfig(maxLots).strict().prefault({}),
      ...common,
    }),
    z.strictObject({ kind: z.literal("sqal"), config: SqalConfig, ...common }),
    z.strictObject({
      kind: z.literal("consumer"),
      config: consumerConfig(MAX_FEEDBACKS_PER_HOUR).strict().prefault({}),
      ...common,
    }),
    z.strictObject({
      kind: z.literal("scenario"),
      config: z.strictObject({ scenario: ScenarioName }),
    }),
  ]).meta({ id: "CreateRun" });
}
export type CreateRun = z.output<ReturnType<typeof createRunBody>>;

const count = z.int().min(0);

/** What a run has done so far. */
export const RunStats = z.object({
  due: count.nullable().meta({ description: "Frames of the whole run; null without an end" }),
  sent: count,
  acknowledged: count,
  resent: count,
  refused: count,
  dropped: count,
  reconnections: count,
  lateness_p50_ms: z.number().nullable().meta({ description: "null when nothing has a deadline" }),
  lateness_p99_ms: z.number().nullable(),
  drift_ms: z.number().nullable().meta({
    description: "Wall ms that simulated time was behind at the last frame",
  }),
  achieved_rate: z.number().nullable().meta({ description: "Simulated seconds a second" }),
  acceleration: z.union([z.number(), z.literal("max")]).nullable(),
  simulated_until: z.string().nullable(),
}).meta({ id: "RunStats" });
export type RunStats = z.infer<typeof RunStats>;

export const Run = z.object({
  id: z.string().meta({ description: "12 hexadecimal digits" }),
  kind: z.enum(RUN_KINDS),
  name: z.string(),
  container_name: z.string(),
  parent_id: z.string().nullable().meta({ description: "The scenario that started it" }),
  config: z.record(z.string(), z.unknown()),
  seed: z.int(),
  status: z.enum(RUN_STATUSES),
  restart: z.enum(RESTART_POLICIES),
  resume: z.boolean(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  restarts: count.meta({ description: "After failures" }),
  interruptions: count.meta({ description: "Ends of its server that it was taken up after" }),
  outcome: z.string().nullable(),
  error: z.string().nullable(),
  stats: RunStats,
}).meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

export const RunWithLots = Run.extend({
  lots: z.array(z.object({
    code_lot: z.string(),
    lot_id: z.string(),
    statut: z.enum(STATUTS_LOT),
    cloture: Closure.nullable().meta({
      description: "Of a lot that was ended before it was ready",
    }),
  })),
}).meta({ id: "RunWithLots" });
export type RunWithLots = z.infer<typeof RunWithLots>;

export const ClosedLots = z.object({
  closed: z.array(z.string()).meta({ description: "Codes of the lots that were not ended before" }),
}).meta({ id: "ClosedLots" });

export const RunList = z.object({ runs: z.array(Run), next_cursor: z.string().nullable() })
  .meta({ id: "RunList" });

export const RunReport = RunStats.extend({
  id: z.string(),
  kind: z.enum(RUN_KINDS),
  status: z.enum(RUN_STATUSES),
  seed: z.int(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  wall_seconds: z.number().nullable(),
  restarts: count,
  interruptions: count,
  outcome: z.string().nullable(),
  error: z.string().nullable(),
}).meta({ id: "RunReport" });

export const LogLine = z.object({
  sequence: count,
  logged_at: z.string(),
  level: z.enum(LOG_LINE_LEVELS),
  message: z.string(),
}).meta({ id: "RunLogLine" });
export type LogLine = z.infer<typeof LogLine>;

export const LogLineList = z.object({ lines: z.array(LogLine) }).meta({ id: "RunLogLines" });

export const PatchRun = z.object({ acceleration: z.int().min(1).max(MAX_ACCELERATION) })
  .meta({ id: "PatchRun" });
