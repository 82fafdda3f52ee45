import assert from "node:assert/strict";
import { mealSlots } from "./schedule.ts";

const HOUR_MS = 3_600_000;

Deno.test("schedule: matin 08:00 and soir 18:00, local, with the zone's offset", () => {
  const slots = mealSlots("2026-11-07", 2, "Europe/Paris");
  assert.deepEqual(
    slots.map(({ jour, moment, timestamp }) => [jour, moment, timestamp]),
    [
      [0, "matin", "2026-11-07T08:00:00+01:00"],
      [0, "soir", "2026-11-07T18:00:00+01:00"],
      [1, "matin", "2026-11-08T08:00:00+01:00"],
      [1, "soir", "2026-11-08T18:00:00+01:00"],
    ],
  );
  for (const { timeMs, timestamp } of slots) assert.equal(timeMs, Date.parse(timestamp));
});

Deno.test("schedule: the night of a clock change is an hour longer or shorter", () => {
  const night = (day: string) => {
    const [, soir, matin] = mealSlots(day, 2, "Europe/Paris");
    return (matin!.timeMs - soir!.timeMs) / HOUR_MS;
  };
  assert.equal(night("2026-10-24"), 15);
  assert.equal(night("2026-03-28"), 13);
  assert.equal(night("2026-06-01"), 14);
  assert.equal(mealSlots("2026-10-24", 2, "Europe/Paris")[1]!.timestamp.slice(-6), "+02:00");
});
