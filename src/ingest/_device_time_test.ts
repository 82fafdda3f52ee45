import assert from "node:assert/strict";
import { readDeviceTime } from "./_device_time.ts";

const rows: [unknown, string, string, string][] = [
  [
    "2026-11-22T01:01:51.973262Z",
    "UTC",
    "2026-11-22T01:01:51.973262Z",
    "2026-11-22T01:01:51.973262+00:00",
  ],
  ["2026-11-22T01:01:51", "UTC", "2026-11-22T01:01:51.000000Z", "2026-11-22T01:01:51"],
  [
    "2026-11-22T01:01:51.5",
    "Europe/Paris",
    "2026-11-22T00:01:51.500000Z",
    "2026-11-22T01:01:51.5",
  ],
  [
    "2026-11-22T03:01:51.000001+02:00",
    "UTC",
    "2026-11-22T01:01:51.000001Z",
    "2026-11-22T03:01:51.000001+02:00",
  ],
  [1795309311.5, "UTC", "2026-11-22T01:01:51.500000Z", "2026-11-22T01:01:51.500000+00:00"],
];
for (const [value, zone, time, shownTime] of rows) {
  Deno.test(`readDeviceTime ${value} in ${zone}`, () => {
    assert.deepEqual(readDeviceTime(value, zone), { time, shownTime });
  });
}

Deno.test("readDeviceTime refuses a clock that was never set, and what is no time", () => {
  for (const value of ["hier", 12, 1795309311500, NaN, null, {}]) {
    assert.equal(readDeviceTime(value, "UTC"), undefined);
  }
});
