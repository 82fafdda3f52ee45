/** Which events a dashboard's filters let through. */
import { type EventSubject, type Filters, GRADES } from "../contract/realtime.ts";

/**
 * Filters are combined with AND. One that asks about a property the event does not have lets the
 * event through (a meal has no grade), save for the lot, which is asked for to see nothing else.
 * Alerts and their ends are for everyone, whatever device, grade or kind of data they chose.
 */
export function passes(filters: Filters, subject: EventSubject): boolean {
  const { kind, site, codeLot, deviceId, grade } = subject;
  if (site && unlike(filters.site_code, site)) return false;
  if (kind === "alert" || kind === "alert_update") return true;
  if (unlike(filters.code_lot, codeLot)) return false;
  if (filters.data_type === "sqal_only" && kind === "gavage_realtime") return false;
  if (filters.data_type === "gavage_only" && kind === "sensor_update") return false;
  if (OF_NEITHER.has(kind) && ONLY.has(filters.data_type ?? "")) return false;
  if (kind !== "sensor_update") return true;
  if (unlike(filters.site_code, site) || unlike(filters.device_id, deviceId)) return false;
  return !filters.min_grade || !grade ||
    GRADES.indexOf(grade) <= GRADES.indexOf(filters.min_grade);
}

/** What they ask for is the only kind that they want. */
const ONLY: ReadonlySet<string> = new Set(["sqal_only", "gavage_only"]);

const OF_NEITHER: ReadonlySet<EventSubject["kind"]> = new Set([
  "consumer_feedback",
  "product_registered",
  "lot_update",
  "curve_update",
]);

function unlike(wanted: string | null | undefined, value: string | null | undefined): boolean {
  return wanted !== null && wanted !== undefined && wanted !== value;
}
