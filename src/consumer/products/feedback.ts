/** Takes what a person says of a product: once, and linked to all that it is about. */
import { createHash } from "node:crypto";
import type { FeedbackReceipt, NewFeedback } from "../../contract/consumer.ts";
import type {
  FeedbackStored,
  FeedbackToStore,
  FormerFeedback,
} from "../../db/feedback_repository.ts";
import type { ScannedProduct } from "../../db/product_repository.ts";
import { parseInstant } from "../../domain/time.ts";
import type { Clock } from "../../lib/clock.ts";
import type { ScanOutcome } from "./scan.ts";

export interface FeedbackDeskOptions {
  scanner: { scan(code: string, person: string | null): Promise<ScanOutcome> };
  store: {
    store(feedback: FeedbackToStore): Promise<FeedbackStored>;
    byKey(person: string, key: string): Promise<FormerFeedback | undefined>;
  };
  /** IANA zone of consumption dates without an offset. */
  clientZone: string;
  /** Told of each new feedback after its commit; `time` is its own, ISO 8601. */
  onStored(
    stored: { feedbackId: number; feedback: NewFeedback; product: ScannedProduct; time: string },
  ): void;
  clock: Clock;
}

export interface GivenFeedback {
  feedback: NewFeedback;
  /** Who says it: `personHash`. */
  person: string;
  /** The same key again is the same feedback. */
  idempotencyKey: string | null;
}

export type FeedbackOutcome =
  | { status: "accepted"; receipt: FeedbackReceipt }
  /** `message` says which dates were expected, and which was given. */
  | { status: "bad_date"; message: string }
  | { status: "unknown_qr" }
  | { status: "wrong_product" }
  | { status: "repeated" }
  /** Another feedback had this idempotency key. */
  | { status: "key_mismatch" };

/** Nobody eats it longer after its best before: later events of the lot would come after that. */
const LATEST_MEAL_MS = 365 * 24 * 3_600_000;
/** A comment longer than this is worth more points. */
const LONG_COMMENT_CHARS = 50;

export class FeedbackDesk {
  readonly #options: FeedbackDeskOptions;

  constructor(options: FeedbackDeskOptions) {
    this.#options = options;
  }

  async take(given: GivenFeedback): Promise<FeedbackOutcome> {
    const { scanner, store, clientZone, onStored, clock } = this.#options;
    const { feedback, person, idempotencyKey } = given;
    const nowMs = clock.now();
    const eaten = timeOf(feedback.consumption_date, clientZone);
    const badDate = (expected: string): FeedbackOutcome => ({
      status: "bad_date",
      message: `expected ${expected}, got ${feedback.consumption_date}`,
    });
    if (eaten === "invalid") return badDate("an ISO 8601 date or date-time");

    const bodyHash = createHash("sha256").update(JSON.stringify(feedback)).digest("hex");
    const replay = async (): Promise<FeedbackOutcome | undefined> => {
      if (idempotencyKey === null) return undefined;
      const former = await store.byKey(person, idempotencyKey);
      if (!former) return undefined;
      return former.bodyHash === bodyHash
        ? accepted(former.feedbackId, former.rewardPoints)
        : { status: "key_mismatch" };
    };
    const replayed = await replay();
    if (replayed) return replayed;

    const scan = await scanner.scan(feedback.qr_code, person);
    if (scan.status === "refused") return { status: "unknown_qr" };
    const { product } = scan;
    if (product.product_id !== feedback.product_id) return { status: "wrong_product" };
    const bestBeforeMs = product.best_before_date ? Date.parse(product.best_before_date) : nowMs;
    const latestMs = Math.max(nowMs, bestBeforeMs) + LATEST_MEAL_MS;
    if (eaten && eaten.ms > latestMs) {
      const latest = new Date(latestMs).toISOString().slice(0, 10);
      return badDate(`a date until ${latest}, a year after the best before`);
    }
    if (eaten && eaten.day < product.production_date) {
      return badDate(`a date from the slaughter on, ${product.production_date}`);
    }

    const { qr_code: _, ...told } = feedback;
    const rewardPoints = [...feedback.comment ?? ""].length > LONG_COMMENT_CHARS ? 10 : 5;
    const now = new Date(nowMs).toISOString();
    const time = eaten?.hasTime ? eaten.iso : now;
    const stored = await store.store({
      feedback: told,
      person,
      idempotencyKey,
      bodyHash,
      rewardPoints,
      time,
      consumptionDate: eaten?.iso ?? null,
      now,
    });
    // The same request at the same moment may have been the first.
    if (stored.status === "repeated") return await replay() ?? stored;
    onStored({ feedbackId: stored.feedbackId, feedback, product, time });
    return accepted(stored.feedbackId, rewardPoints);
  }
}

function accepted(feedbackId: number, rewardPoints: number): FeedbackOutcome {
  return {
    status: "accepted",
    receipt: {
      success: true,
      feedback_id: feedbackId,
      message: "Merci pour votre avis !",
      reward_points: rewardPoints,
    },
  };
}

/** A date without a time says when, but is no place on the timeline. */
function timeOf(
  text: string | null | undefined,
  zone: string,
): { ms: number; iso: string; day: string; hasTime: boolean } | "invalid" | undefined {
  if (!text) return undefined;
  const ms = parseInstant(text, zone);
  if (ms === undefined) return "invalid";
  // Days are compared as they were written: wherever somebody eats, their day is meant.
  const day = text.slice(0, 10);
  return { ms, iso: new Date(ms).toISOString(), day, hasTime: /[T ]\d/.test(text) };
}
