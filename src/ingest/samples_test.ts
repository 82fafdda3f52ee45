import assert from "node:assert/strict";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { sampleNumber } from "../../tests/support/samples.ts";
import type { DeviceNews, SampleStored } from "./device_news.ts";
import { SampleIngest, type SampleOutcome } from "./samples.ts";

/** A store in memory that commits when the test says so. */
function fixture({ capacity = 10 }: { capacity?: number } = {}) {
  const clock = new ManualClock(Date.parse("2026-11-22T09:00:00Z"));
  const written: DeviceNews[][] = [];
  const log: string[] = [];
  const state: { commit: PromiseWithResolvers<void>; place?: SampleStored } = {
    commit: Promise.withResolvers(),
  };
  const ingest = new SampleIngest({
    store: {
      async write(news) {
        written.push([...news]);
        await state.commit.promise;
        const stored: SampleStored = {
          status: "stored",
          change: "new",
          place: { codeLot: null, lotId: null, siteCode: null },
        };
        return { results: news.map(() => state.place ?? stored), alerts: [] };
      },
      isOutage: () => true,
      refusalReason: String,
    },
    hasSite: (code) => code === "LL",
    devices: {
      heard: ({ deviceId, intervalSeconds }) =>
        log.push(`heard ${deviceId} ${intervalSeconds ?? ""}`.trim()),
      left: (deviceId) => log.push(`left ${deviceId}`),
    },
    publish: ({ frame }) => log.push(`publish ${frame.sample_id}`),
    publishAlert: () => {},
    clientZone: "UTC",
    capacity,
    batchSize: 10,
    lingerMs: 2,
    lanes: 1,
    clock,
    log: silentLogger,
    metrics: { received() {}, refused() {}, stored() {}, batch() {} },
  });
  const outcomes: SampleOutcome[] = [];
  const submit = (frame: unknown) => ingest.submit(frame, (outcome) => outcomes.push(outcome));
  const turn = async (ms = 2) => {
    clock.advance(ms);
    for (let i = 0; i < 50; i++) await Promise.resolve();
  };
  return { ingest, written, log, state, outcomes, submit, turn };
}

Deno.test("SampleIngest publishes and answers after the commit, not before", async () => {
  const { log, state, outcomes, submit, turn } = fixture();
  submit(sampleNumber(1));
  await turn();
  assert.deepEqual([outcomes.length, log], [0, ["heard ESP32_LL_01"]]);
  state.commit.resolve();
  await turn();
  assert.deepEqual([outcomes[0]?.status, log.at(-1)], ["stored", "publish S-1"]);
});

Deno.test("SampleIngest turns away what exceeds its queue, and loses nothing accepted", async () => {
  const { state, outcomes, submit, turn } = fixture({ capacity: 2 });
  for (let n = 0; n < 3; n++) submit(sampleNumber(n));
  assert.deepEqual(outcomes.map(({ status }) => status), ["overloaded"]);
  state.commit.resolve();
  await turn();
  assert.deepEqual(outcomes.slice(1).map(({ status }) => status), ["stored", "stored"]);
});

Deno.test("SampleIngest names the field by which a lot was meant", async () => {
  const { state, outcomes, submit, turn, log } = fixture();
  state.place = { status: "unknown_lot" };
  state.commit.resolve();
  submit(sampleNumber(1, { lot_id: "LL1" }));
  submit(sampleNumber(1, { device_id: "ESP32_SQAL_AUTO_LL2" }));
  await turn();
  assert.deepEqual(outcomes.map((o) => [o.status, "message" in o && o.message]), [
    ["refused", 'lot_id: unknown lot "LL1"'],
    ["refused", 'device_id: unknown lot "LL2"'],
  ]);
  // A device that inspects one lot and goes is not one to be missed.
  assert.deepEqual(log, ["heard ESP32_LL_01"]);
});

Deno.test("SampleIngest writes what devices say of themselves, and listens to goodbyes", async () => {
  const { ingest, written, log, state, turn } = fixture();
  state.commit.resolve();
  ingest.see({
    type: "esp32_hello",
    device_id: "ESP32_ZZ_01",
    location: "Ligne A",
    interval_s: 5,
    timestamp: "2026-11-22T08:00:00Z",
  });
  ingest.see({ type: "heartbeat", device_id: "ESP32_ZZ_01", status: "offline" });
  ingest.see({ type: "heartbeat", device_id: "unknown" });
  await turn();
  const [hello, heartbeat, ...rest] = written.flat();
  assert.deepEqual(rest, []);
  assert.deepEqual(hello, {
    kind: "sighting",
    deviceId: "ESP32_ZZ_01",
    siteCode: null,
    location: "Ligne A",
    firmwareVersion: null,
    configProfile: null,
    time: "2026-11-22T08:00:00.000000Z",
  });
  assert.equal(heartbeat?.kind === "sighting" && heartbeat.time, "2026-11-22T09:00:00.000Z");
  assert.deepEqual(log, ["heard ESP32_ZZ_01 5", "left ESP32_ZZ_01"]);
});

Deno.test("SampleIngest publishes a sample whose commit went unanswered", async () => {
  const { state, submit, turn, log, ingest } = fixture();
  state.place = {
    status: "stored",
    change: "same",
    place: { codeLot: null, lotId: null, siteCode: null },
  };
  state.commit.reject(new Error("connection lost"));
  submit(sampleNumber(1));
  await turn();
  assert.equal(ingest.queued, 1);
  state.commit = Promise.withResolvers();
  state.commit.resolve();
  await turn(2_000);
  assert.equal(log.at(-1), "publish S-1");
});
