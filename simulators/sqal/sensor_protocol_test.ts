import assert from "node:assert/strict";
import { identityOf } from "./identity.ts";
import { heartbeatText, helloText, readSensorAnswer } from "./sensor_protocol.ts";

const answers: [string, unknown, unknown][] = [
  ["an acknowledgement", { type: "ack", sample_id: "a", status: "saved" }, {
    kind: "ack",
    key: "a",
  }],
  ["a refusal", { type: "error", code: "invalid", error: "no", data: { sample_id: "a" } }, {
    kind: "refused",
    key: "a",
    code: "invalid",
    message: "no",
  }],
  ["a refusal of the older server", { type: "error", error: "no", data: { sample_id: "a" } }, {
    kind: "refused",
    key: "a",
    code: "refused",
    message: "no",
  }],
  [
    "an overload",
    { type: "error", code: "overloaded", data: { sample_id: "a" }, retry_after_ms: 250 },
    { kind: "later", key: "a", retryAfterMs: 250 },
  ],
  ["a refusal of nobody knows what", { type: "error", error: "no", data: null }, {
    kind: "refused",
    key: undefined,
    code: "refused",
    message: "no",
  }],
  ["a hello that is acknowledged", { type: "hello_ack", message: "hello" }, { kind: "other" }],
];
for (const [what, frame, expected] of answers) {
  Deno.test(`readSensorAnswer: ${what}`, () => {
    assert.deepEqual(readSensorAnswer(JSON.stringify(frame)), expected);
  });
}

Deno.test("readSensorAnswer: what is no frame is ignored", () => {
  for (const text of ["", "null", "3", "{", '{"type":"ack"}']) {
    assert.deepEqual(readSensorAnswer(text), { kind: "other" });
  }
});

Deno.test("hello and heartbeat are what the wire wants", () => {
  const device = identityOf("ESP32_LL_01", "Ligne A");
  const { mac_address, ip_address, ...hello } = JSON.parse(
    helloText({ device, profile: "foiegras_premium", intervalMs: 500 }, 0),
  );
  assert.match(mac_address, /^02(:[0-9A-F]{2}){5}$/);
  assert.match(ip_address, /^192\.168\.\d+\.\d+$/);
  assert.deepEqual(hello, {
    type: "esp32_hello",
    device_id: "ESP32_LL_01",
    location: "Ligne A",
    firmware_version: "2.0.0",
    config_profile: "foiegras_premium",
    interval_s: 0.5,
    sensors: { vl53l8ch: "0x29", as7341: "0x39" },
    acks: true,
    timestamp: "1970-01-01T00:00:00.000Z",
  });
  const stats = {
    status: "online",
    uptimeMs: 36_500,
    sent: 30,
    buffered: 2,
    reconnections: 1,
    i2cErrors: 0,
  } as const;
  assert.deepEqual(JSON.parse(heartbeatText("ESP32_LL_01", stats, 0)), {
    type: "heartbeat",
    device_id: "ESP32_LL_01",
    status: "online",
    uptime: 36,
    stats: {
      measurements_sent: 30,
      measurements_buffered: 2,
      reconnections: 1,
      i2c_errors: 0,
      uptime_seconds: 36,
    },
    buffer_size: 2,
    timestamp: "1970-01-01T00:00:00.000Z",
  });
});
