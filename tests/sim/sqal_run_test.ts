import assert from "node:assert/strict";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import {
  runSqal,
  type SqalDeps,
  type SqalEvent,
  type SqalOptions,
} from "../../simulators/sqal/mod.ts";
import { ACCESS_REFUSED } from "../../simulators/kernel/mod.ts";
import { driveUntilDone, lotAllocator } from "./gavage_world.ts";
import { acknowledge, FakeSensorServer, type SentSample } from "./sqal_world.ts";

const START_MS = Date.parse("2026-11-22T03:00:00Z");

const OPTIONS: SqalOptions = {
  deviceIds: ["ESP32_LL_01"],
  location: "Ligne A",
  intervalMs: 1_000,
  seed: 7,
  url: "ws://127.0.0.1:8000/ws/sensors/",
  samples: 5,
};

function world(
  { onEvent, ...options }: Partial<SqalOptions> & { onEvent?: (event: SqalEvent) => void } = {},
  deps: Partial<SqalDeps> = {},
) {
  const clock = new ManualClock(START_MS);
  const server = new FakeSensorServer(clock);
  const events: SqalEvent[] = [];
  const run = () =>
    driveUntilDone(
      clock,
      runSqal({ ...OPTIONS, ...options }, {
        clock,
        log: silentLogger,
        openSocket: server.open,
        getJson: () => Promise.resolve({ kind: "refused", reason: "404 no lot" }),
        signal: new AbortController().signal,
        onEvent(event) {
          events.push(event);
          onEvent?.(event);
        },
        ...deps,
      }),
    );
  return { clock, server, events, run };
}

const textsOf = (server: FakeSensorServer) => [...server.stored.values()].flat();
const framesOf = (server: FakeSensorServer) =>
  textsOf(server).map((text) => JSON.parse(text) as SentSample);

Deno.test("sqal run: boots, says hello, measures at its interval, ends when all is acknowledged", async () => {
  const { server, events, run, clock } = world();
  const summary = await run();
  assert.deepEqual(
    [summary.outcome, summary.measured, summary.acked, summary.resent],
    ["done", 5, 5, 0],
  );
  assert.deepEqual(
    events.flatMap((event) => event.kind === "status" ? event.status : []),
    ["booting", "i2c_scan", "wifi_connecting", "wifi_connected", "backend_connecting", "online"],
  );
  assert.equal(server.others[0]!["type"], "esp32_hello");
  const times = framesOf(server).map(({ timestamp }) => Date.parse(timestamp));
  assert.deepEqual(times.slice(1).map((time, i) => time - times[i]!), [1_000, 1_000, 1_000, 1_000]);
  assert.equal(clock.pending, 0);
});

Deno.test("sqal run: same seed, same data; another device leaves the first as it is", async () => {
  const once = async (options: Partial<SqalOptions>) => {
    const { server, run } = world(options);
    await run();
    return textsOf(server);
  };
  const texts = await once({});
  assert.deepEqual(await once({}), texts);
  assert.notDeepEqual(await once({ seed: 8 }), texts);
  const withSecond = await once({ deviceIds: ["ESP32_LL_01", "ESP32_LL_02"] });
  assert.deepEqual(withSecond.filter((text) => text.includes('"ESP32_LL_01"')), texts);
});

Deno.test("sqal run: an outage costs no sample and doubles none; what waits goes out in order", async () => {
  let acked = 0;
  const { server, clock, run } = world({ samples: 40 });
  server.answer = (sample) => {
    // The third is stored, but nobody hears of it.
    if (++acked !== 3) return acknowledge(sample);
    server.isUp = false;
    clock.schedule(0, () => server.cut());
    clock.schedule(20_000, () => server.isUp = true);
    return undefined;
  };
  const summary = await run();
  assert.equal(summary.outcome, "done");
  assert.equal(summary.reconnections, 1);
  assert.equal(summary.resent, 1);
  const sent = [...server.stored.keys()];
  assert.equal(sent.length, 40);
  assert.deepEqual(sent, [...sent].sort());
  assert.deepEqual([...server.stored.values()].map(({ length }) => length).filter((n) => n > 1), [
    2,
  ]);
  assert.equal(new Set(textsOf(server)).size, 40);
  assert.equal(server.others.filter(({ type }) => type === "esp32_hello").length, 2);
});

Deno.test("sqal run: a buffer that overflows drops the oldest, counts it, and says so at the end", async () => {
  const { server, clock, events, run } = world({
    samples: 110,
    intervalMs: 100,
    bufferSamples: 100,
  });
  server.isUp = false;
  clock.schedule(20_000, () => server.isUp = true);
  const summary = await run();
  assert.deepEqual([summary.outcome, summary.dropped, summary.acked], ["refused", 10, 100]);
  assert.equal(events.filter(({ kind }) => kind === "dropped").length, 10);
  const numbers = [...server.stored.keys()].map((id) => Number(id.split("-").at(-1)));
  assert.deepEqual(numbers, Array.from({ length: 100 }, (_, i) => i + 11));
});

Deno.test("sqal run: heartbeats every thirty seconds, with what the device counts", async () => {
  const { server, run } = world({ samples: 4, intervalMs: 20_000 });
  await run();
  const beats = server.others.filter(({ type }) => type === "heartbeat");
  // The third says goodbye.
  assert.deepEqual(beats.map(({ status }) => status), ["online", "online", "offline"]);
  assert.equal(
    Date.parse(`${beats[1]!["timestamp"]}`) - Date.parse(`${beats[0]!["timestamp"]}`),
    30_000,
  );
  assert.equal(beats[0]!["buffer_size"], 0);
  const stats = beats[0]!["stats"] as Record<string, number>;
  const before = framesOf(server).filter(({ timestamp }) =>
    timestamp < `${beats[0]!["timestamp"]}`
  );
  assert.deepEqual([stats["measurements_sent"], stats["reconnections"]], [before.length, 0]);
});

Deno.test("sqal run: 100 devices spread over the interval, each with its own samples", async () => {
  const deviceIds = Array.from({ length: 100 }, (_, i) => `ESP32_SIM_${i}`);
  const { server, run } = world({ deviceIds, samples: 1 });
  const summary = await run();
  assert.equal(summary.outcome, "done");
  assert.equal(server.stored.size, 100);
  const phases = framesOf(server).map(({ timestamp }) =>
    Math.floor(Date.parse(timestamp) % 1_000 / 100)
  );
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = phases.filter((phase) => phase === tenth).length / phases.length;
    assert.ok(share > 0.02 && share < 0.2, `${share} of the samples in tenth ${tenth}`);
  }
});

Deno.test("sqal run: a made-up lot is not named; a known one is, and its livers are its own", async () => {
  const made = world({ samples: 1 });
  await made.run();
  assert.ok(!("lot_id" in framesOf(made.server)[0]!));

  const allocated = await lotAllocator()({
    lots: [{
      gaveur_id: 1,
      site: "LL",
      genetique: "Mulard",
      nb_canards: 50,
      debut_lot: "2026-11-07",
    }],
  }).json();
  const lot = {
    ...allocated.lots[0],
    duree_prevue: 12,
    poids_moyen_actuel: 6_600,
    taux_mortalite: 2,
  };
  const dose = {
    time: "2026-11-08T07:00:00.000+00:00",
    dose_theorique: 320,
    dose_reelle: 320,
    poids_moyen: 6_600,
    nb_vivants: 49,
    taux_mortalite: 2,
    temperature: 20,
    humidite: 60,
    recorded_at: "2026-11-08T07:00:00.000+00:00",
  };
  const doses = Array.from(
    { length: 24 },
    (_, i) => ({ ...dose, jour: i >> 1, moment: i % 2 === 0 ? "matin" : "soir" }),
  );
  const asked: string[] = [];
  const known = world({ samples: 1, lot: "LL2611001" }, {
    getJson(url) {
      asked.push(new URL(url).pathname);
      if (asked.length === 1) return Promise.resolve({ kind: "unavailable", reason: "away" });
      const { code_lot, lot_id } = lot;
      const body = url.endsWith("/doses") ? { code_lot, lot_id, doses } : lot;
      return Promise.resolve({ kind: "body", body });
    },
  });
  assert.equal((await known.run()).outcome, "done");
  assert.deepEqual(asked, [
    "/api/lots/LL2611001",
    "/api/lots/LL2611001",
    "/api/lots/LL2611001/doses",
  ]);
  assert.equal(framesOf(known.server)[0]!.lot_id, "LL2611001");
  const found = known.events.find((event) => event.kind === "lot_found")!;
  assert.ok(found.kind === "lot_found" && found.profile === "foiegras_premium");
});

Deno.test("sqal run: a lot that the server does not know ends it", async () => {
  const { run } = world({ lot: "LL2611999" });
  await assert.rejects(run(), { code: "server_refused", message: /LL2611999: 404 no lot$/ });
});

Deno.test("sqal run: refused samples are told, counted, and fail the run at its end", async () => {
  const { server, events, run } = world();
  server.answer = (sample) =>
    sample.sample_id.endsWith("003")
      ? { type: "error", code: "invalid", error: "vl53l8ch: bad", data: sample }
      : acknowledge(sample);
  const summary = await run();
  assert.deepEqual([summary.outcome, summary.acked, summary.refused], ["refused", 4, 1]);
  const told = events.flatMap((event) => event.kind === "sample_refused" ? event.message : []);
  assert.deepEqual(told, ["vl53l8ch: bad"]);
});

Deno.test("sqal run: devices that are sent away end it, with the reason", async () => {
  const { server, run } = world({ deviceIds: ["ESP32_A", "ESP32_B"] });
  server.answer = () => {
    server.cut(4_500, "not you");
    return undefined;
  };
  const summary = await run();
  assert.deepEqual([summary.outcome, summary.refusal], ["refused", "not you"]);
});

Deno.test("sqal run: its duration ends an endless one in order, a signal stops it", async () => {
  const endless = { samples: undefined };
  const timed = world({ ...endless, durationSeconds: 10 });
  const summary = await timed.run();
  assert.equal(summary.outcome, "done");
  assert.ok(summary.acked >= 7 && summary.acked === summary.measured, `${summary.acked}`);
  assert.equal(timed.clock.pending, 0);

  const stop = new AbortController();
  const stopped = world({
    ...endless,
    onEvent: (event) => event.kind === "sample_acked" && stop.abort(),
  }, { signal: stop.signal });
  assert.equal((await stopped.run()).outcome, "stopped");
  assert.equal(stopped.clock.pending, 0);
});

Deno.test("sqal run: a server that lets no device in is not asked again", async () => {
  let asked = 0;
  const { clock, run } = world(
    { deviceIds: ["ESP32_LL_01", "ESP32_LL_02"], durationSeconds: 600 },
    {
      openSocket(_url, { onClose }) {
        asked++;
        clock.schedule(1, () => onClose(ACCESS_REFUSED, "401 give a token"));
        return { bufferedAmount: 0, send() {}, close() {} };
      },
    },
  );
  await assert.rejects(run(), {
    code: "server_refused",
    message: "connect to ws://127.0.0.1:8000/ws/sensors/: 401 give a token",
  });
  assert.equal(asked, 1);
  assert.ok(clock.now() < START_MS + 60_000, "long before the run's own end");
  assert.equal(clock.pending, 0);
});

Deno.test("sqal run: one that lets devices in no longer ends the run, with its summary", async () => {
  const deviceIds = ["ESP32_LL_01", "ESP32_LL_02"];
  const { server, clock, run } = world({ deviceIds, durationSeconds: 600, samples: 1_000 });
  clock.schedule(120_000, () => server.cut(ACCESS_REFUSED, "401 give a token"));
  const summary = await run();
  assert.deepEqual([summary.outcome, summary.refusal], ["refused", "401 give a token"]);
  assert.ok(summary.acked > 100);
  assert.ok(clock.now() < START_MS + 125_000);
  assert.equal(clock.pending, 0);
});
