/**
 * How much a device may be told.
 *
 * The older firmware never reads after the greeting, and its WebSocket library closes with 1011 once
 * some 32 frames wait unread: at one sample a second it lost its connection every minute. Such a
 * device is known by its hello, which does not announce `acks`. It is acknowledged for its first
 * samples, which helps whoever looks on, and then no more; errors have a few frames of their own.
 *
 * ```
 * unknown ──hello with acks: true──▶ reads      every answer
 *    │ └────────no hello───────────▶ (unknown)  every answer
 *    └──────hello without acks─────▶ deaf       ≤ 24 frames: 16 acks, 8 others
 * ```
 */
export class AnswerBudget {
  #client: "unknown" | "reads" | "deaf" = "unknown";
  readonly #left = { ack: 16, other: 8 };

  /** What the client's hello says of it; a later hello may say otherwise. */
  learn({ readsAnswers }: { readsAnswers: boolean }): void {
    this.#client = readsAnswers ? "reads" : "deaf";
  }

  get readsAnswers(): boolean {
    return this.#client === "reads";
  }

  /** Takes one frame out of the budget, or returns false when it should not be sent. */
  take(kind: "ack" | "other"): boolean {
    if (this.#left[kind] > 0) this.#left[kind]--;
    else if (this.#client === "deaf") return false;
    return true;
  }
}
