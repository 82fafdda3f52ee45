/** What a device says, followed over a WebSocket. */
import { deepEqual, equal, match } from "node:assert/strict";
import { startTestServer, type TestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";

const LOGS = "/api/control-panel/ws/logs/";
const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /;

async function startDevice(server: TestServer, device_id: string): Promise<void> {
  const { status } = await server.api("/api/control-panel/simulators/start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ device_id, interval: 1 }),
  });
  equal(status, 200);
}

async function stopDevice(server: TestServer, device_id: string): Promise<void> {
  const { status } = await server.api("/api/control-panel/simulators/stop", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ device_id }),
  });
  equal(status, 200);
}

Deno.test("logs: a device that there never was is an error and a normal close", async () => {
  await using server = await startTestServer("embedded");
  const socket = await TestSocket.open(`${server.url}${LOGS}NOPE`);
  deepEqual(await socket.next(), {
    type: "error",
    message: "Container sqal_simulator_nope not found",
  });
  equal((await socket.closed).code, 1000);
});

Deno.test("logs: history first, then what is said, each line once, over a restart too", async () => {
  await using server = await startTestServer("embedded");
  await startDevice(server, "ESP32_LL_01");
  await using early = await TestSocket.open(`${server.url}${LOGS}ESP32_LL_01`);
  early.send("whatever a client says is ignored");
  const first = await early.next("log");
  equal(first.device_id, "ESP32_LL_01");
  match(String(first.message), LINE);
  const seen = [first];
  const until = async (pattern: RegExp) => {
    for (;;) {
      const frame = await early.next("log");
      seen.push(frame);
      if (pattern.test(String(frame.message))) return;
    }
  };
  await until(/sample .* stored/);
  // Defect 21: the server goes on while a log is open.
  equal((await server.api("/health")).status, 200);
  await using late = await TestSocket.open(`${server.url}${LOGS}ESP32_LL_01`);
  const history = await late.take(seen.length, "log");
  deepEqual(history.map(({ message }) => message), seen.map(({ message }) => message));
  await stopDevice(server, "ESP32_LL_01");
  await until(/ stopped$/);
  await startDevice(server, "ESP32_LL_01");
  await until(/ booting$/);
  deepEqual(new Set(seen.map(({ message }) => message)).size, seen.length);
});
