/** Counts a run's meals, and sums it up. */
import type { Acceleration, LatenessSummary, TransportCounts } from "../kernel/mod.ts";
import type { GavageOutcome, GavageSummary } from "./events.ts";
import type { LotPlan } from "./lots.ts";

interface Instant {
  readonly wallMs: number;
  readonly simMs: number;
}

export class Tally {
  readonly #seed: number;
  readonly #accel: Acceleration;
  /** Meals of each lot, and those of them without an acknowledgement. */
  readonly #planned: Uint16Array;
  readonly #open: Uint16Array;
  #sent = 0;
  #acked = 0;
  #refused = 0;
  /** Indices of lots that somebody ended early; null while nobody said which. */
  #closed: ReadonlySet<number> | null = null;
  #origin: Instant | undefined;
  #last: Instant | undefined;
  #refusal: string | null = null;

  constructor({ seed, accel }: { seed: number; accel: Acceleration }, plans: readonly LotPlan[]) {
    this.#seed = seed;
    this.#accel = accel;
    this.#planned = Uint16Array.from(plans, ({ days }) => 2 * days);
    this.#open = this.#planned.slice();
  }

  get due(): number {
    return this.#planned.reduce((sum, meals) => sum + meals, 0);
  }

  /** The server asked for other days than planned; before the lot's first meal. */
  replanned({ index, days }: LotPlan): void {
    this.#planned[index] = this.#open[index] = 2 * days;
  }

  started(origin: Instant): void {
    this.#origin = origin;
  }

  sent(at: Instant): void {
    this.#sent++;
    this.#last = at;
  }

  acked(lotIndex: number): void {
    this.#acked++;
    this.#open[lotIndex]!--;
  }

  /** All that somebody ended early. */
  closed(lotIndices: ReadonlySet<number>): void {
    this.#closed = lotIndices;
  }

  refused(): void {
    this.#refused++;
  }

  sentAway(reason: string): void {
    this.#refusal = reason;
  }

  summary(end: {
    wallMs: number;
    counts?: TransportCounts;
    lateness?: LatenessSummary | null;
  }): GavageSummary {
    const simElapsedMs = this.#last && this.#origin && this.#last.simMs - this.#origin.simMs;
    const wallElapsedMs = this.#last && this.#origin && this.#last.wallMs - this.#origin.wallMs;
    const timed = simElapsedMs !== undefined && wallElapsedMs !== undefined;
    return {
      outcome: this.#outcome(),
      seed: this.#seed,
      lots: this.#open.length,
      lotsFinished: this.#open.filter((meals, i) => meals === 0 && !this.#closed?.has(i)).length,
      lotsClosed: this.#closed?.size ?? null,
      mealsDue: this.due,
      mealsSent: this.#sent,
      mealsAcked: this.#acked,
      mealsResent: end.counts?.resent ?? 0,
      mealsRefused: this.#refused,
      reconnections: end.counts?.reconnections ?? 0,
      lateness: end.lateness ?? null,
      driftMs: timed && this.#accel !== "max" ? wallElapsedMs - simElapsedMs / this.#accel : null,
      accelAsked: this.#accel,
      accelAchieved: timed && wallElapsedMs > 0 ? simElapsedMs / wallElapsedMs : null,
      wallSeconds: end.wallMs / 1_000,
      simulatedUntil: this.#last ? new Date(this.#last.simMs).toISOString() : null,
      refusal: this.#refusal,
    };
  }

  #outcome(): GavageOutcome {
    if (this.#acked === this.due) return "done";
    return this.#refused > 0 || this.#refusal !== null ? "refused" : "stopped";
  }
}
