import assert from "node:assert/strict";
import { type Esp32Event, type Esp32Status, LEDS, nextState, POWERED_ON } from "./esp32.ts";

const phaseOver: Esp32Event = { kind: "phase_over" };
const bothFound: Esp32Event = { kind: "scanned", addresses: [0x29, 0x39] };

function statusesAfter(...events: Esp32Event[]): Esp32Status[] {
  let state = POWERED_ON;
  return [state.status, ...events.map((event) => (state = nextState(state, event)).status)];
}

const UP: Esp32Event[] = [phaseOver, bothFound, phaseOver, phaseOver, { kind: "connected" }];

Deno.test("esp32 boots through its phases to online", () => {
  assert.deepEqual(statusesAfter(...UP), [
    "booting",
    "i2c_scan",
    "wifi_connecting",
    "wifi_connected",
    "backend_connecting",
    "online",
  ]);
});

Deno.test("esp32 goes offline and comes back, and counts its connections", () => {
  const back: Esp32Event[] = [{ kind: "disconnected" }, { kind: "connecting" }];
  assert.deepEqual(statusesAfter(...UP, ...back).slice(-2), ["offline", "backend_connecting"]);
  const state = [...UP, ...back, UP.at(-1)!].reduce(nextState, POWERED_ON);
  assert.equal(state.connections, 2);
  assert.equal(state.status, "online");
});

Deno.test("esp32 without one of its sensors shows an error and scans again", () => {
  for (const addresses of [[], [0x29], [0x39]]) {
    const missed: Esp32Event = { kind: "scanned", addresses };
    assert.deepEqual(statusesAfter(phaseOver, missed, phaseOver, bothFound).slice(-3), [
      "error",
      "i2c_scan",
      "wifi_connecting",
    ]);
    assert.equal([phaseOver, missed].reduce(nextState, POWERED_ON).i2cErrors, 1);
  }
});

Deno.test("esp32 that is sent away stays in error whatever its connection does", () => {
  const away: Esp32Event = { kind: "sent_away" };
  const after: Esp32Event[] = [{ kind: "connecting" }, { kind: "connected" }];
  assert.deepEqual(statusesAfter(...UP, away, ...after).slice(-3), ["error", "error", "error"]);
});

Deno.test("esp32 ignores a connection before it has Wi-Fi", () => {
  assert.deepEqual(statusesAfter({ kind: "connected" }, { kind: "disconnected" }), [
    "booting",
    "booting",
    "booting",
  ]);
});

Deno.test("esp32 LEDs: each status looks different", () => {
  const shown = Object.values(LEDS).map((leds) => JSON.stringify(leds));
  assert.equal(new Set(shown).size, shown.length);
});
