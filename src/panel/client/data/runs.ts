/** Runs of simulators, and how many lots there are; the stream tells of each change. */
import { computed, signal } from "@preact/signals";
import type { OrchestrationStatus } from "../../../contract/control.ts";
import type { Run, RunStatus } from "../../../contract/control_runs.ts";
import { ask, query } from "../api.ts";
import type { EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

export type LotTotals = OrchestrationStatus["lots"];

const MOST_KEPT = 200;
/** Counts are read again at most so often, when something happened that changes them. */
const TOTALS_EVERY_MS = 1_000;
const ACTIVE: ReadonlySet<RunStatus> = new Set(["starting", "running", "paused", "stopping"]);

export function isActive({ status }: Pick<Run, "status">): boolean {
  return ACTIVE.has(status);
}

class Runs implements Holding {
  /** Newest first. */
  readonly all = signal<readonly Run[]>([]);
  /** In the order of their start. */
  readonly active = computed(() => this.all.value.filter(isActive).reverse());
  readonly ended = computed(() => this.all.value.filter((run) => !isActive(run)));
  readonly totals = signal<LotTotals | undefined>(undefined);
  readonly #known = new Set<string>();
  #totalsTimer: ReturnType<typeof setTimeout> | undefined;

  async load(signal: AbortSignal): Promise<() => void> {
    const [{ runs }, { lots }] = await Promise.all([
      ask<{ runs: Run[] }>(`/api/control-panel/runs${query({ limit: MOST_KEPT })}`, { signal }),
      ask<OrchestrationStatus>("/api/control-panel/orchestrate/status", { signal }),
    ]);
    return () => {
      this.all.value = runs;
      this.totals.value = lots;
    };
  }

  apply(events: readonly EventFrame[]): void {
    const changed = new Map<string, Run>();
    let countsChanged = false;
    for (const event of events) {
      if (event.type === "run_update") changed.set(event.data.id, event.data);
      else if (event.type === "gavage_realtime") {
        const { code_lot, pret_abattage } = event.data;
        if (pret_abattage || !this.#known.has(code_lot)) countsChanged = true;
        if (pret_abattage) this.#known.delete(code_lot);
        else this.#known.add(code_lot);
      } else if (event.type === "sensor_update" || event.type === "lot_update") {
        countsChanged = true;
      }
    }
    if (changed.size > 0) {
      const others = this.all.value.filter(({ id }) => !changed.has(id));
      this.all.value = [...changed.values(), ...others]
        .sort((a, b) => b.created_at.localeCompare(a.created_at))
        .slice(0, MOST_KEPT);
    }
    if (countsChanged) this.#countSoon();
  }

  #countSoon(): void {
    this.#totalsTimer ??= setTimeout(async () => {
      this.#totalsTimer = undefined;
      try {
        this.totals.value =
          (await ask<OrchestrationStatus>("/api/control-panel/orchestrate/status")).lots;
      } catch {
        // Out of reach: the next change, or the next load, asks again.
      }
    }, TOTALS_EVERY_MS);
  }
}

export const runs: Runs = hold(new Runs());
