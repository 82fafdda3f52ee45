/** What the older control panel could do, said in its words: one gavage, one consumer, many devices. */
import type {
  AllStopped,
  ConsumerStarted,
  GavageStarted,
  PanelStatus,
  SimulatorStarted,
  SimulatorStatus,
  SimulatorStopped,
  SingletonStatus,
  Stopped,
} from "../contract/control.ts";
import type {
  ConsumerConfig,
  GavageConfig,
  LogLine,
  Run,
  SqalConfig,
} from "../contract/control_runs.ts";
import type { Clock } from "../lib/clock.ts";
import { isActive, type StartOutcome } from "./outcomes.ts";
import type { Supervisor } from "./supervisor.ts";

/** An answer, or why there is none. */
export type Answer<T> =
  | { status: "answer"; body: T }
  | { status: "failed" | "too_many"; error: string }
  | { status: "not_found"; error: string };

export type Singleton = "gavage" | "consumer";
const NAME_OF: Readonly<Record<Singleton, string>> = {
  gavage: "gavage_realtime",
  consumer: "consumer",
};
const TITLE_OF: Readonly<Record<Singleton, string>> = { gavage: "Gavage", consumer: "Consumer" };

export class ControlPanel {
  readonly #supervisor: Supervisor;
  readonly #clock: Clock;

  constructor(supervisor: Supervisor, clock: Clock) {
    this.#supervisor = supervisor;
    this.#clock = clock;
  }

  async startSimulator(config: SqalConfig): Promise<Answer<SimulatorStarted>> {
    const outcome = await this.#supervisor.start({ kind: "sqal", config, name: config.device_id });
    return answerOf(outcome, () => simulatorStarted(outcome, config.device_id));
  }

  async startGavage(config: GavageConfig): Promise<Answer<GavageStarted>> {
    const outcome = await this.#supervisor.start({ kind: "gavage", config, name: NAME_OF.gavage });
    return answerOf(outcome, () => gavageStarted(outcome, config));
  }

  async startConsumer(config: ConsumerConfig): Promise<Answer<ConsumerStarted>> {
    const outcome = await this.#supervisor.start({
      kind: "consumer",
      config,
      name: NAME_OF.consumer,
    });
    const lots = await this.targetedLots(config);
    return answerOf(outcome, () => consumerStarted(outcome, config, lots));
  }

  /** Lots that consumers are said to be after. */
  async targetedLots({ use_active_lots }: ConsumerConfig): Promise<number> {
    return use_active_lots ? (await this.#supervisor.lotCounts()).active_lots : 0;
  }

  async stopSimulator(deviceId: string, force: boolean): Promise<Answer<SimulatorStopped>> {
    const run = await this.#supervisor.newestOf("sqal", deviceId);
    if (!run) return { status: "not_found", error: `Simulator ${deviceId} not found` };
    return await this.#stop(run, force, (stopped) =>
      stopped
        ? {
          status: "stopped",
          device_id: deviceId,
          container_name: run.container_name,
          message: `Simulator ${deviceId} stopped successfully`,
        }
        : {
          status: "not_running",
          device_id: deviceId,
          message: `Simulator ${deviceId} is not running`,
        });
  }

  async stopSingleton(kind: Singleton, force: boolean): Promise<Answer<Stopped>> {
    const title = TITLE_OF[kind];
    const run = await this.#supervisor.newestOf(kind, NAME_OF[kind]);
    if (!run) return { status: "not_found", error: `${title} simulator not found` };
    return await this.#stop(run, force, (stopped) =>
      stopped
        ? {
          status: "stopped",
          container_name: run.container_name,
          message: `${title} simulator stopped`,
        }
        : { status: "not_running", message: `${title} simulator is not running` });
  }

  /** Every device that this server hosts. */
  async stopSimulators(force: boolean): Promise<SimulatorStopped[]> {
    return stoppedDevices(await this.#supervisor.stopAll({ force, kind: "sqal" }));
  }

  /** Everything that this server hosts. */
  async stopAll(): Promise<AllStopped> {
    const runs = (await this.#supervisor.stopAll()).filter(({ kind }) => kind !== "scenario");
    const ofKind = (kind: Singleton): Stopped | null => {
      const run = runs.find((run) => run.kind === kind && run.name === NAME_OF[kind]) ??
        runs.find((run) => run.kind === kind);
      return run
        ? {
          status: "stopped",
          container_name: run.container_name,
          message: `${TITLE_OF[kind]} simulator stopped`,
        }
        : null;
    };
    return {
      gavage: ofKind("gavage"),
      sqal_devices: stoppedDevices(runs),
      consumer: ofKind("consumer"),
      total_stopped: runs.length,
    };
  }

  async simulators(): Promise<SimulatorStatus[]> {
    return (await this.#supervisor.newest("sqal")).map((run) => this.#simulatorStatus(run));
  }

  async simulator(deviceId: string): Promise<SimulatorStatus> {
    const run = await this.#supervisor.newestOf("sqal", deviceId);
    return run ? this.#simulatorStatus(run) : {
      device_id: deviceId,
      container_name: null,
      status: "not_found",
      created_at: null,
      started_at: null,
      uptime_seconds: null,
      location: null,
      interval: null,
      config_profile: null,
    };
  }

  async singleton(kind: Singleton): Promise<SingletonStatus> {
    const run = await this.#supervisor.newestOf(kind, NAME_OF[kind]);
    if (!run) return { status: "not_found" };
    const status = panelStatus(run);
    return {
      status,
      container_name: run.container_name,
      created_at: run.created_at,
      ...this.#uptime(run),
      ...(run.error !== null && { error: run.error }),
    };
  }

  /** The last lines of the device's newest run; undefined when there is none. */
  async logs(deviceId: string, tail: number): Promise<LogLine[] | undefined> {
    const run = await this.runOf(deviceId);
    return run && await this.#supervisor.logs(run.id, { tail });
  }

  /** The run of this id, or the newest of the device of this name. */
  async runOf(idOrDevice: string): Promise<Run | undefined> {
    return await this.#supervisor.newestOf("sqal", idOrDevice) ??
      await this.#supervisor.find(idOrDevice);
  }

  async #stop<T>(
    run: Run,
    force: boolean,
    body: (stopped: boolean) => T,
  ): Promise<Answer<T>> {
    const outcome = await this.#supervisor.stop(run.id, { force });
    if (outcome.status === "elsewhere") {
      return { status: "failed", error: outcome.detail ?? `another server hosts run ${run.id}` };
    }
    return { status: "answer", body: body(outcome.status === "stopped") };
  }

  #simulatorStatus(run: Run): SimulatorStatus {
    const { location, interval, config_profile } = run.config as unknown as SqalConfig;
    return {
      device_id: run.name,
      container_name: run.container_name,
      status: panelStatus(run),
      created_at: run.created_at,
      ...this.#uptime(run),
      location,
      interval,
      config_profile,
    };
  }

  #uptime(run: Run): { started_at: string | null; uptime_seconds: number | null } {
    if (!isActive(run) || run.started_at === null) {
      return { started_at: null, uptime_seconds: null };
    }
    const uptimeMs = this.#clock.now() - Date.parse(run.started_at);
    return { started_at: run.started_at, uptime_seconds: Math.floor(uptimeMs / 1_000) };
  }
}

export function panelStatus(run: Run): PanelStatus {
  if (isActive(run)) return "running";
  return run.status === "failed" ? "error" : "stopped";
}

export function simulatorStarted(outcome: StartOutcome, deviceId: string): SimulatorStarted {
  const { id, container_name } = runOf(outcome);
  return outcome.status === "already_running"
    ? {
      status: "already_running",
      device_id: deviceId,
      container_name,
      message: `Simulator ${deviceId} is already running`,
    }
    : {
      status: "started",
      device_id: deviceId,
      container_name,
      container_id: id,
      message: `Simulator ${deviceId} started successfully`,
    };
}

export function gavageStarted(outcome: StartOutcome, config: GavageConfig): GavageStarted {
  const { id, container_name } = runOf(outcome);
  if (outcome.status === "already_running") {
    const message = "Gavage simulator is already running";
    return { status: "already_running", container_name, message };
  }
  const { nb_lots, acceleration } = config;
  return {
    status: "started",
    container_name,
    container_id: id,
    nb_lots,
    acceleration,
    message: `Gavage simulator started with ${nb_lots} lots`,
  };
}

export function consumerStarted(
  outcome: StartOutcome,
  { feedbacks_per_hour }: ConsumerConfig,
  lots: number,
): ConsumerStarted {
  const { id, container_name } = runOf(outcome);
  if (outcome.status === "already_running") {
    const message = "Consumer simulator is already running";
    return { status: "already_running", container_name, message };
  }
  return {
    status: "started",
    container_name,
    container_id: id,
    feedbacks_per_hour,
    active_lots_count: lots,
    message: `Consumer simulator started targeting ${lots} lots`,
  };
}

function answerOf<T>(outcome: StartOutcome, body: () => T): Answer<T> {
  return outcome.status === "failed" || outcome.status === "too_many"
    ? { status: outcome.status, error: outcome.error }
    : { status: "answer", body: body() };
}

function runOf(outcome: StartOutcome): Run {
  if (outcome.status === "too_many") throw new RangeError("tell of a run that was not started");
  return outcome.run;
}

function stoppedDevices(runs: readonly Run[]): SimulatorStopped[] {
  return runs.filter(({ kind }) => kind === "sqal").map((run) => ({
    status: "stopped",
    device_id: run.name,
    container_name: run.container_name,
    message: `Simulator ${run.name} stopped successfully`,
  }));
}
