/** When meals are given: by the local clock, through its changes to and from summer time. */
import { Temporal } from "temporal-polyfill";
import type { Moment } from "../../src/contract/words.ts";

export interface MealSlot {
  /** 0 for J0. */
  readonly jour: number;
  readonly moment: Moment;
  readonly localHour: number;
  /** Epoch ms. */
  readonly timeMs: number;
  /** ISO 8601 with the zone's offset: `2026-11-07T08:00:00+01:00`. */
  readonly timestamp: string;
}

const HOURS = [{ moment: "matin", localHour: 8 }, { moment: "soir", localHour: 18 }] as const;

/**
 * The meals of the longest lot, in order; a lot of N days has the first 2N of them.
 *
 * @param firstDay date of J0
 * @param zone IANA name
 */
export function mealSlots(firstDay: string, days: number, zone: string): readonly MealSlot[] {
  const j0 = Temporal.PlainDate.from(firstDay);
  return Array.from({ length: days }, (_, jour) =>
    HOURS.map(({ moment, localHour }) => {
      const at = j0.add({ days: jour }).toZonedDateTime({
        timeZone: zone,
        plainTime: new Temporal.PlainTime(localHour),
      });
      return {
        jour,
        moment,
        localHour,
        timeMs: at.epochMilliseconds,
        timestamp: at.toString({ timeZoneName: "never" }),
      };
    })).flat();
}

/** The date so many days later. */
export function dayAfter(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
