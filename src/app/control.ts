/** Joins the supervisor with the threads, the database and the hub. */
import type { Sql } from "postgres";
import type { Config } from "../config/mod.ts";
import type { RunOrder } from "../contract/control_host.ts";
import type { CreateRun, Run } from "../contract/control_runs.ts";
import {
  ControlPanel,
  dockerLine,
  isActive,
  LEASE_MS,
  openLogStream,
  type OpenThread,
  Orchestration,
  ScenarioCatalogue,
  Supervisor,
  ThreadPool,
  type ThreadTiming,
} from "../control/mod.ts";
import { RunRepository } from "../db/run_repository.ts";
import { ScenarioRepository } from "../db/scenario_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { ControlRoutesDeps, OpenVisit } from "../http/mod.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { Hub } from "../realtime/mod.ts";
import type { Cluster, Events } from "./cluster.ts";
import type { Metrics } from "./metrics.ts";

export interface ControlDeps {
  sql: Sql;
  hub: Events;
  /** The runs of other servers. */
  remote?: Cluster["remote"] | undefined;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** What runs show to this server. */
  token: string;
  /** Instead of the program's own Web Workers. */
  openThread?: OpenThread | undefined;
  timing?: Partial<ThreadTiming> | undefined;
}

export interface Control {
  routes: ControlRoutesDeps["control"];
  openLogs: OpenVisit;
  /** Before anybody can ask: finds out which runs were interrupted. */
  prepare(): Promise<void>;
  /** Takes up those that are to go on; runs speak to the server at this address. */
  start(url: string): Promise<void>;
  /** Interrupts every run, and leaves no thread. */
  stop(): Promise<void>;
}

const RUN_FRAME_BYTES = 1_200;

export function createControl(config: Config, deps: ControlDeps): Control {
  const { sql, hub, remote, clock, log, metrics, token } = deps;
  const owner = ownerOf(config);
  const { max_lots: maxLots, max_runs: maxRuns, time_zone: zone } = config;
  let url = "";
  const host = new ThreadPool({
    openThread: deps.openThread ?? openWorker,
    size: config.run_threads ?? navigator.hardwareConcurrency,
    maxHeapBytes: config.run_memory_mb * 2 ** 20,
    clock,
    log,
    onReplaced: metrics.runs.threadReplaced,
    timing: deps.timing,
  });
  const supervisor = new Supervisor({
    store: new RunRepository(sql, { owner, leaseMs: LEASE_MS }),
    host,
    clock,
    log,
    random: Math.random,
    maxRuns,
    ownsDatabase: config.database_url === undefined,
    server: (): Pick<RunOrder, "url" | "token" | "zone"> => ({ url, token, zone }),
    publish: (run) => publish(run, { hub, clock }),
    onRestart: metrics.runs.restarted,
    remote,
  });
  remote?.serve(owner, (order) => supervisor.obey(order));
  metrics.observeCounts(
    { name: "gavaged_runs", help: "Runs under way in this server", labels: ["kind", "status"] },
    () => supervisor.active().map(({ kind, status }) => ({ kind, status })),
  );
  metrics.observe("gavaged_run_threads", "Threads that host runs", () => host.threadCount);

  const panel = new ControlPanel(supervisor, clock);
  const scenarios = new ScenarioCatalogue({ store: new ScenarioRepository(sql), maxLots });
  return {
    routes: {
      maxLots,
      panel: {
        startSimulator: (config) => panel.startSimulator(config),
        stopSimulator: (id, force) => panel.stopSimulator(id, force),
        stopSimulators: (force) => panel.stopSimulators(force),
        simulators: () => panel.simulators(),
        simulator: (id) => panel.simulator(id),
        logs: async (id, tail) => (await panel.logs(id, tail))?.map(dockerLine),
        startGavage: (config) => panel.startGavage(config),
        startConsumer: (config) => panel.startConsumer(config),
        stopSingleton: (kind, force) => panel.stopSingleton(kind, force),
        singleton: (kind) => panel.singleton(kind),
        stopAll: () => panel.stopAll(),
      },
      orchestration: new Orchestration({ supervisor, scenarios, panel, clock }),
      runs: {
        create: (request) => create(request, { supervisor, scenarios }),
        find: (id) => supervisor.find(id),
        list: (filter) => supervisor.list(filter),
        lots: (id) => supervisor.lots(id),
        closeLots: async (id, closure) => {
          const run = await supervisor.find(id);
          if (!run) return { status: "not_found" };
          // It still feeds them.
          if (isActive(run)) return { status: "active" };
          return { status: "closed", closed: await supervisor.closeLots(id, closure) };
        },
        stop: (id, options) => supervisor.stop(id, options),
        pause: (id) => supervisor.command(id, { verb: "pause" }),
        resume: (id) => supervisor.command(id, { verb: "resume" }),
        accelerate: (id, acceleration) =>
          supervisor.command(id, { verb: "accelerate", acceleration }),
        logs: (id, options) => supervisor.logs(id, options),
      },
      scenarios,
    },
    openLogs: (socket, { params }) =>
      openLogStream(socket, params.device_id ?? "", { supervisor, panel, log }),
    prepare: () => supervisor.prepare(),
    async start(own) {
      url = own.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
      await supervisor.takeUp().catch((error) => {
        log.error("cannot take up interrupted runs", { error });
      });
    },
    stop: () => supervisor.close(),
  };
}

async function create(
  request: CreateRun,
  { supervisor, scenarios }: { supervisor: Supervisor; scenarios: ScenarioCatalogue },
): ReturnType<ControlRoutesDeps["control"]["runs"]["create"]> {
  if (request.kind === "scenario") {
    const name = request.config.scenario;
    const scenario = await scenarios.find(name);
    if (!scenario) return { status: "unknown_scenario", name };
    // Its steps may take hours: the run itself tells how they do.
    return await supervisor.startScenario(scenario);
  }
  const { kind, config, seed, restart, resume } = request;
  const name = request.name ?? (kind === "sqal" ? request.config.device_id : undefined);
  return await supervisor.start({ kind, config, name, seed, restart, resume });
}

function publish(run: Run, { hub, clock }: { hub: Pick<Hub, "publish">; clock: Clock }): void {
  hub.publish(
    { kind: "run_update" },
    {
      type: "run_update",
      timestamp: frameTimestamp(clock.now()),
      data: { ...run, active: isActive(run) },
    },
    RUN_FRAME_BYTES,
  );
}

/** A server that comes back at the same address is the same: what it hosted is interrupted. */
function ownerOf({ host, port }: Config): string {
  return port === 0 ? crypto.randomUUID() : `${Deno.hostname()}/${host}:${port}`;
}

const openWorker: OpenThread = ({ onMessage, onCrash }) => {
  const worker = new Worker(new URL("../../simulators/deno_host_worker.ts", import.meta.url), {
    type: "module",
    name: "simulators",
  });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = (event) => {
    // Unhandled it would end the whole server.
    event.preventDefault();
    onCrash(event.message);
  };
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
};
