/** When a run's simulated time begins. */
import { dateInZone } from "../../src/domain/time.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Acceleration } from "../kernel/mod.ts";
import { dayAfter } from "./schedule.ts";

export interface StartOptions {
  accel: Acceleration;
  /** IANA zone. */
  zone: string;
  /** Date of J-1, where one is wanted. */
  start?: string | undefined;
}

/** Fifteen days back, the longest lot ends yesterday: simulated time stays behind the wall's. */
const DAYS_BACK = 15;
/** Nobody wants to wait longer for the first meal … */
const FIRST_MEAL_WALL_MS = 5_000;
/** … and nothing happens before the evening of J-1. */
const FIRST_MEAL_SIM_MS = 12 * 3_600_000;

/** The date of J-1: the one asked for, else today at ×1, the ducks' real time. */
export function startDate({ accel, zone, start }: StartOptions, clock: Clock): string {
  if (start !== undefined) return start;
  const today = dateInZone(clock.now(), zone);
  return accel === 1 ? today : dayAfter(today, -DAYS_BACK);
}

/** The simulated instant (epoch ms) at which a run starts to feed. */
export function simOriginMs(
  { accel, start }: StartOptions,
  { firstMealMs, clock }: { firstMealMs: number; clock: Clock },
): number {
  if (accel === 1 && start === undefined) return clock.now();
  const leadMs = accel === "max" ? FIRST_MEAL_SIM_MS : FIRST_MEAL_WALL_MS * accel;
  return firstMealMs - Math.min(FIRST_MEAL_SIM_MS, leadMs);
}
