/** What a run tells those who watch it. */
import type { Acceleration, ConnectionState, LatenessSummary } from "../kernel/mod.ts";
import type { LotPlan } from "./lots.ts";
import type { OutgoingMeal } from "./meal_protocol.ts";
import type { ProfileName } from "./params.ts";

export type GavageEvent =
  | {
    readonly kind: "started";
    readonly seed: number;
    readonly profile: ProfileName;
    readonly lots: number;
    readonly mealsDue: number;
    readonly accel: Acceleration;
    /** Date of J-1. */
    readonly start: string;
    readonly zone: string;
    readonly url: string;
  }
  | { readonly kind: "lot_created"; readonly plan: LotPlan; readonly codeLot: string }
  /**
   * Simulated time begins to run: at `wallMs` it is `simMs` (epoch ms). The meals due are now those
   * of the curves that the server gave its lots.
   */
  | {
    readonly kind: "feeding";
    readonly wallMs: number;
    readonly simMs: number;
    readonly mealsDue: number;
  }
  | { readonly kind: "meal_sent" | "meal_acked"; readonly meal: OutgoingMeal }
  | {
    readonly kind: "meal_refused";
    readonly meal: OutgoingMeal;
    readonly code: string;
    readonly message: string;
  }
  /** At the end of the run: somebody ended the lot before it was ready. */
  | {
    readonly kind: "lot_closed";
    readonly codeLot: string;
    readonly by: string;
    readonly reason: string;
  }
  | { readonly kind: "connection"; readonly state: ConnectionState };

/**
 * - `done`: every meal of every lot is acknowledged
 * - `refused`: the server refused meals, or this client
 * - `stopped`: the signal, or the end of `durationSeconds`, came first
 */
export type GavageOutcome = "done" | "refused" | "stopped";

export interface GavageSummary {
  readonly outcome: GavageOutcome;
  readonly seed: number;
  readonly lots: number;
  /** Every meal is acknowledged, and nobody ended the lot early as far as the server said. */
  readonly lotsFinished: number;
  /** Ended early by somebody; null when the server was not there to say so. */
  readonly lotsClosed: number | null;
  readonly mealsDue: number;
  readonly mealsSent: number;
  readonly mealsAcked: number;
  readonly mealsResent: number;
  readonly mealsRefused: number;
  readonly reconnections: number;
  /** Null when no meal had a deadline. */
  readonly lateness: LatenessSummary | null;
  /** Wall ms that simulated time was behind at the last meal sent; null at `max` or without meals. */
  readonly driftMs: number | null;
  readonly accelAsked: Acceleration;
  /** Simulated over wall time up to the last meal sent; null without meals. */
  readonly accelAchieved: number | null;
  readonly wallSeconds: number;
  /** ISO time of the last meal sent. */
  readonly simulatedUntil: string | null;
  /** Why the server sent this client away. */
  readonly refusal: string | null;
}
