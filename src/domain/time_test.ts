import assert from "node:assert/strict";
import fc from "fast-check";
import { dateInZone, frameTimestamp, parseInstant } from "./time.ts";

const iso = (ms: number | undefined) => ms === undefined ? undefined : new Date(ms).toISOString();

const cases: [string, string, string | undefined][] = [
  ["2026-11-22T00:54:56.829940", "UTC", "2026-11-22T00:54:56.829Z"],
  ["2026-11-22T00:54:56.829940", "Europe/Paris", "2026-11-21T23:54:56.829Z"],
  ["2026-07-01T08:00:00", "Europe/Paris", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01T08:00:00+02:00", "UTC", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01T08:00:00-0330", "UTC", "2026-07-01T11:30:00.000Z"],
  ["2026-07-01T08:00:00Z", "Europe/Paris", "2026-07-01T08:00:00.000Z"],
  ["2026-07-01", "UTC", "2026-07-01T00:00:00.000Z"],
  // The hour that happens twice: the earlier instant.
  ["2026-10-25T02:30:00", "Europe/Paris", "2026-10-25T00:30:00.000Z"],
  // The hour that never happens: an hour later on the new clock.
  ["2026-03-29T02:30:00", "Europe/Paris", "2026-03-29T01:30:00.000Z"],
  ["hier", "UTC", undefined],
  ["", "UTC", undefined],
  ["0001-01-01T00:00:00", "UTC", undefined],
  ["2026-02-30T00:00:00", "UTC", undefined],
  ["2026-01-01T24:00:00", "UTC", undefined],
  ["2026-01-01T00:00:00+99:00", "UTC", undefined],
];
for (const [text, zone, expected] of cases) {
  Deno.test(`parseInstant ${JSON.stringify(text)} in ${zone} is ${expected}`, () => {
    assert.equal(iso(parseInstant(text, zone)), expected);
  });
}

Deno.test("parseInstant reads back every instant it can be given", () => {
  const instants = fc.date({
    min: new Date("2000-01-01"),
    max: new Date("2199-12-31"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (date) => {
      assert.equal(parseInstant(date.toISOString(), "Europe/Paris"), date.getTime());
    }),
    { seed: 7 },
  );
});

Deno.test("dateInZone is the local day", () => {
  assert.equal(dateInZone(Date.UTC(2026, 10, 21, 23, 30), "Europe/Paris"), "2026-11-22");
});

Deno.test("frameTimestamp has microseconds and no zone", () => {
  assert.equal(
    frameTimestamp(Date.UTC(2026, 10, 22, 0, 54, 56, 854)),
    "2026-11-22T00:54:56.854000",
  );
});
