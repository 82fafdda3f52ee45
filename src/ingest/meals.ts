/**
 * The way of a meal: checked → queued → one transaction for many → published and acknowledged.
 *
 * What is asked of the database and of the listeners stands here as interfaces; `app` joins them.
 */
import { describeIssues } from "../contract/issues.ts";
import { type MealFrame, parseMeal } from "../contract/meal.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { parseInstant } from "../domain/time.ts";
import { laneHash } from "./_lane_hash.ts";
import { BatchWriter } from "./batch_writer.ts";

/** A checked meal with the instant it happened, simulated time in epoch milliseconds. */
export interface TimedMeal {
  meal: MealFrame;
  timeMs: number;
}

/** What storing a meal did: a resend of the same values changes nothing. */
export interface StoredMeal {
  change: "new" | "updated" | "same";
  /** The lot it was stored under: another one when an old client uses a finished lot's code anew. */
  codeLot: string;
}

export interface MealStore {
  /** Writes all meals in one transaction; one result a meal, in order. */
  writeMeals(meals: readonly TimedMeal[]): Promise<readonly StoredMeal[]>;
  /** True when the error is about the data sent, not about the database's state. */
  blamesData(error: unknown): boolean;
  /** Such an error in words, for the sender. */
  refusalReason(error: unknown): string;
}

/** The sites and gaveurs that meals may name. */
export interface KnownPeople {
  hasSite(code: string): boolean;
  hasGaveur(id: number): boolean;
}

export interface MealMetrics {
  received(): void;
  refused(code: string): void;
  stored(change: StoredMeal["change"]): void;
  batch(size: number, elapsedMs: number): void;
}

export interface MealIngestOptions {
  store: MealStore;
  people: KnownPeople;
  /** Called once for each meal that is new or changed, after its commit. */
  publish(meal: MealFrame, storedAtMs: number): void;
  /** IANA zone of timestamps without an offset. */
  clientZone: string;
  capacity: number;
  batchSize: number;
  lingerMs: number;
  lanes: number;
  clock: Clock;
  log: Logger;
  metrics: MealMetrics;
}

export type MealOutcome =
  | { status: "stored"; meal: MealFrame }
  | { status: "invalid" | "refused" | "storage"; message: string }
  | { status: "overloaded"; retryAfterMs: number };

/** Long enough for a full queue to be written at the slowest measured rate, short enough to notice. */
const OVERLOADED_RETRY_MS = 500;

export class MealIngest {
  readonly #options: MealIngestOptions;
  readonly #writer: BatchWriter<TimedMeal, StoredMeal>;

  constructor(options: MealIngestOptions) {
    this.#options = options;
    this.#writer = new BatchWriter({
      write: (meals) => options.store.writeMeals(meals),
      blamesItem: (error) => options.store.blamesData(error),
      laneOf: ({ meal }) => laneHash(meal.code_lot),
      lanes: options.lanes,
      capacity: options.capacity,
      batchSize: options.batchSize,
      lingerMs: options.lingerMs,
      clock: options.clock,
      log: options.log,
      onBatch: (size, elapsedMs) => options.metrics.batch(size, elapsedMs),
    });
  }

  /** Meals accepted and not yet answered. */
  get queued(): number {
    return this.#writer.held;
  }

  /** Checks one decoded frame and queues it. `settle` is called once, now or after the commit. */
  submit(input: unknown, settle: (outcome: MealOutcome) => void): void {
    this.#options.metrics.received();
    const parsed = parseMeal(input);
    const timed = parsed.ok ? this.#place(parsed.meal) : parsed.message;
    if (typeof timed === "string") {
      return this.#refuse({ status: "invalid", message: timed }, settle);
    }
    const { store, log } = this.#options;
    const accepted = this.#writer.offer(timed, (outcome) => {
      if (outcome.status === "stored") return settle(this.#published(timed, outcome.result));
      this.#refuse(
        outcome.status === "refused"
          ? {
            status: "refused",
            message: `cannot store this meal: ${store.refusalReason(outcome.error)}`,
          }
          : { status: "storage", message: "cannot store this meal: the server is stopping" },
        settle,
      );
      if (outcome.status === "refused") {
        log.warn("the database refused a meal", {
          code_lot: timed.meal.code_lot,
          error: outcome.error,
        });
      }
    });
    if (!accepted) {
      this.#refuse({ status: "overloaded", retryAfterMs: OVERLOADED_RETRY_MS }, settle);
    }
  }

  /** Refuses new meals and waits for those accepted. */
  stop(timeoutMs: number): Promise<void> {
    return this.#writer.stop(timeoutMs);
  }

  /** The meal with its instant, or why it cannot be one of ours. */
  #place(meal: MealFrame): TimedMeal | string {
    const { people, clientZone } = this.#options;
    const timeMs = parseInstant(meal.timestamp, clientZone);
    const issues = [];
    if (timeMs === undefined) {
      issues.push({
        field: "timestamp",
        message: `expected an ISO 8601 date-time, got ${JSON.stringify(meal.timestamp)}`,
      });
    }
    if (!people.hasSite(meal.site)) {
      issues.push({ field: "site", message: `unknown site ${JSON.stringify(meal.site)}` });
    }
    if (!people.hasGaveur(meal.gaveur_id)) {
      issues.push({ field: "gaveur_id", message: `unknown gaveur ${meal.gaveur_id}` });
    }
    if (issues.length > 0) return describeIssues(issues);
    return { meal, timeMs: timeMs! };
  }

  #published({ meal }: TimedMeal, stored: StoredMeal): MealOutcome {
    this.#options.metrics.stored(stored.change);
    if (stored.change !== "same") {
      const shown = stored.codeLot === meal.code_lot ? meal : { ...meal, code_lot: stored.codeLot };
      this.#options.publish(shown, this.#options.clock.now());
    }
    return { status: "stored", meal };
  }

  #refuse(
    outcome: Exclude<MealOutcome, { status: "stored" }>,
    settle: (outcome: MealOutcome) => void,
  ): void {
    this.#options.metrics.refused(outcome.status);
    settle(outcome);
  }
}
