/** A sample's whole way: frame → three tables → answer → dashboards. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { openDeaf } from "../support/raw_socket.ts";
import { aSample, RECORDED, sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { type Frame, TestSocket } from "../support/test_socket.ts";

async function device(server: TestServer): Promise<TestSocket> {
  const socket = await TestSocket.open(`${server.url}/ws/sensors/`);
  equal((await socket.next()).message, "Connecté au backend SQAL");
  return socket;
}

const part = (frame: Frame, ...path: string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Frame)[key], frame);

/** The shape of a frame: its keys, and how deep they go. */
function keysOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`));
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`sensors ${engine}: a recorded conversation is stored, shown and answered as then`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    await using socket = await device(server);
    for (const { from, frame } of RECORDED.slice(1)) {
      if (from === "client") socket.send(frame);
      else {
        const { timestamp, ...answer } = await socket.next();
        match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
        deepEqual({ ...answer, timestamp: frame.timestamp }, frame);
      }
    }
    const updates = await dashboard.take(3, "sensor_update");
    const then = JSON.parse(
      await Deno.readTextFile(new URL("../fixtures/old_sensor_update.json", import.meta.url)),
    );
    const now = updates[1]!;
    const missing = keysOf(then).filter((path) => !keysOf(now).includes(path));
    deepEqual(missing, []);
    for (const path of [["timestamp"], ["sample_id"], ["fusion", "final_score"]]) {
      equal(part(now, ...path), part(then, ...path), path.join("."));
    }
    for (const name of ["distance_matrix", "reflectance_matrix", "ambient_matrix", "meta"]) {
      deepEqual(part(now, "vl53l8ch", "raw", name), part(then, "vl53l8ch", "raw", name));
    }
    equal(now.site, "LL");

    const stored = await server.db.sql`
      select sample_id, final_grade, site_code, lot_id, poids_foie_estime_g,
        extract(microseconds from time)::int % 1000000 as micros
      from sqal_sensor_samples order by time`;
    deepEqual(stored.map((row) => row.sample_id), [
      "LL-261122-6248-122",
      "MG-261122-8510-067",
      "LL-261122-8414-257",
    ]);
    deepEqual({ ...stored[0] }, {
      sample_id: "LL-261122-6248-122",
      final_grade: "C",
      site_code: "LL",
      lot_id: null,
      poids_foie_estime_g: 1007.9,
      micros: 973262,
    });
    const [known] = await server.db.sql`
      select device_id, firmware_version, location, site_code, status from sqal_devices`;
    deepEqual({ ...known }, {
      device_id: "ESP32_LL_01",
      firmware_version: "1.0.0",
      location: "Ligne A - Landes",
      site_code: "LL",
      status: "active",
    });
    const [view] = await server.db.sql`
      select fusion_final_grade, lot_id from sensor_samples order by timestamp limit 1`;
    deepEqual({ ...view }, { fusion_final_grade: "C", lot_id: null });
  });

  Deno.test(`sensors ${engine}: a resend is one row and one event, a reused id has its own`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    await using socket = await device(server);
    const first = sampleNumber(1);
    const reused = sampleNumber(2, { sample_id: "S-1" });
    // Together in one batch, and again in a later one.
    socket.send(first, first, reused);
    await socket.take(3, "ack");
    socket.send(reused, first, sampleNumber(3));
    await socket.take(3, "ack");
    const shown = await dashboard.take(3, "sensor_update");
    deepEqual(shown.map(({ sample_id }) => sample_id), ["S-1", "S-1", "S-3"]);
    const [count] = await server.db.sql`select count(*)::int as n from sqal_sensor_samples`;
    equal(count!.n, 3);
  });

  Deno.test(`sensors ${engine}: a lot by code, registry id, number or the monitor's device is one lot`, async () => {
    await using server = await startTestServer(engine, { monitor: false });
    await feed(server, ...mealsOfLot(1, { code_lot: "LS2611007", site: "LS" }));
    const [lot] = await server.db.sql`select id, lot_id from lots_gavage`;
    await using socket = await device(server);
    const names = ["LS2611007", lot!.lot_id, lot!.id, String(lot!.id)];
    for (const [i, lot_id] of names.entries()) socket.send(sampleNumber(i, { lot_id }));
    socket.send(sampleNumber(9, { device_id: "ESP32_SQAL_AUTO_LS2611007" }));
    await socket.take(5, "ack");
    const rows = await server.db.sql`
      select lot_id, site_code, count(*)::int as n from sqal_sensor_samples group by 1, 2`;
    deepEqual(rows.map((row) => ({ ...row })), [{ lot_id: "LS2611007", site_code: "LS", n: 5 }]);
    const { body } = await server.api("/api/lots/coherence");
    equal((body.lots as Frame[])[0]!.nb_sqal_samples, 5);
    // A lot may go; what was measured stays.
    await server.db.sql`delete from lots_gavage`;
    const [left] = await server.db.sql`
      select count(*)::int as n, count(lot_id)::int as named from sqal_sensor_samples`;
    deepEqual({ ...left }, { n: 5, named: 0 });
  });

  Deno.test(`sensors ${engine}: alerts are stored and shown once, until somebody has seen them`, async () => {
    await using server = await startTestServer(engine);
    await using dashboard = await server.dashboard();
    await using socket = await device(server);
    const rejected = (n: number) => {
      const sample = sampleNumber(n);
      sample.fusion = { ...sample.fusion, final_score: 0.3, final_grade: "REJET - Insuffisant" };
      return sample;
    };
    socket.send(rejected(1), rejected(2));
    await socket.take(2, "ack");
    socket.send(rejected(3));
    await socket.take(1, "ack");
    const alerts = await dashboard.take(2, "alert");
    deepEqual(alerts.map(({ data }) => part(data as Frame, "alert_type")).sort(), [
      "grade_reject",
      "quality_critical",
    ]);
    const rows = await server.db.sql`
      select alert_type, occurrences, severity from sqal_alerts order by alert_type`;
    deepEqual(rows.map((row) => ({ ...row })), [
      { alert_type: "grade_reject", occurrences: 3, severity: "critical" },
      { alert_type: "quality_critical", occurrences: 3, severity: "critical" },
    ]);
    // Acknowledged, the next one is a new one.
    await server.db.sql`
      update sqal_alerts set is_acknowledged = true, ouverte = false
      where alert_type = 'grade_reject'`;
    // Raised too long ago, the same.
    await server.db.sql`
      update sqal_alerts set created_at = now() - interval '16 minutes'
      where alert_type = 'quality_critical'`;
    socket.send(rejected(4));
    await dashboard.take(2, "alert");
    const [count] = await server.db.sql`select count(*)::int as n from sqal_alerts`;
    equal(count!.n, 4);
  });
}

const BAD: [string, (sample: ReturnType<typeof aSample>) => unknown, RegExp][] = [
  ["seven rows", (s) => {
    (s.vl53l8ch.distance_matrix as unknown[]).pop();
    return s;
  }, /^vl53l8ch\.distance_matrix: expected 8 rows of 8 numbers, got 7$/],
  ["a short row", (s) => {
    (s.vl53l8ch.distance_matrix as unknown[][])[3]!.pop();
    return s;
  }, /^vl53l8ch\.distance_matrix\.3: expected 8 numbers, got 7$/],
  ["a text in a matrix", (s) => {
    (s.vl53l8ch.amplitude_matrix as unknown[][])[1]![2] = "12";
    return s;
  }, /^vl53l8ch\.amplitude_matrix\.1\.2: .*got "12"$/],
  ["a text for a matrix", (s) => {
    s.vl53l8ch.reflectance_matrix = "plat";
    return s;
  }, /^vl53l8ch\.reflectance_matrix: .*got "plat"$/],
  ["no matrix", (s) => {
    delete s.vl53l8ch.distance_matrix;
    return s;
  }, /^vl53l8ch\.distance_matrix: is missing$/],
  ["a bad optional matrix", (s) => {
    s.vl53l8ch.ambient_matrix = [[1]];
    return s;
  }, /vl53l8ch\.ambient_matrix: expected 8 rows of 8 numbers, got 1$/],
  ["no sensor", (s) => ({ ...s, as7341: undefined }), /^as7341: is missing$/],
  ["a missing channel", (s) => {
    delete (s.as7341.channels as Frame).NIR;
    return s;
  }, /^as7341\.channels\.NIR: is missing$/],
  ["a score above 1", (s) => {
    s.fusion.final_score = 1.2;
    return s;
  }, /^fusion\.final_score: .*got 1\.2$/],
  ["a grade nobody knows", (s) => {
    s.fusion.final_grade = "D";
    return s;
  }, /^fusion\.final_grade: .*got "D"$/],
  ["weights that do not sum to 1", (s) => {
    s.fusion.weight_tof = 0.9;
    return s;
  }, /^fusion\.weight_tof: expected weights that sum to 1/],
  ["an unknown lot", (s) => ({ ...s, lot_id: "LL9999999" }), /^lot_id: unknown lot "LL9999999"$/],
  [
    "a lot device without its lot",
    (s) => ({ ...s, device_id: "ESP32_SQAL_AUTO_LL9999999" }),
    /^device_id: unknown lot "LL9999999"$/,
  ],
  ["an unknown site", (s) => ({ ...s, site_code: "ZZ" }), /^site_code: unknown site "ZZ"$/],
  ["a device without a name", (s) => ({ ...s, device_id: undefined }), /^device_id: is missing$/],
  ["the unnamed device", (s) => ({ ...s, device_id: "unknown" }), /^device_id: .*got "unknown"$/],
  ["no time", (s) => ({ ...s, timestamp: "hier" }), /^timestamp: .*got "hier"$/],
  ["another type", (s) => ({ ...s, type: "dance" }), /^type: .*got "dance"$/],
  [
    "the token NaN",
    (s) => JSON.stringify(s).replace(/"final_score":[\d.]+/, '"final_score":NaN'),
    /JSON/,
  ],
  ["U+0000 deep inside", (s) => {
    s.fusion.metrics = { note: "a\0b" };
    return s;
  }, /^cannot store this sample: /],
  ["a binary frame", () => new Uint8Array([1, 2]), /2 binary bytes/],
  ["nothing", () => ({}), /^timestamp: .*is missing.*; and \d+ more|vl53l8ch: is missing/],
];

Deno.test("sensors: each kind of bad frame is answered by name, and its neighbours are stored", async (t) => {
  await using server = await startTestServer("embedded");
  await using socket = await device(server);
  for (const [i, [name, spoil, says]] of BAD.entries()) {
    await t.step(name, async () => {
      socket.send(sampleNumber(2 * i), spoil(aSample()) as object, sampleNumber(2 * i + 1));
      const [before, error, after] = await socket.take(3);
      deepEqual([before!.type, error!.type, after!.type], ["ack", "error", "ack"]);
      match(String(error!.error), says);
    });
  }
  const [count] = await server.db.sql`select count(*)::int as n from sqal_sensor_samples`;
  equal(count!.n, 2 * BAD.length);
});

Deno.test("sensors: the nested form, text numbers, epoch seconds and unknown sites are read", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  await using socket = await device(server);
  socket.send({ type: "sensor_data", ...sampleNumber(1) });
  await socket.next("ack");
  const { vl53l8ch, as7341, ...rest } = await dashboard.next("sensor_update");
  const { type: _, ...sample } = sampleNumber(2);
  socket.send({ ...sample, vl53l8ch, as7341, fusion: rest.fusion });
  await socket.next("ack");
  deepEqual((await dashboard.next("sensor_update")).vl53l8ch, vl53l8ch);
  const lenient = sampleNumber(3, { timestamp: 1795309311.9725, device_id: "ESP32_QF_PX_01" });
  lenient.fusion = { ...lenient.fusion, final_score: "0.7" };
  (lenient.vl53l8ch.distance_matrix as number[][])[0]![0] = 9_999;
  socket.send(lenient);
  equal((await socket.next("ack")).fusion_score, 0.7);
  const update = await dashboard.next("sensor_update");
  equal(update.site, null);
  equal(update.timestamp, "2026-11-22T01:01:51.972500+00:00");
  equal((part(update, "vl53l8ch", "raw", "distance_matrix") as number[][])[0]![0], 4_000);
});

Deno.test("sensors: a device that never reads is told little, one that reads everything", async () => {
  await using server = await startTestServer("embedded");
  await using old = await device(server);
  const hello = { type: "esp32_hello", device_id: "ESP32_LL_01" };
  old.send(hello, { type: "heartbeat", device_id: "ESP32_LL_01", status: "online" });
  for (let n = 0; n < 40; n++) old.send(sampleNumber(n));
  for (let n = 0; n < 40; n++) old.send({ type: "dance" });
  // Commits end before the socket is closed: what was stored says that all was heard.
  await using reader = await device(server);
  reader.send({ ...hello, device_id: "ESP32_LL_02", acks: true });
  reader.send({ type: "heartbeat", device_id: "ESP32_LL_02" }, { type: "ping" });
  deepEqual((await reader.take(3)).map(({ type }) => type), ["hello_ack", "heartbeat_ack", "pong"]);
  for (let n = 0; n < 40; n++) reader.send(sampleNumber(n, { device_id: "ESP32_LL_02" }));
  equal((await reader.take(40, "ack")).length, 40);
  const heard: Frame[] = await old.take(1 + 16 + 6);
  deepEqual(heard.map(({ type }) => type), [
    "hello_ack",
    ...Array.from({ length: 16 }, () => "ack"),
    ...Array.from({ length: 6 }, () => "error"),
  ]);
});

Deno.test("sensors: a new dashboard gets the latest sample, and mortality is watched", async () => {
  await using server = await startTestServer("embedded", {
    alert_mortality_percent: 3.5,
    monitor: false,
  });
  await using early = await server.dashboard();
  await using socket = await device(server);
  socket.send(sampleNumber(2), sampleNumber(1));
  await socket.take(2, "ack");
  await using late = await TestSocket.open(`${server.url}/ws/realtime/`);
  equal((await late.next()).type, "connection_established");
  const latest = await late.next();
  equal(latest.type, "latest_sample");
  equal(part(latest, "data", "sample_id"), "S-2");
  equal(part(latest, "data", "time"), "2026-11-22T08:00:02+00:00");
  await feed(server, ...mealsOfLot(1));
  const alert = (await early.next("alert")).data as Frame;
  equal(alert.alert_type, "lot_mortality");
  equal(alert.lot_id, "LL2611001");
  ok(String(alert.message).includes("4.00"));
});

Deno.test("sensors: a device that falls silent is missed, one that says goodbye is not", async () => {
  await using server = await startTestServer("embedded", { monitor: false });
  await using dashboard = await server.dashboard();
  await using socket = await device(server);
  const hello = (device_id: string) => ({
    type: "esp32_hello",
    device_id,
    interval_s: 1,
    acks: true,
  });
  socket.send(hello("ESP32_LL_01"), hello("ESP32_LL_02"));
  socket.send({ type: "heartbeat", device_id: "ESP32_LL_01", status: "offline" });
  const alert = (await dashboard.next("alert")).data as Frame;
  deepEqual([alert.alert_type, alert.device_id, alert.site_code], [
    "device_silent",
    "ESP32_LL_02",
    "LL",
  ]);
});

Deno.test("sensors: a stuck dashboard holds up neither answers nor other dashboards", async () => {
  await using server = await startTestServer("embedded", { monitor: false });
  using _stuck = await openDeaf(server.url, "/ws/realtime/");
  await using dashboard = await server.dashboard();
  await using socket = await device(server);
  // Some 5 MB of events: twice what stopped the older server.
  for (let n = 0; n < 400; n += 100) {
    for (let i = n; i < n + 100; i++) socket.send(sampleNumber(i));
    await socket.take(100, "ack");
    await dashboard.take(100, "sensor_update");
  }
});
