import assert from "node:assert/strict";
import fc from "fast-check";
import { randomStream } from "../kernel/mod.ts";
import { type Air, RoomClimate } from "./climate.ts";
import { PROFILES } from "./params.ts";

const HOUR_MS = 3_600_000;
const params = PROFILES.classic.climate;

function readings(seed: number, hours: number): Air[] {
  const room = new RoomClimate(params, randomStream(seed, "climate"));
  return Array.from({ length: hours }, (_, hour) => room.at(hour * HOUR_MS, hour % 24));
}

const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

Deno.test("climate: never leaves its bounds, even in a wild room", () => {
  const wild = { ...params, drift: 1, room: 1, dailySwing: 1 };
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(params, wild), (seed, climate) => {
      const room = new RoomClimate(climate, randomStream(seed, "climate"));
      for (let hour = 0; hour < 300; hour += 7) {
        const { temperature, humidity } = room.at(hour * HOUR_MS, hour % 24);
        assert.ok(temperature >= 19 && temperature <= 23, `${temperature} °C`);
        assert.ok(humidity >= 55 && humidity <= 75, `${humidity} %`);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("climate: warmer and drier in the evening than in the morning", () => {
  const rooms = Array.from({ length: 200 }, (_, seed) => readings(seed, 240));
  const at = (hour: number, of: keyof Air) =>
    mean(rooms.flatMap((room) => room.filter((_, i) => i % 24 === hour).map((air) => air[of])));
  assert.ok(at(18, "temperature") - at(8, "temperature") > 0.5);
  assert.ok(at(8, "humidity") - at(18, "humidity") > 2);
});

Deno.test("climate: drifts slowly, which noise does not, and differs between rooms", () => {
  const sameHour = (seed: number) =>
    readings(seed, 24 * 400).filter((_, i) => i % 24 === 8).map((air) => air.temperature);
  const days = sameHour(1);
  const middle = mean(days);
  const covariance = (lag: number) =>
    mean(days.slice(lag).map((v, i) => (v - middle) * (days[i]! - middle)));
  const oneDay = covariance(1) / covariance(0);
  // exp(−24 h / 36 h) = 0.51
  assert.ok(oneDay > 0.35 && oneDay < 0.65, `correlation ${oneDay}`);
  assert.notEqual(mean(sameHour(2)), middle);
});
