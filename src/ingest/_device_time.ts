/** The times that devices write: ISO 8601 with or without a zone, or seconds since 1970. */
import { parseInstant } from "../domain/time.ts";

export interface DeviceInstant {
  /** ISO 8601 in UTC with microseconds, as the database keeps it. */
  time: string;
  /** As dashboards are shown it: with `+00:00` for `Z`, and naive where it was sent naive. */
  shownTime: string;
}

/** Devices of 2000 and before have no clock set. */
const FIRST_SECOND = Date.UTC(2000, 0) / 1000;
const LAST_SECOND = Date.UTC(2200, 0) / 1000;

export function readDeviceTime(value: unknown, zone: string): DeviceInstant | undefined {
  if (typeof value === "number") {
    if (!(value >= FIRST_SECOND && value < LAST_SECOND)) return undefined;
    const second = Math.floor(value);
    const time = instant(
      second * 1000,
      String(Math.floor((value - second) * 1e6)).padStart(6, "0"),
    );
    return { time, shownTime: time.replace("Z", "+00:00") };
  }
  if (typeof value !== "string") return undefined;
  const ms = parseInstant(value, zone);
  if (ms === undefined) return undefined;
  const fraction = /[.,](\d+)/.exec(value)?.[1] ?? "";
  return {
    time: instant(ms, fraction.slice(0, 6).padEnd(6, "0")),
    shownTime: value.replace(/z$/i, "+00:00"),
  };
}

/** A `Date` has no microseconds: the second is its own, the fraction the device's. */
function instant(ms: number, micros: string): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.${micros}Z`;
}
