import assert from "node:assert/strict";
import type { Alert } from "../domain/alerts.ts";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { DeviceWatch } from "./device_watch.ts";

function fixture() {
  const clock = new ManualClock(1_000_000);
  const raised: Alert[] = [];
  const state = { heardElsewhere: false, down: false };
  const watch = new DeviceWatch({
    clock,
    log: silentLogger,
    devices: {
      stillSilent(suspects) {
        if (state.down) return Promise.reject(new Error("down"));
        return Promise.resolve(
          state.heardElsewhere ? [] : suspects.map(({ deviceId }) => deviceId),
        );
      },
      raise(alerts) {
        raised.push(...alerts);
        return Promise.resolve();
      },
    },
  });
  watch.start();
  const pass = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.advance(1_000);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  };
  const heard = (change: { sampleMs?: number; intervalSeconds?: number } = {}) =>
    watch.heard({ deviceId: "ESP32_LL_01", siteCode: "LL", ...change });
  return { clock, watch, raised, state, pass, heard };
}

Deno.test("DeviceWatch raises one alert after three of the stated intervals", async () => {
  const { raised, pass, heard, watch } = fixture();
  heard({ intervalSeconds: 10 });
  await pass(30);
  assert.equal(raised.length, 0);
  await pass(60);
  assert.deepEqual(raised.map(({ type, subject }) => `${type} ${subject}`), [
    "device_silent device:ESP32_LL_01",
  ]);
  assert.equal(watch.size, 0);
});

Deno.test("DeviceWatch learns the interval, and a resent burst does not shorten it", async () => {
  const { clock, raised, pass, heard } = fixture();
  for (let i = 0; i < 10; i++) {
    // Twenty seconds apart by the device's clock, a tenth by ours.
    heard({ sampleMs: 20_000 * i });
    clock.advance(100);
  }
  await pass(59);
  assert.equal(raised.length, 0);
  await pass(3);
  assert.equal(raised.length, 1);
  assert.equal(raised[0]?.context.interval_seconds, 20);
});

Deno.test("DeviceWatch takes thirty seconds for a device that said nothing of its interval", async () => {
  const { raised, pass, heard } = fixture();
  heard();
  await pass(90);
  assert.equal(raised.length, 0);
  await pass(2);
  assert.equal(raised.length, 1);
});

Deno.test("DeviceWatch is quiet about a device that said goodbye or went to another server", async () => {
  const { raised, pass, heard, watch, state } = fixture();
  heard({ intervalSeconds: 1 });
  watch.left("ESP32_LL_01");
  await pass(100);
  state.heardElsewhere = true;
  heard({ intervalSeconds: 1 });
  await pass(100);
  assert.deepEqual(raised, []);
});

Deno.test("DeviceWatch keeps what it could not tell, and leaves no timer", async () => {
  const { clock, raised, pass, heard, watch, state } = fixture();
  state.down = true;
  heard({ intervalSeconds: 2 });
  await pass(10);
  state.down = false;
  await pass(2);
  assert.equal(raised.length, 1);
  await watch.stop();
  assert.equal(clock.pending, 0);
});
