/** What runs say, line by line: numbered, kept, and told to whoever follows. */
import type { LogLine, LogLineLevel } from "../contract/control_runs.ts";
import type { StoredRun } from "../db/run_repository.ts";
import type { Journal } from "./journal.ts";

export type Listener = (line: LogLine, runId: string) => void;

export class RunLines {
  readonly #journal: Pick<Journal, "say">;
  readonly #sequences = new Map<string, number>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(journal: Pick<Journal, "say">) {
    this.#journal = journal;
  }

  /** The next line of the run follows this one. */
  goOnAfter(runId: string, sequence: number): void {
    this.#sequences.set(runId, sequence);
  }

  forget(runId: string): void {
    this.#sequences.delete(runId);
  }

  /** Calls back for each line that any run of this id or name says from now on. */
  follow(idOrName: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(idOrName) ?? new Set();
    this.#listeners.set(idOrName, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(idOrName);
    };
  }

  say(
    run: StoredRun,
    { atMs, level, message }: { atMs: number; level: LogLineLevel; message: string },
  ): void {
    const sequence = (this.#sequences.get(run.id) ?? 0) + 1;
    this.#sequences.set(run.id, sequence);
    const logged_at = new Date(atMs).toISOString().replace("Z", "+00:00");
    const line = {
      sequence,
      logged_at,
      level,
      message: message.replaceAll("\0", "").toWellFormed(),
    };
    this.#journal.say({ ...line, runId: run.id });
    for (const key of new Set([run.id, run.name])) {
      for (const listener of this.#listeners.get(key) ?? []) listener(line, run.id);
    }
  }
}
