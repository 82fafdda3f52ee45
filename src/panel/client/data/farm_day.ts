/** What the lots themselves tell of the day at the farm, before any meal is seen live. */
import type { Lot } from "../../../contract/lots.ts";
import { FARM_ZONE } from "../farm_zone.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MEAL_HOURS = { matin: 8, soir: 18 } as const;

type FedLot = Pick<Lot, "debut_lot" | "jour_actuel" | "nb_doses">;

/** The last meal of a lot: days since 1970 and the moment; undefined before its first. */
export function lastMeal(lot: FedLot): { day: number; moment: "matin" | "soir" } | undefined {
  const start = Date.parse(lot.debut_lot);
  if (!Number.isFinite(start) || lot.nb_doses === 0) return undefined;
  const isWhole = lot.nb_doses >= 2 * (lot.jour_actuel + 1);
  return { day: start / DAY_MS + lot.jour_actuel, moment: isWhole ? "soir" : "matin" };
}

/** When the newest meal of any of them was due, epoch ms; -Infinity without one. */
export function farmTimeMs(lots: Iterable<FedLot>): number {
  let newest = -Infinity;
  for (const lot of lots) {
    const meal = lastMeal(lot);
    if (meal) newest = Math.max(newest, meal.day * DAY_MS + MEAL_HOURS[meal.moment] * HOUR_MS);
  }
  return newest === -Infinity ? newest : instantAtFarm(newest);
}

/** Instant at which the farm's clocks show what UTC would show at `wallMs`. */
function instantAtFarm(wallMs: number): number {
  const format = new Intl.DateTimeFormat("en", { timeZone: FARM_ZONE, timeZoneName: "longOffset" });
  const name = format.formatToParts(wallMs).find(({ type }) => type === "timeZoneName")!.value;
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!;
  const offsetMs = (Number(hours ?? 0) + Number(minutes ?? 0) / 60) * HOUR_MS;
  return wallMs - (sign === "-" ? -offsetMs : offsetMs);
}

export interface MealsToday {
  /** Lots that are fed, and how many of them had each meal of the day. */
  lots: number;
  matin: number;
  soir: number;
}

/**
 * Of the lots that a site feeds now. The newest day on which any lot of any site was fed is today:
 * lots that are done, or not fed yet, have no say.
 */
export function mealsToday(lots: Iterable<Lot>, site: string): MealsToday {
  const fed = [...lots].filter(({ statut }) => statut === "en_cours");
  const today = Math.max(...fed.map((lot) => lastMeal(lot)?.day ?? -Infinity));
  const counts = { lots: 0, matin: 0, soir: 0 };
  for (const lot of fed) {
    if (lot.site !== site) continue;
    counts.lots++;
    const meal = lastMeal(lot);
    if (meal?.day !== today) continue;
    counts.matin++;
    if (meal.moment === "soir") counts.soir++;
  }
  return counts;
}
