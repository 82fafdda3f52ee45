/** What consumers say, the newest first, and when the figures about it are worth reading again. */
import { signal } from "@preact/signals";
import type { FeedbackRow } from "../../../contract/consumer.ts";
import { ask, query } from "../api.ts";
import { instantMs } from "../format.ts";
import type { EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

export interface Opinion {
  id: number;
  productId: string;
  /** 1–5 */
  rating: number;
  /** Simulated time. */
  timeMs: number;
  comment: string | null;
}

/** All that the server gives at once. */
const LOADED = 100;
const MOST_KEPT = 1_000;
/** A page that shows figures reads them no more often. */
const REST_MS = 2_000;

class Opinions implements Holding {
  /** Last received first; a new one gets its comment a moment later. */
  readonly recent = signal<readonly Opinion[]>([]);
  /** Changes when there are opinions or products that the server's figures did not count yet. */
  readonly version = signal(0);
  #watchers = 0;
  #isStale = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(signal: AbortSignal): Promise<() => void> {
    const rows = await newest(signal);
    return () => {
      this.#isStale = false;
      this.recent.value = rows;
      this.version.value++;
    };
  }

  apply(events: readonly EventFrame[]): void {
    const fresh: Opinion[] = [];
    for (const event of events) {
      if (event.type === "consumer_feedback") {
        const { feedback_id: id, product_id: productId, overall_rating: rating, time } = event.data;
        fresh.push({ id, productId, rating, timeMs: instantMs(time), comment: null });
      } else if (event.type !== "product_registered") continue;
      this.#isStale = true;
    }
    if (fresh.length > 0) this.#take(fresh.reverse());
    if (this.#isStale) this.#refreshSoon(0);
  }

  /** Keeps comments and figures up to date until the function it gives back is called. */
  watch(): () => void {
    this.#watchers++;
    if (this.#isStale) this.#refreshSoon(0);
    return () => void this.#watchers--;
  }

  #refreshSoon(delayMs: number): void {
    if (this.#timer !== undefined || this.#watchers === 0) return;
    this.#timer = setTimeout(() => this.#refresh(), delayMs);
  }

  async #refresh(): Promise<void> {
    if (this.#isStale && this.#watchers > 0) {
      this.#isStale = false;
      try {
        this.#take(await newest());
        this.version.value++;
      } catch {
        // Out of reach: the next load reads everything anyway.
      }
      this.#timer = setTimeout(() => this.#refresh(), REST_MS);
    } else this.#timer = undefined;
  }

  #take(fresh: readonly Opinion[]): void {
    const ids = new Set(fresh.map(({ id }) => id));
    const others = this.recent.value.filter(({ id }) => !ids.has(id));
    this.recent.value = [...fresh, ...others].slice(0, MOST_KEPT);
  }
}

async function newest(signal?: AbortSignal): Promise<Opinion[]> {
  const path = `/api/consumer/feedbacks${query({ limit: LOADED })}`;
  const rows = await ask<FeedbackRow[]>(path, signal ? { signal } : {});
  return rows.map(({ id, product_id, overall_rating, time, comment }) => ({
    id,
    productId: product_id,
    rating: overall_rating,
    timeMs: instantMs(time),
    comment,
  }));
}

export const opinions: Opinions = hold(new Opinions());
