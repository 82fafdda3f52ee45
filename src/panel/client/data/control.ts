/** What an operator does to simulators. What comes of it, the stream of events tells. */
import type { AllStopped, Orchestrated, SqalScenarioStarted } from "../../../contract/control.ts";
import type { Run, SimulatorKind } from "../../../contract/control_runs.ts";
import type { ScenarioView } from "../../../contract/control_scenarios.ts";
import { ask, query } from "../api.ts";

const PREFIX = "/api/control-panel";
/** Scenarios that take the numbers of a request. */
const ORCHESTRATED: readonly string[] = [
  "complete_demo",
  "quality_focus",
  "gavage_realtime",
  "consumer_analysis",
];
/** One gavage and one consumer simulator at a time, under the names the scenarios use, too. */
const NAMES = { gavage: "gavage_realtime", consumer: "consumer" } as const;

export interface ScenarioSettings {
  nb_lots: number;
  acceleration: number;
  nb_sqal_devices: number;
  feedbacks_per_hour: number;
  /** Wall seconds, 0 for no end. */
  duration: number;
}

export type SettingName = keyof ScenarioSettings;

/** Which settings change what a scenario does. */
export function settingsOf({ name, builtin, steps }: ScenarioView): SettingName[] {
  if (!builtin) return [];
  if (!ORCHESTRATED.includes(name)) return ["duration"];
  const has = (kind: SimulatorKind) => steps.some(({ start }) => start === kind);
  return [
    ...(has("gavage") ? ["nb_lots", "acceleration"] as const : []),
    ...(has("sqal") ? ["nb_sqal_devices"] as const : []),
    ...(has("consumer") ? ["feedbacks_per_hour"] as const : []),
    "duration",
  ];
}

export interface Started {
  /** How many simulators were told to start. */
  count: number;
  /** Those that run already. */
  alreadyRunning: number;
  /** Of those that did not start: why. */
  errors: string[];
}

/** Answers once every simulator of it was told to start, seconds later. @throws ApiError. */
export async function startScenario(
  scenario: ScenarioView,
  settings: ScenarioSettings,
): Promise<Started> {
  const { name, builtin } = scenario;
  if (builtin && ORCHESTRATED.includes(name)) {
    const wanted = Object.fromEntries(settingsOf(scenario).map((key) => [key, settings[key]]));
    const answer = await ask<Orchestrated>(`${PREFIX}/orchestrate/start`, {
      body: { scenario_name: name, ...wanted },
    });
    const all = [answer.gavage, ...answer.sqal_devices, answer.consumer];
    return {
      count: answer.running_count,
      alreadyRunning: all.filter((one) => one?.status === "already_running").length,
      errors: answer.errors,
    };
  }
  if (builtin) {
    const { results, started_count } = await ask<SqalScenarioStarted>(`${PREFIX}/scenarios/start`, {
      body: { scenario_name: name, duration: settings.duration },
    });
    return {
      count: started_count,
      alreadyRunning: results.filter(({ status }) => status === "already_running").length,
      errors: results.flatMap((one) =>
        one.status === "error" ? [`${one.device_id}: ${one.error}`] : []
      ),
    };
  }
  await ask<Run>(`${PREFIX}/runs`, { body: { kind: "scenario", config: { scenario: name } } });
  return { count: scenario.steps.length, alreadyRunning: 0, errors: [] };
}

export async function listScenarios(signal: AbortSignal): Promise<ScenarioView[]> {
  return (await ask<{ scenarios: ScenarioView[] }>(`${PREFIX}/scenarios`, { signal })).scenarios;
}

/** @throws ApiError. */
export function startSimulator(kind: SimulatorKind, config: object): Promise<Run> {
  const name = kind === "sqal" ? undefined : NAMES[kind];
  return ask<Run>(`${PREFIX}/runs`, { body: { kind, config, ...(name && { name }) } });
}

export function stopRun(id: string, force = false): Promise<Run> {
  const forced = query({ force: force ? "true" : undefined });
  return ask<Run>(`${PREFIX}/runs/${id}/stop${forced}`, { method: "POST" });
}

export function pauseRun(id: string): Promise<Run> {
  return ask<Run>(`${PREFIX}/runs/${id}/pause`, { method: "POST" });
}

export function resumeRun(id: string): Promise<Run> {
  return ask<Run>(`${PREFIX}/runs/${id}/resume`, { method: "POST" });
}

export function accelerateRun(id: string, acceleration: number): Promise<Run> {
  return ask<Run>(`${PREFIX}/runs/${id}`, { method: "PATCH", body: { acceleration } });
}

export function stopAll(): Promise<AllStopped> {
  return ask<AllStopped>(`${PREFIX}/orchestrate/stop-all`, { method: "POST" });
}
