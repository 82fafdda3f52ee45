/** When simulated lots begin that are fed, inspected, sold and eaten before today. */
import { Temporal } from "temporal-polyfill";
import { dateInZone } from "./time.ts";

/** What people think of the livers reaches the producer within so many days of the first opinion. */
export const OPINION_DAYS = 2;
/**
 * Arrival, up to 14 days of feeding, control on the last evening, 3 days to the market, and the
 * opinions: none of it lies after the wall's time, and a day is spare.
 */
const DAYS_BACK = 21;

/** Their day of arrival (J-1), `YYYY-MM-DD` in `zone`. */
export function wholeChainStart(nowMs: number, zone: string): string {
  return Temporal.PlainDate.from(dateInZone(nowMs, zone)).subtract({ days: DAYS_BACK }).toString();
}
