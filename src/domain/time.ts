/** Instants as clients write them and as the wire shows them. */
import { Temporal } from "temporal-polyfill";

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** Outside these years a date is a typing error, not a meal. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2199;

/**
 * Reads an ISO 8601 date or date-time as epoch milliseconds, or undefined when it is none.
 *
 * A text without an offset is local time in `zone` (an IANA name). Where a clock change makes it
 * ambiguous, the earlier instant is meant; where it skips it, the later one.
 */
export function parseInstant(text: string, zone: string): number | undefined {
  if (zone !== knownZone || knownInstants.size >= MOST_KNOWN) {
    knownInstants.clear();
    knownZone = zone;
  }
  let epochMs = knownInstants.get(text);
  if (epochMs === undefined) {
    epochMs = readInstant(text, zone);
    if (epochMs !== undefined) knownInstants.set(text, epochMs);
  }
  return epochMs;
}

/** A thousand lots are fed at the same moments. */
const knownInstants = new Map<string, number>();
const MOST_KNOWN = 64;
let knownZone = "";

function readInstant(text: string, zone: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", offset] =
    match;
  const wallMs = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second);
  if (!isRealDate(wallMs, +year!, +month!, +day!) || +hour > 23 || +minute > 59 || +second > 59) {
    return undefined;
  }
  const ms = wallMs + Math.trunc(Number(`0.${fraction || 0}`) * 1000);
  if (offset === undefined) return ms - offsetOfWallHour(zone, wallMs);
  if (offset === "Z" || offset === "z") return ms;
  const sign = offset[0] === "-" ? -1 : 1;
  const digits = offset.slice(1).replace(":", "");
  const offsetMinutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return offsetMinutes > 18 * 60 ? undefined : ms - sign * offsetMinutes * 60_000;
}

function isRealDate(wallMs: number, year: number, month: number, day: number): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR) return false;
  const date = new Date(wallMs);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const HOUR_MS = 3_600_000;
const CACHED_HOURS = 4_096;
const wallHourOffsets = new Map<string, number>();

/**
 * Milliseconds that `zone` is ahead of UTC at a local quarter hour: a zone changes its offset on a
 * quarter hour at the finest, and looking one up costs far more than reading the rest of the text.
 */
function offsetOfWallHour(zone: string, wallMs: number): number {
  if (zone === "UTC") return 0;
  const quarter = Math.floor(wallMs / (HOUR_MS / 4));
  const key = `${zone}/${quarter}`;
  let offset = wallHourOffsets.get(key);
  if (offset === undefined) {
    const wall = new Date(quarter * (HOUR_MS / 4)).toISOString().slice(0, -1);
    const instant = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;
    offset = quarter * (HOUR_MS / 4) - instant;
    if (wallHourOffsets.size >= CACHED_HOURS) wallHourOffsets.clear();
    wallHourOffsets.set(key, offset);
  }
  return offset;
}

/** True for an IANA zone that this system knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The calendar date (`YYYY-MM-DD`) of an instant in a zone. */
export function dateInZone(epochMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).toPlainDate()
    .toString();
}

/** `2026-11-22T00:54:56.854000`: how WebSocket frames write the server's time (UTC, no zone). */
export function frameTimestamp(epochMs: number): string {
  if (epochMs !== lastFrame.epochMs) {
    lastFrame = { epochMs, text: `${new Date(epochMs).toISOString().slice(0, -1)}000` };
  }
  return lastFrame.text;
}

/** A thousand meals are answered in the same millisecond. */
let lastFrame = { epochMs: NaN, text: "" };

/** `2026-11-22T01:04:19.509+00:00`: how REST answers write a stored instant. */
export function restTimestamp(instant: Date | string): string {
  return new Date(instant).toISOString().replace("Z", "+00:00");
}
