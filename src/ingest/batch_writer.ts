/**
 * Many small offers in, few large transactions out.
 *
 * Offers wait in a bounded queue and are written together: a lane that is idle waits a few
 * milliseconds for company, a busy lane takes whatever gathered while it wrote. Items that must not
 * be written at the same time share a lane. A batch that fails is halved until the bad item stands
 * alone, so it costs its neighbours nothing; a database that cannot be reached or does not answer
 * is tried again, and meanwhile the queue fills and new offers are turned away.
 */
import { backoffMs } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";

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
  /** Stores all items in one transaction, or throws and stores none. One result an item, in order. */
  write(items: readonly T[]): Promise<readonly R[]>;
  /** True when a thrown error is the database's own, and the same items may be stored later. */
  isOutage(error: unknown): boolean;
  /** Any integer: items with the same number are written in the order of their arrival. */
  laneOf(item: T): number;
  lanes: number;
  /** Items waiting or being written, over all lanes. */
  capacity: number;
  batchSize: number;
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
  item: T;
  settle(outcome: Outcome<R>): void;
}

const RETRY = { baseMs: 50, maxMs: 2_000 };
/** The database cancels a statement after 30 s: one that is silent for longer is not there. */
const WRITE_TIMEOUT_MS = 35_000;

export class BatchWriter<T, R> {
  readonly #options: BatchWriterOptions<T, R>;
  readonly #lanes: Lane<T, R>[];
  #held = 0;
  #stopping = false;
  #idle: (() => void)[] = [];
  readonly #abort = new AbortController();

  constructor(options: BatchWriterOptions<T, R>) {
    this.#options = options;
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
    const lane = this.#lanes[Math.abs(this.#options.laneOf(item)) % lanes]!;
    lane.waiting.push({ item, settle });
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
    while (lane.waiting.length > 0) await this.#store(lane.take(this.#options.batchSize));
    lane.writing = false;
  }

  async #store(batch: Entry<T, R>[], isRetry = false): Promise<void> {
    const { clock, log, onBatch } = this.#options;
    for (let attempt = 0;; attempt++) {
      if (this.#abort.signal.aborted) return this.#settleAll(batch, { status: "abandoned" });
      const startMs = clock.now();
      try {
        const results = await this.#write(batch.map((entry) => entry.item));
        batch.forEach((entry, i) =>
          this.#settle(entry, { status: "stored", result: results[i]!, isRetry })
        );
        onBatch?.(batch.length, clock.now() - startMs);
        return;
      } catch (error) {
        if (this.#abort.signal.aborted) continue;
        if (!(error instanceof NoAnswer) && !this.#options.isOutage(error)) {
          if (batch.length === 1) return this.#settle(batch[0]!, { status: "refused", error });
          const middle = batch.length >> 1;
          await this.#store(batch.slice(0, middle), isRetry);
          return this.#store(batch.slice(middle), isRetry);
        }
        isRetry = true;
        const delayMs = backoffMs(attempt, RETRY, this.#options.random ?? Math.random);
        log.warn("cannot store a batch, trying again", {
          items: batch.length,
          attempt: attempt + 1,
          delay_ms: Math.round(delayMs),
          reason: messageOf(error),
        });
        await this.#pause(delayMs).ended;
      }
    }
  }

  /** Writes, and waits for the answer no longer than it may take or the writer may run. */
  async #write(items: readonly T[]): Promise<readonly R[]> {
    const { write, writeTimeoutMs = WRITE_TIMEOUT_MS } = this.#options;
    const patience = this.#pause(writeTimeoutMs);
    const gaveUp = patience.ended.then(() => {
      throw new NoAnswer(`no answer within ${writeTimeoutMs} ms`);
    });
    try {
      return await Promise.race([write(items), gaveUp]);
    } finally {
      patience.cancel();
    }
  }

  /** Ends after its time, or at once when the writer gives up. */
  #pause(delayMs: number): { ended: Promise<void>; cancel(): void } {
    const { signal } = this.#abort;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const cancel = () => {
      cancelTimer();
      signal.removeEventListener("abort", end);
    };
    const end = () => {
      cancel();
      resolve();
    };
    const cancelTimer = this.#options.clock.schedule(delayMs, end);
    signal.addEventListener("abort", end);
    return { ended, cancel };
  }

  #settleAll(batch: Entry<T, R>[], outcome: Outcome<R>): void {
    for (const entry of batch) this.#settle(entry, outcome);
  }

  #settle(entry: Entry<T, R>, outcome: Outcome<R>): void {
    this.#held--;
    try {
      entry.settle(outcome);
    } catch (error) {
      // One receiver's fault must not cost the rest of the batch its answers.
      this.#options.log.error("an outcome could not be delivered", { error });
    }
    if (this.#held === 0) { for (const wake of this.#idle.splice(0)) wake(); }
  }
}

/** Whether the items were stored is not known. */
class NoAnswer extends Error {}

class Lane<T, R> {
  waiting: Entry<T, R>[] = [];
  writing = false;
  cancelLinger: (() => void) | undefined;

  take(most: number): Entry<T, R>[] {
    if (this.waiting.length > most) return this.waiting.splice(0, most);
    const all = this.waiting;
    this.waiting = [];
    return all;
  }
}
