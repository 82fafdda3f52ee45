/** A warning that a single sender could ask for a thousand times a second. */
import type { Clock } from "../lib/clock.ts";
import type { LogFields, Logger } from "../lib/log.ts";

const PERIOD_MS = 1_000;

/** At most one line a second; the next one says how many were left out before it. */
export class RareWarning {
  readonly #message: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  #nextMs = -Infinity;
  #leftOut = 0;

  constructor(message: string, { clock, log }: { clock: Clock; log: Logger }) {
    this.#message = message;
    this.#clock = clock;
    this.#log = log;
  }

  warn(fields: LogFields): void {
    const nowMs = this.#clock.now();
    if (nowMs < this.#nextMs) {
      this.#leftOut++;
      return;
    }
    this.#log.warn(this.#message, { ...fields, left_out: this.#leftOut });
    this.#nextMs = nowMs + PERIOD_MS;
    this.#leftOut = 0;
  }
}
