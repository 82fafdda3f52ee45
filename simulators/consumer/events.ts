/** What a run tells those who watch it. */
import type { Acceleration, LatenessSummary } from "../kernel/mod.ts";
import type { Feedback } from "./feedback.ts";
import type { TasteProfile } from "./params.ts";

export type ConsumerEvent =
  | {
    readonly kind: "started";
    readonly seed: number;
    readonly perHour: number;
    readonly accel: Acceleration;
    readonly minRating: number;
    readonly maxRating: number;
    /** Asked for, and what whole stars between these two let through of it. */
    readonly correlation: number;
    readonly correlationReachable: number;
    readonly lot: string | null;
    readonly feedbacks: number | null;
    readonly url: string;
  }
  /** There is nothing to buy: simulated time stands still until there is. */
  | { readonly kind: "waiting_for_products"; readonly lot: string | null }
  | { readonly kind: "products"; readonly products: number; readonly lots: number }
  /** Simulated time begins to run: at `wallMs` it is `simMs` (epoch ms). */
  | { readonly kind: "opened"; readonly wallMs: number; readonly simMs: number }
  /** The server does not answer, or asks to come back later. */
  | { readonly kind: "server_away"; readonly retryInMs: number; readonly reason: string }
  | { readonly kind: "server_back" }
  | { readonly kind: "feedback_sent"; readonly feedback: Feedback }
  | {
    readonly kind: "feedback_accepted";
    readonly feedback: Feedback;
    readonly feedbackId: number | null;
    readonly rewardPoints: number | null;
  }
  /** The server already has a rating of this product by this consumer. */
  | { readonly kind: "feedback_duplicate"; readonly feedback: Feedback }
  | {
    readonly kind: "feedback_refused";
    readonly feedback: Feedback;
    readonly status: number;
    readonly reason: string;
  }
  /** The product was gone when the consumer wanted to scan or rate it. */
  | { readonly kind: "product_recalled"; readonly productId: string; readonly simMs: number };

/**
 * - `done`: as many visits as were asked for, or as the duration gave room for, each settled
 * - `refused`: the server refused feedbacks that were neither repeated nor of a recalled product
 * - `stopped`: the signal came first, or answers are missing
 */
export type ConsumerOutcome = "done" | "refused" | "stopped";

export interface ConsumerSummary {
  readonly outcome: ConsumerOutcome;
  readonly seed: number;
  /** Visits begun: each ends as accepted, duplicate, recalled or refused. */
  readonly due: number;
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly recalled: number;
  readonly refused: number;
  readonly resent: number;
  /** Ratings accepted, of 1 to 5 stars. */
  readonly stars: readonly [number, number, number, number, number];
  readonly meanRating: number | null;
  /** Pearson's, of measured score and rating over what was accepted; null without a spread of both. */
  readonly correlation: number | null;
  readonly correlationAsked: number;
  /** Of accepted ratings, by the consumer's temperament. */
  readonly profiles: Readonly<Record<TasteProfile, number>>;
  /** Null when nothing had a deadline. */
  readonly lateness: LatenessSummary | null;
  readonly accelAsked: Acceleration;
  /** Simulated over wall time up to the last visit; null without visits. */
  readonly accelAchieved: number | null;
  readonly wallSeconds: number;
  /** ISO time of the last visit. */
  readonly simulatedUntil: string | null;
}
