import assert from "node:assert/strict";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { inspectLot, type LotToInspect } from "../../simulators/sqal/mod.ts";
import { driveUntilDone } from "./gavage_world.ts";
import { acknowledge, FakeSensorServer } from "./sqal_world.ts";

const LOT: LotToInspect = {
  codeLot: "LL2611001",
  site: "LL",
  genetique: "Mulard",
  finalWeightGrams: 6_600,
  mortalityPercent: 2,
  maizeGramsPerDuck: 7_900,
  slaughteredAtMs: Date.parse("2026-11-20T17:00:00Z"),
};

function world(signal = new AbortController().signal) {
  const clock = new ManualClock(Date.parse("2026-11-22T03:00:00Z"));
  const server = new FakeSensorServer(clock);
  const inspect = () =>
    driveUntilDone(
      clock,
      inspectLot(LOT, {
        samples: 5,
        devicePrefix: "ESP32_SQAL_AUTO",
        url: "ws://127.0.0.1/ws/sensors/",
        openSocket: server.open,
        clock,
        log: silentLogger,
        signal,
      }),
    );
  return { clock, server, inspect };
}

const lastTimeMs = (server: FakeSensorServer) =>
  Date.parse(JSON.parse([...server.stored.values()].at(-1)![0]!).timestamp);

Deno.test("inspectLot: done when all samples are stored, at the simulated time of the last", async () => {
  const { server, inspect, clock } = world();
  const outcome = await inspect();
  const inspectedAtMs = lastTimeMs(server);
  assert.deepEqual(outcome, { kind: "inspected", inspectedAtMs, samples: 5 });
  assert.deepEqual(server.others.map(({ type, status }) => [type, status]), [
    ["esp32_hello", undefined],
    ["heartbeat", "offline"],
  ]);
  assert.equal(clock.pending, 0);
});

Deno.test("inspectLot: a connection that breaks is opened again, and only the unanswered is sent again", async () => {
  const { server, inspect } = world();
  let received = 0;
  server.answer = (sample) => {
    if (++received !== 3) return acknowledge(sample);
    server.cut();
    return undefined;
  };
  assert.equal((await inspect()).kind, "inspected");
  assert.equal(server.stored.size, 5);
  for (const texts of server.stored.values()) assert.equal(new Set(texts).size, 1);
});

Deno.test("inspectLot: a refused sample refuses the lot, and names itself", async () => {
  const { server, inspect, clock } = world();
  server.answer = (data) =>
    data.sample_id.endsWith("004")
      ? { type: "error", code: "invalid", error: "as7341: bad", data }
      : acknowledge(data);
  assert.deepEqual(await inspect(), {
    kind: "refused",
    reason: "ESP32_SQAL_AUTO_LL2611001_004: as7341: bad",
  });
  assert.equal(clock.pending, 0);
});

Deno.test("inspectLot: a server that is not there is no fault of the lot", async () => {
  const { server, inspect, clock } = world();
  server.isUp = false;
  assert.deepEqual(await inspect(), {
    kind: "unreachable",
    reason: "5 samples unanswered within 60 s: refused",
  });
  assert.equal(clock.pending, 0);
});

Deno.test("inspectLot: stops when told to", async () => {
  const stop = new AbortController();
  const { server, inspect, clock } = world(stop.signal);
  server.answer = () => {
    stop.abort();
    return undefined;
  };
  assert.deepEqual(await inspect(), { kind: "stopped" });
  assert.deepEqual(await inspect(), { kind: "stopped" });
  assert.equal(clock.pending, 0);
});
