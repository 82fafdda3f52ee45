/** Bodies and answers of the older control panel, word for word. */
import { z } from "zod";
import { choice, durationSeconds, flag, wholeNumber } from "./control_fields.ts";
import { acceleration, consumerConfig, gavageConfig, SqalConfig } from "./control_runs.ts";
import { word } from "./words.ts";

export const SQAL_SCENARIOS = ["multi_site", "stress_test", "production_demo"] as const;
export const ORCHESTRATED = [
  "complete_demo",
  "quality_focus",
  "gavage_realtime",
  "consumer_analysis",
] as const;
export type OrchestratedName = (typeof ORCHESTRATED)[number];

/** Most feedbacks an hour of the older interface. */
export const PANEL_FEEDBACKS_PER_HOUR = 100;

/**
 * Where a simulator in a container found its server. A run lives inside the server and speaks with
 * that alone: following an address that a request brings would let anybody make the server call
 * others in its name.
 */
const ignoredAddress = z.string().max(2_000).nullish().meta({
  description: "Taken and ignored: runs speak with this server",
});

export const StartSimulator = SqalConfig.omit({ lot: true }).meta({ id: "StartSimulator" });

export const StopSimulator = z.object({ device_id: word(64), force: flag(false) })
  .meta({ id: "StopSimulator" });

export const StartSqalScenario = z.object({
  scenario_name: z.enum(SQAL_SCENARIOS),
  duration: durationSeconds,
}).meta({ id: "StartSqalScenario" });

export function startGavage(maxLots: number) {
  return gavageConfig(maxLots).omit({ start: true }).extend({ backend_url: ignoredAddress })
    .meta({ id: "StartGavage" });
}

export const StartConsumer = consumerConfig(PANEL_FEEDBACKS_PER_HOUR).meta({ id: "StartConsumer" });

export function orchestrate(maxLots: number) {
  return z.object({
    scenario_name: z.enum(ORCHESTRATED),
    duration: durationSeconds,
    acceleration,
    nb_lots: wholeNumber({ min: 1, max: maxLots, fallback: Math.min(3, maxLots), unit: "lots" }),
    nb_sqal_devices: wholeNumber({ min: 1, max: 10, fallback: 4, unit: "devices" }),
    feedbacks_per_hour: wholeNumber({ min: 1, max: PANEL_FEEDBACKS_PER_HOUR, fallback: 10 }),
  }).meta({ id: "Orchestrate" });
}
export type Orchestrate = z.output<ReturnType<typeof orchestrate>>;

export const Force = z.object({
  force: choice(["true", "false", "1", "0"], "false").transform((t) => t === "true" || t === "1"),
});

export const ControlHealth = z.object({
  status: z.literal("healthy"),
  docker_available: z.boolean(),
  runtime: z.literal("in-process"),
  timestamp: z.string(),
}).meta({ id: "ControlHealth" });

export const ControlStats = z.object({
  total_simulators: z.int(),
  running_simulators: z.int(),
  stopped_simulators: z.int(),
  error_simulators: z.int(),
  docker_available: z.boolean(),
  backend_healthy: z.boolean(),
}).meta({ id: "ControlStats" });

export const SimulatorStarted = z.object({
  status: z.enum(["started", "already_running"]),
  device_id: z.string(),
  container_name: z.string(),
  container_id: z.string().optional(),
  message: z.string(),
}).meta({ id: "SimulatorStarted" });
export type SimulatorStarted = z.infer<typeof SimulatorStarted>;

export const SimulatorStopped = z.object({
  status: z.enum(["stopped", "not_running"]),
  device_id: z.string(),
  container_name: z.string().optional(),
  message: z.string(),
}).meta({ id: "SimulatorStopped" });
export type SimulatorStopped = z.infer<typeof SimulatorStopped>;

export const SimulatorsStopped = z.object({
  stopped_count: z.int(),
  results: z.array(SimulatorStopped),
}).meta({ id: "SimulatorsStopped" });

export const PANEL_STATUSES = ["running", "stopped", "error", "not_found"] as const;
export type PanelStatus = (typeof PANEL_STATUSES)[number];

export const SimulatorStatus = z.object({
  device_id: z.string(),
  container_name: z.string().nullable(),
  status: z.enum(PANEL_STATUSES),
  created_at: z.string().nullable(),
  started_at: z.string().nullable(),
  uptime_seconds: z.number().nullable(),
  location: z.string().nullable(),
  interval: z.number().nullable(),
  config_profile: z.string().nullable(),
}).meta({ id: "SimulatorStatus" });
export type SimulatorStatus = z.infer<typeof SimulatorStatus>;

export const SimulatorLogs = z.object({ device_id: z.string(), logs: z.string() })
  .meta({ id: "SimulatorLogs" });

export const StepError = z.object({
  status: z.literal("error"),
  device_id: z.string(),
  error: z.string(),
}).meta({ id: "StepError" });

export const SqalScenarioStarted = z.object({
  scenario: z.enum(SQAL_SCENARIOS),
  started_count: z.int(),
  results: z.array(z.union([SimulatorStarted, StepError])),
}).meta({ id: "SqalScenarioStarted" });
export type SqalScenarioStarted = z.infer<typeof SqalScenarioStarted>;

export const GavageStarted = z.object({
  status: z.enum(["started", "already_running"]),
  container_name: z.string(),
  container_id: z.string().optional(),
  nb_lots: z.int().optional(),
  acceleration: z.int().optional(),
  message: z.string(),
}).meta({ id: "GavageStarted" });
export type GavageStarted = z.infer<typeof GavageStarted>;

export const ConsumerStarted = z.object({
  status: z.enum(["started", "already_running"]),
  container_name: z.string(),
  container_id: z.string().optional(),
  feedbacks_per_hour: z.int().optional(),
  active_lots_count: z.int().optional(),
  message: z.string(),
}).meta({ id: "ConsumerStarted" });
export type ConsumerStarted = z.infer<typeof ConsumerStarted>;

export const Stopped = z.object({
  status: z.enum(["stopped", "not_running"]),
  container_name: z.string().optional(),
  message: z.string(),
}).meta({ id: "Stopped" });
export type Stopped = z.infer<typeof Stopped>;

export const SingletonStatus = z.object({
  status: z.enum(PANEL_STATUSES),
  container_name: z.string().optional(),
  created_at: z.string().optional(),
  started_at: z.string().nullable().optional(),
  uptime_seconds: z.number().nullable().optional(),
  error: z.string().optional(),
}).meta({ id: "SingletonStatus" });
export type SingletonStatus = z.infer<typeof SingletonStatus>;

export const Orchestrated = z.object({
  scenario: z.enum(ORCHESTRATED),
  status: z.enum(["starting", "running", "partial", "error", "stopped"]),
  gavage: GavageStarted.nullable(),
  sqal_devices: z.array(SimulatorStarted),
  consumer: ConsumerStarted.nullable(),
  errors: z.array(z.string()),
  running_count: z.int(),
  started_at: z.string(),
}).meta({ id: "Orchestrated" });
export type Orchestrated = z.infer<typeof Orchestrated>;

export const AllStopped = z.object({
  gavage: Stopped.nullable(),
  sqal_devices: z.array(SimulatorStopped),
  consumer: Stopped.nullable(),
  total_stopped: z.int(),
}).meta({ id: "AllStopped" });
export type AllStopped = z.infer<typeof AllStopped>;

export const OrchestrationStatus = z.object({
  gavage: SingletonStatus,
  sqal: z.object({
    total_devices: z.int(),
    running_devices: z.int(),
    devices: z.array(z.object({ device_id: z.string(), status: z.enum(PANEL_STATUSES) })),
  }),
  consumer: SingletonStatus,
  lots: z.object({
    total_lots: z.int(),
    active_lots: z.int(),
    completed_lots: z.int(),
    closed_lots: z.int().meta({ description: "Ended before they were ready, not completed" }),
    avg_itm: z.number(),
  }),
  overall_status: z.object({ total_simulators: z.int(), running_simulators: z.int() }),
}).meta({ id: "OrchestrationStatus" });
export type OrchestrationStatus = z.infer<typeof OrchestrationStatus>;
