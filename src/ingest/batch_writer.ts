/**
 * Many small offers in, few large transactions out.
 *
 * Offers wait in a bounded queue and are written together: a lane that is idle waits a few
 * milliseconds for company, a busy lane takes whatever gathered while it wrote. Items that must not
 * be written at the same time share a lane. A batch that fails is halved until the bad item stands
 * alone, so it costs its neighbours nothing; a database that cannot be reached is tried again, and
 * meanwhile the queue fills and new offers are turned away.
 *
 * A batch that gets no answer for long is written in parts. An item that gets none alone, as when
 * somebody holds its lot, is set aside: it is tried again and again beside the lanes, and nobody
 * waits for it but those that must be written after it.
 */
import { chunk } from "es-toolkit";
import { backoffMs } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { answerInTime, NoAnswer, type Patience, pause } from "./_answer_in_time.ts";

export type Outcome<R> =
  | {
    status: "stored";
    result: R;
    /** An earlier try ended without an answer, and may have been the one that stored it. */
    isRetry: boolean;
  }
  /** The database refused this item; trying again would not help. */
  | { status: "refused"; error: unknown }
  /** The writer stopped before the item could be stored. */
  | { status: "abandoned" };

export interface BatchWriterOptions<T, R> {
  /**
   * Stores all items in one transaction, or throws and stores none. One result an item, in order.
   * The signal says that nobody waits for it any longer.
   */
  write(items: readonly T[], signal: AbortSignal): Promise<readonly R[]>;
  /** True when a thrown error is the database's own, and the same items may be stored later. */
  isOutage(error: unknown): boolean;
  /** True for an outage of these items alone: too much at once, or somebody holds what they need. */
  isHeldUp?(error: unknown): boolean;
  /** Any integer: items with the same number are written in the order of their arrival. */
  laneOf(item: T): number;
  lanes: number;
  /** Items waiting or being written, over all lanes. */
  capacity: number;
  batchSize: number;
  /** What an item counts of the batch's size; 1 when absent. */
  costOf?(item: T): number;
  lingerMs: number;
  /** A write without an answer for so long is tried again; longer than any statement may take. */
  writeTimeoutMs?: number;
  clock: Clock;
  log: Logger;
  random?: () => number;
  /** Told after each batch: its size and how long it took. */
  onBatch?(size: number, elapsedMs: number): void;
}

interface Entry<T, R> {
  readonly item: T;
  readonly laneNumber: number;
  /** An earlier try may have stored it. */
  isRetry: boolean;
  settle(outcome: Outcome<R>): void;
}

const RETRY = { baseMs: 50, maxMs: 2_000 };
/** The database cancels a statement after 30 s: one that is silent for longer is not there. */
const WRITE_TIMEOUT_MS = 35_000;
/** Each step to the one that is held up takes as long as a lock is waited for: two of these do. */
const HELD_UP_PARTS = 100;

export class BatchWriter<T, R> {
  readonly #options: BatchWriterOptions<T, R>;
  readonly #lanes: Lane<T, R>[];
  /** By lane number: an item that got no answer alone, and those behind it. */
  readonly #aside = new Map<number, Entry<T, R>[]>();
  #held = 0;
  #stopping = false;
  #idle: (() => void)[] = [];
  readonly #abort = new AbortController();
  readonly #patience: Patience;

  constructor(options: BatchWriterOptions<T, R>) {
    this.#options = options;
    this.#patience = { clock: options.clock, signal: this.#abort.signal };
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane());
  }

  /** Items accepted and not yet settled. */
  get held(): number {
    return this.#held;
  }

  /** Takes an item, or returns false when the queue is full or closed. `settle` is called once. */
  offer(item: T, settle: (outcome: Outcome<R>) => void): boolean {
    const { capacity, lanes, batchSize, lingerMs, clock } = this.#options;
    if (this.#stopping || this.#held >= capacity) return false;
    this.#held++;
    const laneNumber = this.#options.laneOf(item);
    const lane = this.#lanes[Math.abs(laneNumber) % lanes]!;
    lane.waiting.push({ item, laneNumber, isRetry: false, settle });
    if (lane.writing) return true;
    if (lane.waiting.length >= batchSize) this.#run(lane);
    else lane.cancelLinger ??= clock.schedule(lingerMs, () => this.#run(lane));
    return true;
  }

  /**
   * Refuses new items and waits until those accepted are settled. After `timeoutMs` what is
   * left is abandoned.
   */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    for (const lane of this.#lanes) if (!lane.writing && lane.waiting.length) this.#run(lane);
    const cancel = this.#options.clock.schedule(timeoutMs, () => this.#abort.abort());
    while (this.#held > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    cancel();
  }

  async #run(lane: Lane<T, R>): Promise<void> {
    lane.cancelLinger?.();
    lane.cancelLinger = undefined;
    lane.writing = true;
    while (lane.waiting.length > 0) await this.#store(lane.take(this.#options));
    lane.writing = false;
  }

  /** Ends when each is settled or set aside. */
  async #store(entries: Entry<T, R>[]): Promise<void> {
    const batch = entries.filter((entry) => {
      const before = this.#aside.get(entry.laneNumber);
      before?.push(entry);
      return !before;
    });
    for (let attempt = 0; batch.length > 0; attempt++) {
      const failure = await this.#try(batch);
      if (!failure) return;
      if (failure === "away") {
        await this.#beforeRetry(attempt);
        continue;
      }
      if (batch.length === 1) return this.#setAside(batch[0]!);
      const parts = failure === "held up" ? HELD_UP_PARTS : 2;
      for (const part of chunk(batch, Math.ceil(batch.length / parts))) await this.#store(part);
      return;
    }
  }

  #setAside(entry: Entry<T, R>): void {
    this.#aside.set(entry.laneNumber, [entry]);
    if (this.#aside.size === 1) this.#storeAside();
  }

  async #storeAside(): Promise<void> {
    let most = 1;
    for (let attempt = 0; this.#aside.size > 0;) {
      const [laneNumber, entries] = this.#aside.entries().next().value!;
      const batch = entries.slice(0, most);
      const failure = await this.#try(batch);
      if (failure === "refused") most = batch.length >> 1;
      else if (failure) {
        // To the end: the others have their turn.
        this.#aside.delete(laneNumber);
        this.#aside.set(laneNumber, entries);
        most = 1;
        await this.#beforeRetry(attempt++);
      } else {
        entries.splice(0, batch.length);
        if (entries.length === 0) this.#aside.delete(laneNumber);
        // Those behind one that is stored at last go together.
        most = entries.length === 0 ? 1 : this.#options.batchSize;
        attempt = 0;
      }
    }
  }

  /** Settles all, or says why it cannot; one that is refused alone is settled by that. */
  async #try(batch: readonly Entry<T, R>[]): Promise<"refused" | "away" | "held up" | undefined> {
    const { write, writeTimeoutMs = WRITE_TIMEOUT_MS } = this.#options;
    const { clock, isOutage, isHeldUp = () => false, log, onBatch } = this.#options;
    const { signal } = this.#abort;
    if (signal.aborted) return void this.#settleAll(batch, () => ({ status: "abandoned" }));
    const startMs = clock.now();
    try {
      const items = batch.map(({ item }) => item);
      const results = await answerInTime(
        (given) => write(items, given),
        writeTimeoutMs,
        this.#patience,
      );
      this.#settleAll(batch, ({ isRetry }, i) => ({
        status: "stored",
        result: results[i]!,
        isRetry,
      }));
      onBatch?.(batch.length, clock.now() - startMs);
    } catch (error) {
      if (signal.aborted) return void this.#settleAll(batch, () => ({ status: "abandoned" }));
      const isNoAnswer = error instanceof NoAnswer;
      if (!isNoAnswer && !isOutage(error)) {
        if (batch.length > 1) return "refused";
        return void this.#settleAll(batch, () => ({ status: "refused", error }));
      }
      for (const entry of batch) entry.isRetry = true;
      const fields = { items: batch.length, reason: messageOf(error) };
      log.warn("cannot store a batch, trying again", fields);
      return isNoAnswer || isHeldUp(error) ? "held up" : "away";
    }
  }

  #beforeRetry(attempt: number): Promise<void> {
    const delayMs = backoffMs(attempt, RETRY, this.#options.random ?? Math.random);
    return pause(delayMs, this.#patience).ended;
  }

  #settleAll(
    batch: readonly Entry<T, R>[],
    outcomeOf: (entry: Entry<T, R>, i: number) => Outcome<R>,
  ): void {
    batch.forEach((entry, i) => {
      this.#held--;
      try {
        entry.settle(outcomeOf(entry, i));
      } catch (error) {
        // One receiver's fault must not cost the rest of the batch its answers.
        this.#options.log.error("an outcome could not be delivered", { error });
      }
    });
    if (this.#held === 0) { for (const wake of this.#idle.splice(0)) wake(); }
  }
}

class Lane<T, R> {
  waiting: Entry<T, R>[] = [];
  writing = false;
  cancelLinger: (() => void) | undefined;

  /** As many as make a batch. */
  take(
    { batchSize, costOf = () => 1 }: Pick<BatchWriterOptions<T, R>, "batchSize" | "costOf">,
  ): Entry<T, R>[] {
    let cost = 0;
    const most = this.waiting.findIndex(({ item }) => (cost += costOf(item)) > batchSize);
    if (most >= 0) return this.waiting.splice(0, Math.max(1, most));
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}
