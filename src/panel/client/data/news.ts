/** What pages that read for themselves must read again: counts that grow with each piece of news. */
import { signal } from "@preact/signals";
import type { EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

class News implements Holding {
  /** Curves that were proposed or decided. */
  readonly curves = signal(0);
  readonly #version = signal(0);
  readonly #lots = new Map<string, number>();

  load(): Promise<() => void> {
    // Whoever reads for themselves reads again after a load.
    return Promise.resolve(() => this.#lots.clear());
  }

  apply(events: readonly EventFrame[]): void {
    for (const event of events) {
      if (event.type === "curve_update") this.curves.value++;
      if (event.type !== "lot_update") continue;
      const { code_lot, lot_id } = event.data;
      const count = (this.#lots.get(code_lot) ?? 0) + 1;
      this.#lots.set(code_lot, count).set(lot_id, count);
      this.#version.value++;
    }
  }

  /** Times that a lot, by its code or registry id, has moved on since the last load. */
  ofLot(name: string): number {
    return this.#version.value === 0 ? 0 : this.#lots.get(name) ?? 0;
  }
}

export const news: News = hold(new News());
