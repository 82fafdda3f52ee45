/**
 * A run that this server has under way.
 *
 * ```text
 * starting ──▶ running ◀──▶ paused      failed: back to starting while its restarts last
 *     └───────────┴────────────┴──▶ stopping ──▶ stopped
 * ended by itself ──▶ completed, failed      its server ended ──▶ interrupted
 * ```
 */
import { NO_STATS, type RunEnd, type RunOrder } from "../contract/control_host.ts";
import type { LogLineLevel, RunStats, RunStatus, SimulatorKind } from "../contract/control_runs.ts";
import type { StoredRun } from "../db/run_repository.ts";
import { backoffMs } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { HostedRun, RunHost } from "./host.ts";

export interface LiveRunDeps {
  host: RunHost;
  clock: Clock;
  random: () => number;
  /** What of the order depends on the server. */
  server(): Pick<RunOrder, "url" | "token" | "zone">;
  /** How far the run's lots are fed. */
  progress(id: string): Promise<RunOrder["resume"]>;
  /** The run is another than before: it is to be stored, and shown. */
  onChange(run: StoredRun, what: "status" | "stats"): void;
  say(run: StoredRun, line: { atMs: number; level: LogLineLevel; message: string }): void;
  onRestart(kind: SimulatorKind): void;
}

/** Answers to what it sent take up to two seconds. */
const STOP_MS = 6_000;
const FORCED_STOP_MS = 500;
const RESTART = { baseMs: 1_000, maxMs: 60_000 };
/** In a row; a run that held for a while starts to count anew. */
const MAX_RESTARTS = 5;
const HELD_MS = 60_000;

export type Change = { status: "done" } | { status: "not_possible"; detail: string };

export class LiveRun {
  readonly ended: Promise<void>;
  /** Settles when the run works, or has ended. */
  readonly settled: Promise<void>;
  readonly #deps: LiveRunDeps;
  readonly #resolveEnded: () => void;
  readonly #resolveSettled: () => void;
  #run: StoredRun;
  #hosted: HostedRun | undefined;
  #cancelTimer = () => {};
  #failures = 0;
  #launchedMs = 0;
  #launches = 0;
  /** What the run becomes once it has ended because it was told to. */
  #goal: "stopped" | "interrupted" = "stopped";

  constructor(run: StoredRun, deps: LiveRunDeps) {
    this.#run = run;
    this.#deps = deps;
    ({ promise: this.ended, resolve: this.#resolveEnded } = Promise.withResolvers<void>());
    ({ promise: this.settled, resolve: this.#resolveSettled } = Promise.withResolvers<void>());
  }

  get run(): StoredRun {
    return this.#run;
  }

  /** @param resumes true when it goes on where another life of the server left it */
  begin({ resumes = false } = {}): void {
    if (resumes) this.say("info", "taken up after an interruption");
    this.#launch({ resumes });
  }

  say(level: LogLineLevel, message: string): void {
    this.#deps.say(this.#run, { atMs: this.#deps.clock.now(), level, message });
  }

  /** Stops it in order, and by force when that takes too long. */
  stop(
    { force = false, goal = "stopped", reason }: {
      force?: boolean;
      goal?: "stopped" | "interrupted";
      reason?: string;
    } = {},
  ): Promise<void> {
    if (this.#isOver) return this.ended;
    this.#goal = goal;
    if (reason !== undefined) this.#run = { ...this.#run, error: reason };
    this.#cancelTimer();
    const wasStopping = this.#run.status === "stopping";
    if (!wasStopping) this.#change({ status: "stopping" });
    if (!this.#hosted) {
      this.#end(goal, {});
      return this.ended;
    }
    const withinMs = force ? FORCED_STOP_MS : STOP_MS;
    this.#cancelTimer = this.#deps.clock.schedule(withinMs, () => {
      this.say("warn", `did not stop within ${withinMs} ms: ended by force`);
      this.#hosted?.kill();
      this.#end(goal, { outcome: "killed" });
    });
    // After its timer: one that ends at once takes it away.
    if (!wasStopping) this.#hosted.stop();
    return this.ended;
  }

  pause(): Change {
    if (this.#run.status === "paused") return { status: "done" };
    if (this.#run.status !== "running") return this.#refuse("pause");
    this.#hosted?.pause();
    this.#change({ status: "paused", paused: true });
    return { status: "done" };
  }

  resume(): Change {
    if (this.#run.status === "running") return { status: "done" };
    if (this.#run.status !== "paused") return this.#refuse("resume");
    this.#hosted?.resume();
    this.#change({ status: "running", paused: false });
    return { status: "done" };
  }

  accelerate(acceleration: number): Change {
    const { status, kind, config } = this.#run;
    if (kind === "sqal") {
      return { status: "not_possible", detail: "a device measures in real time" };
    }
    if (status !== "running" && status !== "paused") return this.#refuse("accelerate");
    this.#hosted?.accelerate(acceleration);
    this.#change({ config: { ...config, acceleration } });
    this.say("info", `acceleration ${acceleration}`);
    return { status: "done" };
  }

  get #isOver(): boolean {
    return this.#run.ended_at !== null;
  }

  #refuse(verb: string): Change {
    return { status: "not_possible", detail: `cannot ${verb} a run that is ${this.#run.status}` };
  }

  async #launch({ resumes }: { resumes: boolean }): Promise<void> {
    const launch = ++this.#launches;
    let resume: RunOrder["resume"];
    try {
      resume = resumes && this.#run.kind === "gavage"
        ? await this.#deps.progress(this.#run.id)
        : undefined;
    } catch (error) {
      if (launch === this.#launches && !this.#isOver) this.#fail(messageOf(error));
      return;
    }
    if (launch !== this.#launches || this.#isOver || this.#run.status === "stopping") return;
    const durationSeconds = this.#secondsLeft();
    if (durationSeconds !== undefined && durationSeconds <= 0) {
      return this.#end("completed", { outcome: "duration_over" });
    }
    const { id, kind, config, seed, paused, stats } = this.#run;
    this.#launchedMs = this.#deps.clock.now();
    this.#hosted = this.#deps.host.start({
      ...this.#deps.server(),
      id,
      kind: kind as SimulatorKind,
      config: config as unknown as RunOrder["config"],
      seed,
      paused,
      stats: stats ?? NO_STATS,
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(resume && { resume }),
    }, {
      onRunning: () => this.#onRunning(),
      onLines: (lines) => lines.forEach((line) => this.#deps.say(this.#run, line)),
      onStats: (stats) => this.#onStats(stats),
      onEnded: (end) => this.#onEnded(end),
      onLost: ({ reason, isToBlame }) => this.#onLost(reason, isToBlame),
    });
  }

  /** The duration counts from the first start, whatever came between. */
  #secondsLeft(): number | undefined {
    const { config, started_at } = this.#run;
    const duration = Number(config.duration ?? 0);
    if (duration === 0) return undefined;
    const passedMs = started_at ? this.#deps.clock.now() - Date.parse(started_at) : 0;
    return duration - passedMs / 1_000;
  }

  #onRunning(): void {
    if (this.#run.status === "starting") {
      this.#change({
        status: this.#run.paused ? "paused" : "running",
        started_at: this.#run.started_at ?? this.#now(),
        error: null,
      });
    }
    this.#resolveSettled();
  }

  #onStats(stats: RunStats): void {
    this.#run = { ...this.#run, stats };
    this.#deps.onChange(this.#run, "stats");
  }

  #onEnded(end: RunEnd): void {
    this.#hosted = undefined;
    if (this.#run.status === "stopping") return this.#end(this.#goal, {});
    if (end.kind === "failed") return this.#fail(end.error);
    if (end.outcome === "refused") {
      const error = "the server refused some of its frames; the log names them";
      return this.#end("failed", { outcome: "refused", error });
    }
    // Nobody asked it to stop: its duration was over.
    const outcome = end.outcome === "stopped" ? "duration_over" : end.outcome;
    this.#end("completed", { outcome });
  }

  #onLost(reason: string, isToBlame: boolean): void {
    this.#hosted = undefined;
    if (this.#run.status === "stopping") return this.#end(this.#goal, { outcome: "killed" });
    if (isToBlame) return this.#fail(reason);
    this.say("warn", `started again on another thread: ${reason}`);
    this.#change({ status: "starting" });
    this.#launch({ resumes: true });
  }

  #fail(error: string): void {
    const { clock, random, onRestart } = this.#deps;
    this.say("error", error);
    if (clock.now() - this.#launchedMs >= HELD_MS) this.#failures = 0;
    // Whoever started it was told that it does not work: it must not go on behind their back.
    const neverWorked = this.#run.started_at === null;
    if (neverWorked || this.#run.restart === "never" || this.#failures >= MAX_RESTARTS) {
      return this.#end("failed", { outcome: "failed", error });
    }
    const delayMs = backoffMs(this.#failures++, RESTART, random);
    this.say("info", `starting again in ${(delayMs / 1_000).toFixed(1)} s`);
    this.#change({ status: "starting", error, restarts: this.#run.restarts + 1 });
    onRestart(this.#run.kind as SimulatorKind);
    this.#resolveSettled();
    this.#cancelTimer = clock.schedule(delayMs, () => void this.#launch({ resumes: true }));
  }

  #end(status: RunStatus, changes: Partial<Pick<StoredRun, "outcome" | "error">>): void {
    if (this.#isOver) return;
    this.#cancelTimer();
    this.#hosted = undefined;
    const outcome = changes.outcome ?? this.#run.outcome;
    this.say("info", status === "failed" ? `failed: ${changes.error}` : status);
    this.#change({ ...changes, status, outcome, ended_at: this.#now() });
    this.#resolveSettled();
    this.#resolveEnded();
  }

  #change(changes: Partial<StoredRun>): void {
    this.#run = { ...this.#run, ...changes };
    this.#deps.onChange(this.#run, "status");
  }

  #now(): string {
    return new Date(this.#deps.clock.now()).toISOString().replace("Z", "+00:00");
  }
}
