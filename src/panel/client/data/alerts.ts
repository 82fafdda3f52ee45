/** Alerts that nobody has acknowledged, and those that came while the panel was open. */
import { computed, signal } from "@preact/signals";
import type { AlertRow } from "../../../contract/sqal_alert.ts";
import { ask, query } from "../api.ts";
import type { AlertSeenEvent, EventFrame } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

const MOST_KEPT = 500;
/** Stored for who gave no name, whichever language they read. */
const UNNAMED = "panneau";

class Alerts implements Holding {
  /** Newest first. */
  readonly all = signal<readonly AlertRow[]>([]);
  readonly open = computed(() => this.all.value.filter((alert) => !alert.is_acknowledged));
  /** The last to come in since the page was opened, for announcing. */
  readonly latest = signal<AlertRow | undefined>(undefined);

  async load(signal: AbortSignal): Promise<() => void> {
    const rows = await ask<AlertRow[]>(
      `/api/sqal/alerts${query({ is_acknowledged: "false", limit: MOST_KEPT })}`,
      { signal },
    );
    return () => this.all.value = rows;
  }

  apply(events: readonly EventFrame[]): void {
    const fresh: AlertRow[] = [];
    const seen = new Map<number, AlertSeenEvent["data"]>();
    for (const event of events) {
      if (event.type === "alert") fresh.push(event.data);
      else if (event.type === "alert_update") seen.set(event.data.alert_id, event.data);
    }
    if (fresh.length > 0) {
      const ids = new Set(fresh.map(({ alert_id }) => alert_id));
      const others = this.all.value.filter(({ alert_id }) => !ids.has(alert_id));
      this.all.value = [...fresh.reverse(), ...others].slice(0, MOST_KEPT);
      this.latest.value = fresh[0];
    }
    if (seen.size > 0) {
      this.all.value = this.all.value.map((alert) => ({ ...alert, ...seen.get(alert.alert_id) }));
    }
  }

  /** @throws ApiError. */
  async acknowledge(alertId: number, by: string = UNNAMED): Promise<void> {
    const done = await ask<{ acknowledged_by: string; acknowledged_at: string }>(
      `/api/sqal/alerts/${alertId}/acknowledge`,
      { body: { acknowledged_by: by } },
    );
    this.all.value = this.all.value.map((alert) =>
      alert.alert_id === alertId ? { ...alert, is_acknowledged: true, ...done } : alert
    );
  }
}

export const alerts: Alerts = hold(new Alerts());
