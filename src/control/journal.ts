/** Writes runs and their lines behind their backs, and keeps the claim on those that go on. */
import type { RunLogLine, RunRepository, StoredRun } from "../db/run_repository.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";

export interface JournalOptions {
  store: Pick<RunRepository, "save" | "say">;
  clock: Clock;
  log: Logger;
  /** The runs that this server hosts now. */
  active(): readonly StoredRun[];
  /** Another server took this one for dead, and a run from it. */
  onLost(id: string): void;
}

/** What changed is written together with what changes soon after. */
const SOON_MS = 100;
/** Statistics and leases are written so often while anything runs. */
const RENEW_MS = 5_000;
/** A server that is silent for so long has lost its runs. */
export const LEASE_MS = 3 * RENEW_MS;
/** Lines kept of a run. */
const KEPT_LINES = 2_000;
/** Lines that wait while the database is away; the oldest go first. */
const MAX_WAITING = 20_000;

/** Without a run there is no timer. A write that fails is tried again with what came meanwhile. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #changed = new Map<string, StoredRun>();
  #lines: RunLogLine[] = [];
  #writing: Promise<void> = Promise.resolve();
  #cancelSoon: (() => void) | undefined;
  #cancelRenewal: (() => void) | undefined;
  #isClosed = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** The run is written soon. */
  touch(run: StoredRun): void {
    this.#changed.set(run.id, run);
    this.#writeSoon(SOON_MS);
    this.#renewLater();
  }

  say(line: RunLogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MAX_WAITING) this.#lines.shift();
    this.#writeSoon(5 * SOON_MS);
  }

  /** Resolves once all that was said before is stored; rejects when it cannot be. */
  flush(): Promise<void> {
    const written = this.#writing.then(() => this.#write());
    this.#writing = written.catch(() => {});
    return written;
  }

  /** Writes the rest, and leaves no timer behind. */
  async close(): Promise<void> {
    await this.flush().catch((error) =>
      this.#options.log.warn("cannot store the last of the simulator runs", { error })
    );
    this.#isClosed = true;
    for (const cancel of [this.#cancelSoon, this.#cancelRenewal]) cancel?.();
    this.#cancelSoon = this.#cancelRenewal = undefined;
  }

  async #write(): Promise<void> {
    this.#cancelSoon?.();
    this.#cancelSoon = undefined;
    const runs = [...this.#changed.values()];
    const lines = this.#lines;
    this.#changed.clear();
    this.#lines = [];
    try {
      const lost = runs.length > 0 ? await this.#options.store.save(runs) : [];
      for (const id of lost) this.#options.onLost(id);
    } catch (error) {
      for (const run of runs) if (!this.#changed.has(run.id)) this.#changed.set(run.id, run);
      this.#lines = [...lines, ...this.#lines];
      throw error;
    }
    try {
      if (lines.length > 0) await this.#options.store.say(lines, KEPT_LINES);
    } catch (error) {
      this.#lines = [...lines, ...this.#lines];
      throw error;
    }
  }

  #writeSoon(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancelSoon ??= this.#options.clock.schedule(delayMs, () => this.#flushInBackground());
  }

  #flushInBackground(): void {
    this.#cancelSoon = undefined;
    this.flush().catch((error) => {
      this.#options.log.warn("cannot store simulator runs: trying again", { error });
      this.#writeSoon(RENEW_MS);
    });
  }

  #renewLater(): void {
    if (this.#isClosed) return;
    this.#cancelRenewal ??= this.#options.clock.schedule(RENEW_MS, () => {
      this.#cancelRenewal = undefined;
      const runs = this.#options.active();
      if (runs.length === 0) return;
      for (const run of runs) this.#changed.set(run.id, run);
      this.#flushInBackground();
      this.#renewLater();
    });
  }
}
