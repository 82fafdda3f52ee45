/** What the control panel's routes need of those who run simulators. */
import type {
  AllStopped,
  ConsumerStarted,
  GavageStarted,
  Orchestrate,
  Orchestrated,
  OrchestrationStatus,
  SimulatorStarted,
  SimulatorStatus,
  SimulatorStopped,
  SingletonStatus,
  SqalScenarioStarted,
  Stopped,
} from "../contract/control.ts";
import type {
  ConsumerConfig,
  CreateRun,
  GavageConfig,
  LogLine,
  LogLineLevel,
  Run,
  RunKind,
  RunStatus,
  RunWithLots,
  SqalConfig,
} from "../contract/control_runs.ts";
import type { Scenario, ScenarioFault, ScenarioView } from "../contract/control_scenarios.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";

/** A body, or why there is none. */
export type Answer<T> =
  | { status: "answer"; body: T }
  | { status: "failed" | "too_many" | "not_found"; error: string };

export interface PanelActs {
  startSimulator(config: SqalConfig): Promise<Answer<SimulatorStarted>>;
  stopSimulator(deviceId: string, force: boolean): Promise<Answer<SimulatorStopped>>;
  stopSimulators(force: boolean): Promise<SimulatorStopped[]>;
  simulators(): Promise<SimulatorStatus[]>;
  simulator(deviceId: string): Promise<SimulatorStatus>;
  /** Undefined when there is no such device. */
  logs(deviceId: string, tail: number): Promise<string[] | undefined>;
  startGavage(config: GavageConfig): Promise<Answer<GavageStarted>>;
  startConsumer(config: ConsumerConfig): Promise<Answer<ConsumerStarted>>;
  stopSingleton(kind: "gavage" | "consumer", force: boolean): Promise<Answer<Stopped>>;
  singleton(kind: "gavage" | "consumer"): Promise<SingletonStatus>;
  stopAll(): Promise<AllStopped>;
}

export interface OrchestrationActs {
  start(request: Orchestrate): Promise<Orchestrated>;
  startDevices(request: {
    scenario_name: SqalScenarioStarted["scenario"];
    duration: number;
  }): Promise<SqalScenarioStarted>;
  status(): Promise<OrchestrationStatus>;
}

export type Changed = { status: "done" } | { status: "not_possible"; detail: string } | {
  status: "not_found";
};

export interface RunActs {
  create(
    request: CreateRun,
  ): Promise<
    | { status: "started" | "already_running"; run: Run }
    | { status: "failed"; run: Run; error: string }
    | { status: "too_many"; error: string }
    | { status: "unknown_scenario"; name: string }
  >;
  find(id: string): Promise<Run | undefined>;
  list(filter: {
    kind?: RunKind;
    statuses?: readonly RunStatus[];
    parentId?: string;
    beforeId?: string;
    limit: number;
  }): Promise<Run[]>;
  lots(id: string): Promise<RunWithLots["lots"]>;
  closeLots(
    id: string,
    closure: { by: string; reason: string },
  ): Promise<{ status: "closed"; closed: string[] } | { status: "active" | "not_found" }>;
  stop(
    id: string,
    options: { force: boolean },
  ): Promise<
    | { status: "stopped" | "not_running"; run: Run }
    | { status: "elsewhere"; run: Run; detail?: string }
    | { status: "not_found" }
  >;
  pause(id: string): Promise<Changed>;
  resume(id: string): Promise<Changed>;
  accelerate(id: string, acceleration: number): Promise<Changed>;
  logs(
    id: string,
    options: { tail: number; levels?: readonly LogLineLevel[] },
  ): Promise<LogLine[]>;
}

export interface ScenarioActs {
  list(): Promise<ScenarioView[]>;
  read(
    document: string,
  ):
    | { status: "valid"; scenario: Scenario }
    | { status: "invalid"; faults: ScenarioFault[] };
  write(
    entry: { scenario: Scenario; document: string },
    options: { replace: boolean },
  ): Promise<"created" | "replaced" | "exists" | "builtin">;
  view(entry: { scenario: Scenario; document: string }): ScenarioView;
}

export interface ControlRoutesDeps {
  clock: Clock;
  log: Logger;
  pingDatabase(): Promise<void>;
  control: {
    /** Most lots that one run may place. */
    maxLots: number;
    panel: PanelActs;
    orchestration: OrchestrationActs;
    runs: RunActs;
    scenarios: ScenarioActs;
  };
}
