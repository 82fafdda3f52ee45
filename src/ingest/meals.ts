/**
 * The way of a meal: checked → queued → one transaction for many → published and acknowledged.
 *
 * What is asked of the database and of the listeners stands here as interfaces; `app` joins them.
 */
import { describeIssues } from "../contract/issues.ts";
import { parseMeal, type ReadMeal } from "../contract/meal.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { mealOrdinal } from "../domain/lot.ts";
import { parseInstant } from "../domain/time.ts";
import { laneHash } from "./_lane_hash.ts";
import { RareWarning } from "./_rare_warning.ts";
import { BatchWriter } from "./batch_writer.ts";

/** A checked meal with the instant it happened, simulated time in epoch milliseconds. */
export interface TimedMeal {
  meal: ReadMeal;
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
  writeMeals(meals: readonly TimedMeal[], signal: AbortSignal): Promise<readonly StoredMeal[]>;
  /** True when the same meals may be stored later. */
  isOutage(error: unknown): boolean;
  /** True when these meals alone could not be stored now. */
  isHeldUp(error: unknown): boolean;
  /** Any other error in words, for the sender. */
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
  /**
   * Called for each meal that is new or changed, after its commit; once, unless an outage leaves
   * open whether it was.
   */
  publish(meal: ReadMeal, storedAtMs: number): void;
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
  | { status: "stored"; meal: ReadMeal }
  /** `data` is what came in, or the meal as read from it: a queue must not hold anything else. */
  | { status: "invalid" | "refused" | "forbidden" | "storage"; message: string; data: unknown }
  | { status: "overloaded"; retryAfterMs: number; data: unknown };

/** Long enough for a batch or two to be written, short enough to go unnoticed. */
const OVERLOADED_RETRY_MS = 500;

/**
 * Often it begins its lot, which takes the database as long as several meals. Lots are numbered in
 * turn: a batch of them must not keep those of another lane waiting for long.
 */
const FIRST_MEAL_COST = 4;

export class MealIngest {
  readonly #options: MealIngestOptions;
  readonly #writer: BatchWriter<TimedMeal, StoredMeal>;
  readonly #refusals: RareWarning;

  constructor(options: MealIngestOptions) {
    this.#options = options;
    this.#refusals = new RareWarning("the database refused a meal", options);
    this.#writer = new BatchWriter({
      write: (meals, signal) => options.store.writeMeals(meals, signal),
      isOutage: (error) => options.store.isOutage(error),
      isHeldUp: (error) => options.store.isHeldUp(error),
      laneOf: ({ meal }) => laneHash(meal.code_lot),
      lanes: options.lanes,
      capacity: options.capacity,
      batchSize: options.batchSize,
      costOf: ({ meal }) => mealOrdinal(meal.jour, meal.moment) === 0 ? FIRST_MEAL_COST : 1,
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
      return this.#refuse({ status: "invalid", message: timed, data: input }, settle);
    }
    const data = timed.meal;
    const accepted = this.#writer.offer(timed, (outcome) => {
      if (outcome.status === "stored") {
        this.#publish(data, outcome);
        return settle({ status: "stored", meal: data });
      }
      if (outcome.status === "abandoned") {
        const message = "cannot store this meal: the server is stopping";
        return this.#refuse({ status: "storage", message, data }, settle);
      }
      this.#refusals.warn({ code_lot: data.code_lot, reason: messageOf(outcome.error) });
      const reason = this.#options.store.refusalReason(outcome.error);
      const message = `cannot store this meal: ${reason}`;
      this.#refuse({ status: "refused", message, data }, settle);
    });
    if (!accepted) {
      this.#refuse({ status: "overloaded", retryAfterMs: OVERLOADED_RETRY_MS, data }, settle);
    }
  }

  /** Refuses new meals and waits for those accepted. */
  stop(timeoutMs: number): Promise<void> {
    return this.#writer.stop(timeoutMs);
  }

  /** The meal with its instant, or why it cannot be one of ours. */
  #place(meal: ReadMeal): TimedMeal | string {
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

  #publish(
    meal: ReadMeal,
    { result: { change, codeLot }, isRetry }: { result: StoredMeal; isRetry: boolean },
  ): void {
    const { metrics, publish, clock, log } = this.#options;
    metrics.stored(change);
    // The try before may have stored it without our knowing: then nobody was told.
    if (change === "same" && !isRetry) return;
    try {
      publish(codeLot === meal.code_lot ? meal : { ...meal, code_lot: codeLot }, clock.now());
    } catch (error) {
      // The meal is stored: a listener's fault must not cost the sender its answer.
      log.error("a meal could not be published", { code_lot: codeLot, error });
    }
  }

  #refuse(
    outcome: Exclude<MealOutcome, { status: "stored" }>,
    settle: (outcome: MealOutcome) => void,
  ): void {
    this.#options.metrics.refused(outcome.status);
    settle(outcome);
  }
}
