/** The `start_time` and `end_time` of quality control's lists and statistics. */
import { z } from "zod";
import type { Period } from "../contract/sqal.ts";
import { parseInstant, restTimestamp } from "../domain/time.ts";

const time = z.string().max(40).refine((text) => parseInstant(text, "UTC") !== undefined, {
  error: "expected an ISO 8601 date-time",
}).optional();

/** Query parameters; times without an offset are UTC. */
export const periodQuery = { start_time: time, end_time: time };

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface PeriodContext {
  nowMs: number;
  /** The newest sample's own time, which a simulation may have put days from now. */
  newest(): Promise<string | undefined>;
  windowMs: number;
}

/**
 * The period asked for. Without an end it ends now, or with the newest sample where that is not of
 * the window before now: so the default shows what there is, simulated or real.
 */
export async function periodOf(
  { start_time, end_time }: { start_time?: string; end_time?: string },
  { nowMs, newest, windowMs }: PeriodContext,
): Promise<Period> {
  const startMs = start_time === undefined ? undefined : parseInstant(start_time, "UTC")!;
  const endMs = end_time === undefined
    ? startMs === undefined || startMs < nowMs ? await defaultEndMs() : startMs + windowMs
    : parseInstant(end_time, "UTC")!;
  return {
    start: restTimestamp(new Date(startMs ?? endMs - windowMs)),
    end: restTimestamp(new Date(endMs)),
  };

  async function defaultEndMs(): Promise<number> {
    const newestTime = await newest();
    if (newestTime === undefined) return nowMs;
    // An end is exclusive, and the newest sample is to be in.
    const afterNewestMs = Date.parse(newestTime) + 1;
    const isOfWindow = afterNewestMs <= nowMs && afterNewestMs > nowMs - windowMs;
    return isOfWindow || (startMs !== undefined && afterNewestMs < nowMs) ? nowMs : afterNewestMs;
  }
}
