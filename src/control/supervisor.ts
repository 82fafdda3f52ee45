/**
 * Starts, watches and stops runs, and remembers them.
 *
 * A run is a row that has one host at a time: the database says which server that is, and that no
 * two runs of one kind bear the same name. What this server hosts it knows by itself; everything
 * else is read.
 */
import type { RunOrder } from "../contract/control_host.ts";
import {
  ACTIVE_STATUSES,
  type LogLine,
  type LogLineLevel,
  type Run,
  type RunKind,
  type SimulatorKind,
} from "../contract/control_runs.ts";
import type { Scenario } from "../contract/control_scenarios.ts";
import type { RunFilter, RunRepository, StoredRun } from "../db/run_repository.ts";
import { type Clock, settledOrAfter } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { RunHost } from "./host.ts";
import { Journal, LEASE_MS } from "./journal.ts";
import { type Change, LiveRun } from "./live_run.ts";
import { datedSteps } from "./dated_steps.ts";
import { LiveScenario } from "./live_scenario.ts";
import { newRun } from "./new_run.ts";
import {
  type ChangeOutcome,
  isActive,
  type ScenarioOutcome,
  type StartOutcome,
  type StartRequest,
  type StopOutcome,
  visible,
} from "./outcomes.ts";
import { type Listener, RunLines } from "./run_lines.ts";
import { type Interrupted, takeUpRuns } from "./taken_up.ts";
import { obey, type RemoteOrder, type RemoteRuns, type RunCommand } from "./remote_runs.ts";

export interface SupervisorOptions {
  store: RunRepository;
  host: RunHost;
  clock: Clock;
  log: Logger;
  /** From [0, 1). */
  random: () => number;
  /** Most runs at a time. */
  maxRuns: number;
  /** True when no other server can use this database. */
  ownsDatabase: boolean;
  server(): Pick<RunOrder, "url" | "token" | "zone">;
  publish(run: Run): void;
  onRestart(kind: SimulatorKind): void;
  /** Reaches the runs of other servers; without it they are out of reach. */
  remote?: RemoteRuns | undefined;
}

/** A start is answered once the run works, or after this. */
const SETTLE_MS = 10_000;
/** Scenarios under way: one may wait for days, and costs next to nothing. */
const MAX_SCENARIOS = 100;
const STOPPING = { status: "too_many", error: "the server is stopping" } as const;
/** Statistics of a run are shown at most so often. */
const SHOW_STATS_MS = 2_000;
/** Runs kept, with their lines. */
const KEPT_RUNS = 1_000;
/** What this server has under way: a run, or a scenario of several. */
type Live = LiveRun | LiveScenario;

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #journal: Journal;
  readonly #live = new Map<string, Live>();
  readonly #lines: RunLines;
  readonly #shownAtMs = new Map<string, number>();
  #cancelSearch = () => {};
  #starting = 0;
  /** Runs on their way in, which the database has not answered for yet. */
  readonly #arriving = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { store, clock, log } = options;
    this.#journal = new Journal({
      store,
      clock,
      log,
      active: () => this.active(),
      onLost: (id) => this.#giveUp(id),
    });
    this.#lines = new RunLines(this.#journal);
  }

  /** The runs that this server hosts now. */
  active(): StoredRun[] {
    return [...this.#live.values()].map(({ run }) => run);
  }

  /**
   * Resolves once the run works, has failed, or takes its time.
   *
   * @param onHosted told of the run before it works
   */
  async start(request: StartRequest, onHosted = (_: LiveRun) => {}): Promise<StartOutcome> {
    const { maxRuns, clock } = this.#options;
    if (this.#isClosed) return STOPPING;
    const underWay = this.#count(({ kind }) => kind !== "scenario") + this.#starting;
    if (underWay >= maxRuns) {
      const error = `${underWay} runs are under way, at most ${maxRuns} may be`;
      return { status: "too_many", error };
    }
    const run = newRun(request, clock.now());
    this.#starting++;
    const live = await this.#arrive(this.#insert(run), (isFirst) => {
      if (!isFirst) return undefined;
      const hosted = this.#hostRun(run);
      onHosted(hosted);
      hosted.begin();
      return hosted;
    }).finally(() => this.#starting--);
    if (!live) {
      const { kind, name } = run;
      const [other] = await this.list({ kind, name, statuses: ACTIVE_STATUSES, limit: 1 });
      return other
        ? { status: "already_running", run: other }
        : { status: "too_many", error: `run ${name} is coming to its end: try again` };
    }
    await settledOrAfter(SETTLE_MS, live.settled, clock);
    const { status, error } = live.run;
    return status === "failed"
      ? { status: "failed", run: visible(live.run), error: error ?? "it ended" }
      : { status: "started", run: visible(live.run) };
  }

  /** `steps` resolves once each step of the scenario has been started or has failed. */
  async startScenario(scenario: Scenario): Promise<ScenarioOutcome> {
    if (this.#isClosed) return STOPPING;
    if (this.#count(({ kind }) => kind === "scenario") >= MAX_SCENARIOS) {
      const error = `${MAX_SCENARIOS} scenarios are under way, more may not be`;
      return { status: "too_many", error };
    }
    const nowMs = this.#options.clock.now();
    const steps = datedSteps(scenario.steps, { nowMs, zone: this.#options.server().zone });
    // With its steps: those that were not started yet when a server ends are started by the next.
    const run = newRun({ kind: "scenario", config: { scenario: scenario.name, steps } }, nowMs);
    return await this.#arrive(this.#insert(run), () => {
      const live = this.#hostScenario(run);
      return { status: "started" as const, run: visible(live.run), steps: live.begin() };
    });
  }

  #count(wanted: (run: StoredRun) => boolean): number {
    return this.active().filter(wanted).length;
  }

  /** Hosts what was stored, so that a server that stops meanwhile knows what it has to interrupt. */
  #arrive<T, L>(stored: Promise<T>, host: (answer: T) => L): Promise<L> {
    const arrived = stored.then(host);
    this.#arriving.add(arrived);
    return arrived.finally(() => this.#arriving.delete(arrived));
  }

  /** False when an active run bears the name. */
  async #insert(run: StoredRun): Promise<boolean> {
    // One that has just ended may not be written as such.
    await this.#journal.flush();
    return await this.#options.store.insert(run);
  }

  /** Undefined when there is no such run; its end is stored when this resolves. */
  async stop(id: string, { force = false } = {}): Promise<StopOutcome> {
    const live = this.#live.get(id);
    if (live) {
      await live.stop({ force });
      await this.#journal.flush();
      return { status: "stopped", run: visible(live.run) };
    }
    const run = await this.find(id);
    if (!run) return { status: "not_found" };
    if (run.status === "interrupted") {
      const ended = await this.#options.store.end(id);
      return ended
        ? { status: "stopped", run: { ...run, status: "stopped" } }
        : { status: "not_running", run };
    }
    if (!isActive(run)) return { status: "not_running", run };
    const answer = await this.#askHost(id, { verb: "stop", force });
    if (answer?.status === "done") return { status: "stopped", run: await this.find(id) ?? run };
    return { status: "elsewhere", run, ...(answer && { detail: answer.detail }) };
  }

  /** All that this server hosts; returns those that it stopped. */
  async stopAll({ force = false, kind }: { force?: boolean; kind?: RunKind } = {}): Promise<Run[]> {
    const lives = [...this.#live.values()].filter(({ run }) => !kind || run.kind === kind);
    await Promise.all(lives.map((live) => live.stop({ force })));
    await this.#journal.flush();
    return lives.map(({ run }) => visible(run));
  }

  /** Changes a run, whichever server hosts it. */
  async command(
    id: string,
    command: Exclude<RunCommand, { verb: "stop" }>,
  ): Promise<ChangeOutcome> {
    const live = this.#live.get(id);
    if (live) return await obey(live, command);
    return await this.#askHost(id, command) ?? await this.#whyNot(id);
  }

  /** Does what another server asks for; it is stored when this resolves. */
  async obey({ id, command }: RemoteOrder): Promise<Change> {
    const live = this.#live.get(id);
    if (!live) {
      return { status: "not_possible", detail: "its server does not host the run any more" };
    }
    const change = await obey(live, command);
    await this.#journal.flush();
    return change;
  }

  async find(id: string): Promise<Run | undefined> {
    const run = this.#live.get(id)?.run ?? await this.#options.store.find(id);
    return run && visible(run);
  }

  /** Newest first. */
  async list(filter: RunFilter): Promise<Run[]> {
    await this.#journal.flush();
    return (await this.#options.store.list(filter)).map((run) => this.#current(run));
  }

  /** The newest run of each name. */
  async newest(kind: RunKind): Promise<Run[]> {
    return (await this.#options.store.newest(kind)).map((run) => this.#current(run));
  }

  async newestOf(kind: RunKind, name: string): Promise<Run | undefined> {
    return (await this.list({ kind, name, limit: 1 }))[0];
  }

  lots: RunRepository["lots"] = (id) => this.#options.store.lots(id);
  closeLots: RunRepository["closeLots"] = (...closure) => this.#options.store.closeLots(...closure);
  lotCounts: RunRepository["lotCounts"] = () => this.#options.store.lotCounts();

  /** The last lines of a run, those of this moment included. */
  async logs(
    id: string,
    options: { tail: number; levels?: readonly LogLineLevel[] },
  ): Promise<LogLine[]> {
    await this.#journal.flush();
    return await this.#options.store.logs(id, options);
  }

  /** Calls back for each line that any run of this id or name says from now on. */
  follow(idOrName: string, listener: Listener): () => void {
    return this.#lines.follow(idOrName, listener);
  }

  /** As the server starts: finds out which runs of its former life were interrupted. */
  async prepare(): Promise<void> {
    await this.#findInterrupted({ starts: true });
  }

  /** Where other servers use the database they may die, too: it looks again and again. */
  async #findInterrupted({ starts }: { starts: boolean }): Promise<void> {
    const { store, clock, log, ownsDatabase } = this.#options;
    const found = { starts, ownsAll: ownsDatabase, nowMs: clock.now() };
    const runs = await store.interruptAbandoned(found);
    if (runs > 0) log.warn("simulator runs were interrupted", { runs });
    await store.prune(KEPT_RUNS);
    if (!ownsDatabase) this.#searchLater();
  }

  #searchLater(): void {
    if (this.#isClosed) return;
    const { clock, log } = this.#options;
    this.#cancelSearch = clock.schedule(LEASE_MS, () => {
      this.#findInterrupted({ starts: false }).then(() => this.takeUp())
        .catch((error) => {
          log.warn("cannot look for interrupted runs", { error });
          this.#searchLater();
        });
    });
  }

  /** Goes on with the interrupted runs that are to go on. */
  async takeUp(): Promise<void> {
    const { store, maxRuns } = this.#options;
    if (this.#isClosed) return;
    const free = Math.max(0, maxRuns - this.#live.size);
    await this.#arrive(
      takeUpRuns(store, free),
      (runs) => runs.forEach((found) => this.#goOn(found)),
    );
  }

  #goOn({ run, sequence, children }: Interrupted): void {
    this.#lines.goOnAfter(run.id, sequence);
    const { kind, name } = run;
    this.#options.log.info("taking up a simulator run", { run: run.id, kind, name });
    if (kind !== "scenario") return this.#hostRun(run).begin({ resumes: true });
    const earlier = children.map(({ id, kind, name }) => ({
      kind,
      name,
      child: this.#live.get(id),
    }));
    this.#hostScenario(run).begin({ earlier });
  }

  /** Another server goes on with it: two must not. */
  #giveUp(id: string): void {
    const live = this.#live.get(id);
    if (!live || live.run.ended_at !== null) return;
    this.#options.log.warn("a simulator run was taken from this server", { run: id });
    live.stop({ force: true, goal: "interrupted", reason: "another server took it over" });
  }

  /** Interrupts every run: the next server may take them up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSearch();
    await Promise.allSettled(this.#arriving);
    const reason = "the server stopped while it ran";
    const lives = [...this.#live.values()];
    await Promise.all(lives.map((live) => live.stop({ goal: "interrupted", reason })));
    this.#options.host.stop();
    await this.#journal.close();
  }

  /** Stores and shows a run. */
  #note(run: StoredRun, what: "status" | "stats"): void {
    const { clock, publish } = this.#options;
    if (what === "status") this.#journal.touch(run);
    const shownAtMs = this.#shownAtMs.get(run.id) ?? 0;
    if (what === "stats" && clock.now() - shownAtMs < SHOW_STATS_MS) return;
    this.#shownAtMs.set(run.id, clock.now());
    publish(visible(run));
  }

  #hostRun(run: StoredRun): LiveRun {
    const { host, clock, random, server, store, onRestart } = this.#options;
    const live = new LiveRun(run, {
      host,
      clock,
      random,
      server,
      progress: (id) => store.progress(id),
      onChange: (run, what) => this.#note(run, what),
      say: (run, line) => this.#lines.say(run, line),
      onRestart,
    });
    this.#keep(live);
    return live;
  }

  #hostScenario(run: StoredRun): LiveScenario {
    const live = new LiveScenario(run, {
      clock: this.#options.clock,
      start: (request, onHosted) => this.start(request, onHosted),
      onChange: (run) => this.#note(run, "status"),
      say: (run, line) => this.#lines.say(run, line),
    });
    this.#keep(live);
    return live;
  }

  #keep(live: Live): void {
    const { run } = live;
    this.#live.set(run.id, live);
    this.#note(run, "status");
    live.ended.then(() => {
      this.#lines.forget(run.id);
      for (const known of [this.#live, this.#shownAtMs]) known.delete(run.id);
    });
  }

  /** What this server knows of a run is newer than what it has stored. */
  #current(run: StoredRun): Run {
    return visible(this.#live.get(run.id)?.run ?? run);
  }

  /** Undefined when there is nobody to ask. */
  async #askHost(id: string, command: RunCommand): Promise<Change | undefined> {
    const { remote, store } = this.#options;
    const run = remote && await store.find(id);
    if (!run || run.owner === null || !isActive(run)) return undefined;
    return await remote.ask(run.owner, { id, command }) ??
      { status: "not_possible", detail: `the server that hosts run ${id} does not answer` };
  }

  async #whyNot(id: string): Promise<ChangeOutcome> {
    const run = await this.find(id);
    if (!run) return { status: "not_found" };
    const detail = isActive(run)
      ? "another server hosts the run"
      : `not possible for a run that is ${run.status}`;
    return { status: "not_possible", detail };
  }
}
