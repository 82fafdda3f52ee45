/** What can be asked of the supervisor, and what it answers. */
import {
  ACTIVE_STATUSES,
  type RestartPolicy,
  type Run,
  type RunConfig,
  type RunStatus,
  type SimulatorKind,
} from "../contract/control_runs.ts";
import type { StoredRun } from "../db/run_repository.ts";
import type { Change } from "./live_run.ts";
import type { StepOutcome } from "./live_scenario.ts";

export interface StartRequest {
  kind: SimulatorKind;
  config: RunConfig;
  /** What there can be only one of; the run's id when absent. */
  name?: string | undefined;
  seed?: number | undefined;
  restart?: RestartPolicy;
  resume?: boolean;
  parentId?: string;
}

export type StartOutcome =
  | { status: "started"; run: Run }
  | { status: "already_running"; run: Run }
  | { status: "failed"; run: Run; error: string }
  | { status: "too_many"; error: string };

export type ScenarioOutcome =
  | { status: "started"; run: Run; steps: Promise<StepOutcome[]> }
  | { status: "too_many"; error: string };

export type ChangeOutcome = Change | { status: "not_found" };

export type StopOutcome =
  | { status: "stopped" | "not_running"; run: Run }
  /** Another server hosts it, and does not stop it. */
  | { status: "elsewhere"; run: Run; detail?: string }
  | { status: "not_found" };

export function isActive({ status }: { status: RunStatus }): boolean {
  return (ACTIVE_STATUSES as readonly RunStatus[]).includes(status);
}

/** What others may know of a run. */
export function visible({ paused: _, owner: __, ...run }: StoredRun): Run {
  return run;
}
