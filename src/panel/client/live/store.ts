/** Joins the feed to what the pages show, and tells them how fresh it is. */
import { batch, signal } from "@preact/signals";
import { ApiError } from "../api.ts";
import { openLiveSocket } from "../session.ts";
import { LiveFeed, type LiveState } from "./feed.ts";
import type { EventFrame } from "./frames.ts";

/** Something that pages show: loaded whole, then kept up to date by events. */
export interface Holding {
  /** Reads the present state; the function it gives back takes it over. */
  load(signal: AbortSignal): Promise<() => void>;
  apply(events: readonly EventFrame[]): void;
}

export const live = signal<{ state: LiveState; sinceMs: number }>({
  state: "catching_up",
  sinceMs: Date.now(),
});
/** False until something was loaded: pages show that they wait. */
export const isLoaded = signal(false);
/** Counts the loads: what a page read by itself is stale after one. */
export const loads = signal(0);

const holdings: Holding[] = [];

/** Adds what a page needs; before `startLive`. */
export function hold<T extends Holding>(holding: T): T {
  holdings.push(holding);
  return holding;
}

const feed = new LiveFeed({
  openSocket: openLiveSocket,
  async load(signal) {
    const shows = await Promise.all(holdings.map((holding) => loaded(holding, signal)));
    return () =>
      batch(() => {
        for (const show of shows) show();
        isLoaded.value = true;
        loads.value++;
      });
  },
  apply: (events) => batch(() => holdings.forEach((holding) => holding.apply(events))),
  onState: (state) => live.value = { state, sinceMs: Date.now() },
});

/** What the reader may not see stays empty, and costs the rest nothing. */
async function loaded(holding: Holding, signal: AbortSignal): Promise<() => void> {
  try {
    return await holding.load(signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return () => {};
    throw error;
  }
}

export function startLive(): void {
  feed.start();
}

export function retryNow(): void {
  feed.retryNow();
}
