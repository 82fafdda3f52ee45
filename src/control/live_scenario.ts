/** A scenario under way: it starts its steps one after the other, and lasts as long as their runs. */
import type { LogLineLevel, Run, RunKind, RunStatus } from "../contract/control_runs.ts";
import { delayMs, type ScenarioStep } from "../contract/control_scenarios.ts";
import type { StoredRun } from "../db/run_repository.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Change } from "./live_run.ts";
import type { StartOutcome, StartRequest } from "./outcomes.ts";

/** What became of a step; undefined run when there is none. */
export interface StepOutcome {
  step: ScenarioStep;
  status: "started" | "already_running" | "error";
  run?: Run;
  error?: string;
}

/** A run of it, as far as a scenario cares. */
export interface Child {
  readonly run: StoredRun;
  readonly ended: Promise<void>;
  stop(options?: StopOptions): Promise<void>;
  pause(): Change;
  resume(): Change;
}

interface StopOptions {
  force?: boolean;
  goal?: "stopped" | "interrupted";
  reason?: string;
}

export interface LiveScenarioDeps {
  clock: Clock;
  /** `onHosted` is told of the run before it works. */
  start(request: StartRequest, onHosted: (child: Child) => void): Promise<StartOutcome>;
  onChange(run: StoredRun): void;
  say(run: StoredRun, line: { atMs: number; level: LogLineLevel; message: string }): void;
}

/** A run that the scenario started before its server ended; undefined child when it is over. */
export interface EarlierRun {
  kind: RunKind;
  name: string;
  child: Child | undefined;
}

/** Names of which the control panel knows one each; further steps of a kind get a number. */
const NAMES = { gavage: "gavage_realtime", consumer: "consumer" } as const;

export class LiveScenario implements Child {
  readonly ended: Promise<void>;
  readonly #resolveEnded: () => void;
  readonly #steps: readonly ScenarioStep[];
  readonly #deps: LiveScenarioDeps;
  readonly #stop = new AbortController();
  readonly #children: Child[] = [];
  #run: StoredRun;
  #begun: Promise<unknown> = Promise.resolve();
  /** How it was stopped: what is started at the same moment is stopped likewise. */
  #stopOptions: StopOptions = {};
  /** Steps wait for it while the scenario stands still. */
  #standstill: PromiseWithResolvers<void> | undefined;

  /** @param run with its `steps` in its configuration */
  constructor(run: StoredRun, deps: LiveScenarioDeps) {
    this.#run = run;
    this.#steps = (run.config.steps ?? []) as ScenarioStep[];
    this.#deps = deps;
    ({ promise: this.ended, resolve: this.#resolveEnded } = Promise.withResolvers<void>());
  }

  get run(): StoredRun {
    return this.#run;
  }

  /**
   * Resolves when each step has been started or has failed, or the scenario was stopped.
   *
   * @param options.earlier what was started when it was under way before: those steps are done
   */
  begin({ earlier = [] }: { earlier?: readonly EarlierRun[] } = {}): Promise<StepOutcome[]> {
    const begun = this.#begin(earlier);
    this.#begun = begun.catch(() => {});
    return begun;
  }

  async #begin(earlier: readonly EarlierRun[]): Promise<StepOutcome[]> {
    const outcomes: StepOutcome[] = [];
    const { paused, started_at } = this.#run;
    if (paused) this.#standstill = Promise.withResolvers();
    if (started_at !== null) this.#say("info", "taken up after an interruption");
    this.#change({
      status: paused ? "paused" : "running",
      started_at: started_at ?? this.#now(),
    });
    for (const [index, step] of this.#steps.entries()) {
      const name = this.#nameOf(step, index);
      const done = earlier.find((run) => run.kind === step.start && run.name === name);
      if (done) {
        if (done.child) this.#children.push(done.child);
        continue;
      }
      await this.#wait(step.after === undefined ? 0 : delayMs(step.after) ?? 0);
      await this.#standstill?.promise;
      if (this.#stop.signal.aborted) break;
      const outcome = await this.#start(step, name);
      if (outcome.status === "error") this.#say("error", `${nameOf(outcome)}: ${outcome.error}`);
      else this.#say("info", `${nameOf(outcome)}: ${outcome.status}`);
      outcomes.push(outcome);
    }
    const errors = outcomes.flatMap(({ error }) => error ?? []);
    if (this.#children.length === 0 && !this.#stop.signal.aborted) {
      const isFailed = errors.length > 0 && errors.length === outcomes.length;
      const error = isFailed ? errors.join("; ") : null;
      this.#end(isFailed ? "failed" : "completed", {
        outcome: isFailed ? "failed" : "done",
        error,
      });
    } else {
      const outcome = errors.length > 0 ? "partial" : "done";
      Promise.all(this.#children.map(({ ended }) => ended))
        .then(() => {
          // Whoever stops it says what it has become.
          if (!this.#stop.signal.aborted) this.#end("completed", { outcome });
        });
    }
    return outcomes;
  }

  /** Stops its runs, too. */
  async stop({ force = false, goal = "stopped", reason }: StopOptions = {}): Promise<void> {
    this.#stopOptions = { force, goal, reason };
    this.#stop.abort();
    this.#standstill?.resolve();
    if (!this.#isOver && this.#run.status !== "stopping") this.#change({ status: "stopping" });
    await Promise.all(this.#children.map((child) => child.stop(this.#stopOptions)));
    // A step that was on its way has been stopped as it came.
    await this.#begun;
    await Promise.all(this.#children.map((child) => child.ended));
    this.#end(goal, { error: reason ?? null });
  }

  pause(): Change {
    if (this.#run.status !== "running") return this.#refuse("pause");
    for (const child of this.#children) child.pause();
    this.#standstill = Promise.withResolvers();
    this.#change({ status: "paused", paused: true });
    return { status: "done" };
  }

  resume(): Change {
    if (this.#run.status !== "paused") return this.#refuse("resume");
    for (const child of this.#children) child.resume();
    this.#standstill?.resolve();
    this.#standstill = undefined;
    this.#change({ status: "running", paused: false });
    return { status: "done" };
  }

  accelerate(acceleration: number): Change {
    void acceleration;
    return { status: "not_possible", detail: "accelerate the gavage runs of the scenario instead" };
  }

  get #isOver(): boolean {
    return this.#run.ended_at !== null;
  }

  #refuse(verb: string): Change {
    return {
      status: "not_possible",
      detail: `cannot ${verb} a scenario that is ${this.#run.status}`,
    };
  }

  #nameOf(step: ScenarioStep, index: number): string {
    if (step.start === "sqal") return step.with.device_id;
    const earlier = this.#steps.slice(0, index).filter(({ start }) => start === step.start);
    return NAMES[step.start] + (earlier.length === 0 ? "" : `_${earlier.length + 1}`);
  }

  async #start(step: ScenarioStep, name: string): Promise<StepOutcome> {
    try {
      const started = await this.#deps.start(
        { kind: step.start, config: step.with, name, parentId: this.#run.id },
        (child) => {
          this.#children.push(child);
          if (this.#stop.signal.aborted) child.stop(this.#stopOptions);
        },
      );
      if (started.status === "too_many") {
        return { step, status: "error", error: started.error };
      }
      const { status, run } = started;
      return status === "failed"
        ? { step, status: "error", run, error: started.error }
        : { step, status, run };
    } catch (error) {
      return { step, status: "error", error: messageOf(error) };
    }
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#stop;
    if (ms === 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.#deps.clock.schedule(ms, done);
      signal.addEventListener("abort", done);
    });
  }

  #say(level: LogLineLevel, message: string): void {
    this.#deps.say(this.#run, { atMs: this.#deps.clock.now(), level, message });
  }

  #end(status: RunStatus, changes: Partial<Pick<StoredRun, "outcome" | "error">>): void {
    if (this.#isOver) return;
    this.#change({ ...changes, status, ended_at: this.#now() });
    this.#resolveEnded();
  }

  #change(changes: Partial<StoredRun>): void {
    this.#run = { ...this.#run, ...changes };
    this.#deps.onChange(this.#run);
  }

  #now(): string {
    return new Date(this.#deps.clock.now()).toISOString().replace("Z", "+00:00");
  }
}

function nameOf({ step }: StepOutcome): string {
  return step.start === "sqal" ? step.with.device_id : step.start;
}
