/** Epoch milliseconds and one-shot timers, so that nothing else in the house reads the wall clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` from now at the earliest; the result cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** A timer longer than this overflows a 32-bit field and would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, run) {
    if (delayMs > LONGEST_TIMER_MS) {
      let cancelRest = () => {};
      const first = setTimeout(() => {
        cancelRest = systemClock.schedule(delayMs - LONGEST_TIMER_MS, run);
      }, LONGEST_TIMER_MS);
      return () => {
        clearTimeout(first);
        cancelRest();
      };
    }
    const id = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(id);
  },
};

/** Waits for what is to end, `delayMs` at most. Rejects if it rejects in that time. */
export async function settledOrAfter(
  delayMs: number,
  ended: Promise<unknown>,
  clock: Clock,
): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(delayMs, resolve);
  await Promise.race([ended, late]).finally(cancel);
}

/** A clock that moves only when told to: tests and simulations decide when time passes. */
export class ManualClock implements Clock {
  #nowMs: number;
  #sequence = 0;
  readonly #timers = new Map<number, { dueMs: number; run: () => void }>();

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const id = this.#sequence++;
    this.#timers.set(id, { dueMs: this.#nowMs + Math.max(0, delayMs), run });
    return () => this.#timers.delete(id);
  }

  /** The number of timers not yet fired: a leak check. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due, or undefined when none is set. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const { dueMs } of this.#timers.values()) {
      if (next === undefined || dueMs < next) next = dueMs;
    }
    return next;
  }

  /** Moves time forward, firing due timers in the order of their deadlines, then of their setting. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#timers]
        .filter(([, timer]) => timer.dueMs <= endMs)
        .sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#nowMs = Math.max(this.#nowMs, due[1].dueMs);
      due[1].run();
    }
    this.#nowMs = endMs;
  }
}
