/** A clock that stands still while a run is paused: its timers wait, and no time passes. */
import type { Clock } from "../src/lib/clock.ts";

interface Timer {
  dueMs: number;
  run(): void;
  cancel(): void;
}

export class PausableClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  /** How far behind the wall it is. */
  #behindMs = 0;
  #pausedAtMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return (this.#pausedAtMs ?? this.#clock.now()) - this.#behindMs;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const timer: Timer = { dueMs: this.now() + Math.max(0, delayMs), run, cancel() {} };
    this.#timers.add(timer);
    if (this.#pausedAtMs === undefined) this.#arm(timer);
    return () => {
      this.#timers.delete(timer);
      timer.cancel();
    };
  }

  pause(): void {
    if (this.#pausedAtMs !== undefined) return;
    this.#pausedAtMs = this.#clock.now();
    for (const timer of this.#timers) timer.cancel();
  }

  resume(): void {
    if (this.#pausedAtMs === undefined) return;
    this.#behindMs += this.#clock.now() - this.#pausedAtMs;
    this.#pausedAtMs = undefined;
    for (const timer of this.#timers) this.#arm(timer);
  }

  #arm(timer: Timer): void {
    timer.cancel = this.#clock.schedule(timer.dueMs - this.now(), () => {
      this.#timers.delete(timer);
      timer.run();
    });
  }
}
