/** Every endpoint of the control panel, with good input and bad, against the contract. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startTestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { until } from "../support/until.ts";
import { get, post, PREFIX, working } from "./_control_panel.ts";

const RUN_ID = /^[0-9a-f]{12}$/;

Deno.test("control panel: an untouched server answers as the contract says", async () => {
  await using server = await startTestServer("embedded");
  const { timestamp, ...health } = await get(server, "/health");
  deepEqual(health, { status: "healthy", docker_available: false, runtime: "in-process" });
  match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
  deepEqual(await get(server, "/stats"), {
    total_simulators: 0,
    running_simulators: 0,
    stopped_simulators: 0,
    error_simulators: 0,
    docker_available: false,
    backend_healthy: true,
  });
  deepEqual(await get(server, "/simulators/list"), []);
  deepEqual(await get(server, "/simulators/status/NOPE"), {
    device_id: "NOPE",
    container_name: null,
    status: "not_found",
    created_at: null,
    started_at: null,
    uptime_seconds: null,
    location: null,
    interval: null,
    config_profile: null,
  });
  deepEqual(await get(server, "/simulators/logs/NOPE?tail=5"), {
    device_id: "NOPE",
    logs: "Container sqal_simulator_nope not found",
  });
  deepEqual(await get(server, "/gavage/status"), { status: "not_found" });
  deepEqual(await get(server, "/consumer/status"), { status: "not_found" });
  deepEqual(await get(server, "/orchestrate/status"), {
    gavage: { status: "not_found" },
    sqal: { total_devices: 0, running_devices: 0, devices: [] },
    consumer: { status: "not_found" },
    lots: { total_lots: 0, active_lots: 0, completed_lots: 0, closed_lots: 0, avg_itm: 0 },
    overall_status: { total_simulators: 2, running_simulators: 0 },
  });
  deepEqual((await post(server, "/orchestrate/stop-all")).body, {
    gavage: null,
    sqal_devices: [],
    consumer: null,
    total_stopped: 0,
  });
  deepEqual((await post(server, "/simulators/stop-all?force=true")).body, {
    stopped_count: 0,
    results: [],
  });
  deepEqual(await post(server, "/simulators/stop", { device_id: "NOPE" }), {
    status: 404,
    body: { detail: "Simulator NOPE not found" },
  });
  equal((await post(server, "/gavage/stop")).status, 404);
  equal((await post(server, "/consumer/stop?force=true")).status, 404);
  deepEqual(await get(server, "/runs"), { runs: [], next_cursor: null });
  for (const path of ["", "/report", "/logs"]) {
    equal((await server.api(`${PREFIX}/runs/0123456789ab${path}`)).status, 404, path);
  }
});

/** Bodies that must be refused, and the field that the answer names. */
const BAD: readonly [path: string, body: unknown, field: string][] = [
  ["/simulators/start", {}, "device_id"],
  ["/simulators/start", { device_id: "" }, "device_id"],
  ["/simulators/start", { device_id: "a b" }, "device_id"],
  ["/simulators/start", { device_id: "x", interval: 0 }, "interval"],
  ["/simulators/start", { device_id: "x", interval: 301 }, "interval"],
  ["/simulators/start", { device_id: "x", interval: "often" }, "interval"],
  ["/simulators/start", { device_id: "x", duration: -1 }, "duration"],
  ["/simulators/start", { device_id: "x", config_profile: "nope" }, "config_profile"],
  ["/simulators/stop", {}, "device_id"],
  ["/simulators/stop", { device_id: "x", force: "perhaps" }, "force"],
  ["/scenarios/start", { scenario_name: "nope" }, "scenario_name"],
  ["/scenarios/start", { scenario_name: "multi_site", duration: -1 }, "duration"],
  ["/gavage/start", { nb_lots: 0 }, "nb_lots"],
  ["/gavage/start", { nb_lots: 100_001 }, "nb_lots"],
  ["/gavage/start", { acceleration: 0 }, "acceleration"],
  ["/gavage/start", { acceleration: 86_401 }, "acceleration"],
  ["/gavage/start", { duration: "long" }, "duration"],
  ["/consumer/start", { feedbacks_per_hour: 0 }, "feedbacks_per_hour"],
  ["/consumer/start", { feedbacks_per_hour: 101 }, "feedbacks_per_hour"],
  ["/consumer/start", { min_rating: 0 }, "min_rating"],
  ["/consumer/start", { max_rating: 6 }, "max_rating"],
  ["/consumer/start", { min_rating: 5, max_rating: 3 }, "min_rating"],
  ["/consumer/start", { use_active_lots: "yes" }, "use_active_lots"],
  ["/orchestrate/start", {}, "scenario_name"],
  ["/orchestrate/start", { scenario_name: "nope" }, "scenario_name"],
  ["/orchestrate/start", { scenario_name: "complete_demo", nb_lots: 100_001 }, "nb_lots"],
  [
    "/orchestrate/start",
    { scenario_name: "complete_demo", nb_sqal_devices: 11 },
    "nb_sqal_devices",
  ],
  ["/orchestrate/start", { scenario_name: "complete_demo", acceleration: 0 }, "acceleration"],
  [
    "/orchestrate/start",
    { scenario_name: "complete_demo", feedbacks_per_hour: 101 },
    "feedbacks_per_hour",
  ],
];

Deno.test("control panel: bad bodies are refused by field, and start nothing", async () => {
  await using server = await startTestServer("embedded");
  for (const [path, body, field] of BAD) {
    const answer = await post(server, path, body);
    const what = `${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`;
    equal(answer.status, 422, what);
    const [issue] = answer.body.detail as { loc: string[]; msg: string; type: string }[];
    deepEqual(issue!.loc, ["body", field], what);
    ok(issue!.msg.length > 0 && issue!.type.length > 0, what);
  }
  equal((await server.api(`${PREFIX}/simulators/logs/x?tail=0`)).status, 422);
  equal((await post(server, "/gavage/stop?force=perhaps")).status, 422);
  const runs: readonly [unknown, string][] = [
    [{ kind: "nope" }, "kind"],
    [{ kind: "sqal", config: {} }, "config.device_id"],
    [{ kind: "gavage", config: { nb_lots: 100_001 } }, "config.nb_lots"],
    [{ kind: "gavage", seed: -1 }, "seed"],
    [{ kind: "gavage", restart: "always" }, "restart"],
  ];
  for (const [body, field] of runs) {
    const answer = await post(server, "/runs", body);
    equal(answer.status, 422, JSON.stringify(answer));
    equal((answer.body.errors as { field: string }[])[0]!.field, field);
  }
  equal(
    (await post(server, "/runs", { kind: "scenario", config: { scenario: "none" } })).status,
    404,
  );
  deepEqual((await get(server, "/runs")).runs, []);
});

Deno.test("control panel: a device is started once, watched, stopped once, and started again", async () => {
  await using server = await startTestServer("embedded");
  const wanted = { device_id: "ESP32_LL_01", interval: "1", location: null };
  const both = await Promise.all([1, 2].map(() => post(server, "/simulators/start", wanted)));
  deepEqual(both.map(({ body }) => body.status).sort(), ["already_running", "started"]);
  const started = both.find(({ body }) => body.status === "started")!.body;
  const { container_id, container_name } = started;
  match(String(container_id), RUN_ID);
  equal(container_name, `sqal_simulator_esp32_ll_01_${container_id}`);
  deepEqual(started, {
    status: "started",
    device_id: "ESP32_LL_01",
    container_name,
    container_id,
    message: "Simulator ESP32_LL_01 started successfully",
  });
  const already = both.find(({ body }) => body.status === "already_running")!.body;
  deepEqual(Object.keys(already).sort(), ["container_name", "device_id", "message", "status"]);

  await working(server, container_id);
  const status = await get(server, "/simulators/status/ESP32_LL_01");
  equal(status.status, "running");
  equal(status.location, "Docker Simulator");
  equal(status.interval, 1);
  equal(status.config_profile, "foiegras_standard_barquette");
  ok(Number(status.uptime_seconds) >= 0 && !Number.isNaN(Date.parse(String(status.started_at))));
  deepEqual([await get(server, "/simulators/list")].flat(), [status]);
  await until("samples to be stored", async () => {
    const [row] = await server.db.sql`select count(*)::int as n from sensor_samples`;
    return row!.n >= 2;
  });
  const { logs } = await get(server, "/simulators/logs/ESP32_LL_01?tail=3");
  const lines = String(logs).split("\n");
  equal(lines.length, 3);
  for (const line of lines) match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /);
  const stats = await get(server, "/stats");
  deepEqual([stats.total_simulators, stats.running_simulators], [1, 1]);

  const stop = () => post(server, "/simulators/stop", { device_id: "ESP32_LL_01" });
  deepEqual((await stop()).body, {
    status: "stopped",
    device_id: "ESP32_LL_01",
    container_name,
    message: "Simulator ESP32_LL_01 stopped successfully",
  });
  deepEqual((await stop()).body, {
    status: "not_running",
    device_id: "ESP32_LL_01",
    message: "Simulator ESP32_LL_01 is not running",
  });
  const after = await get(server, "/simulators/status/ESP32_LL_01");
  deepEqual([after.status, after.started_at, after.uptime_seconds], ["stopped", null, null]);
  equal((await post(server, "/simulators/start", wanted)).body.status, "started");
  const all = (await post(server, "/simulators/stop-all")).body;
  deepEqual([all.stopped_count, (all.results as Frame[])[0]!.status], [1, "stopped"]);
  deepEqual((await get(server, "/stats")).stopped_simulators, 1);
});

Deno.test("control panel: one gavage at a time, whose lots are the registry's", async () => {
  await using server = await startTestServer("embedded");
  const wanted = { nb_lots: 4, acceleration: 5.7, backend_url: "ws://backend:8000/ws/gavage" };
  const { status, body } = await post(server, "/gavage/start", wanted);
  equal(status, 200, JSON.stringify(body));
  match(String(body.container_id), RUN_ID);
  deepEqual(body, {
    status: "started",
    container_name: `gaveurs_simulator_gavage_realtime_${body.container_id}`,
    container_id: body.container_id,
    nb_lots: 4,
    acceleration: 5,
    message: "Gavage simulator started with 4 lots",
  });
  const again = (await post(server, "/gavage/start", {})).body;
  deepEqual(Object.keys(again).sort(), ["container_name", "message", "status"]);
  equal(again.status, "already_running");
  equal((await get(server, "/gavage/status")).status, "running");
  // Defect 13: the lots of the run are all the lots that there are.
  const run = await working(server, body.container_id);
  const codes = (run.lots as Frame[]).map(({ code_lot }) => code_lot).sort();
  equal(codes.length, 4);
  const { lots } = (await server.api("/api/lots")).body;
  deepEqual((lots as Frame[]).map(({ code_lot }) => code_lot).sort(), codes);
  deepEqual((await get(server, "/orchestrate/status")).lots, {
    total_lots: 4,
    active_lots: 4,
    completed_lots: 0,
    closed_lots: 0,
    avg_itm: 0,
  });
  const stopped = (await post(server, "/gavage/stop")).body;
  deepEqual([stopped.status, stopped.container_name], ["stopped", body.container_name]);
  equal((await post(server, "/gavage/stop")).body.status, "not_running");
  equal((await get(server, "/gavage/status")).status, "stopped");
});

Deno.test("control panel: consumers are started and stopped", async () => {
  await using server = await startTestServer("embedded");
  const { status, body } = await post(server, "/consumer/start", { feedbacks_per_hour: 100 });
  equal(status, 200, JSON.stringify(body));
  deepEqual(body, {
    status: "started",
    container_name: `gaveurs_simulator_consumer_${body.container_id}`,
    container_id: body.container_id,
    feedbacks_per_hour: 100,
    active_lots_count: 0,
    message: "Consumer simulator started targeting 0 lots",
  });
  equal((await post(server, "/consumer/start", {})).body.status, "already_running");
  equal((await get(server, "/consumer/status")).status, "running");
  const all = (await post(server, "/orchestrate/stop-all")).body;
  deepEqual([(all.consumer as Frame).status, all.total_stopped], ["stopped", 1]);
  equal((await post(server, "/consumer/stop")).body.status, "not_running");
});

Deno.test("orchestrate: what a scenario does not use is null, and what runs already is counted", async () => {
  await using server = await startTestServer("embedded");
  const start = (body: object) => post(server, "/orchestrate/start", body);
  const gavage = (await start({ scenario_name: "gavage_realtime", nb_lots: 1 })).body;
  deepEqual([gavage.status, gavage.sqal_devices, gavage.consumer, gavage.errors], [
    "running",
    [],
    null,
    [],
  ]);
  const again = (await start({ scenario_name: "gavage_realtime" })).body;
  deepEqual([(again.gavage as Frame).status, again.running_count], ["already_running", 1]);
  // Defect 15: doubled feedbacks do not break the consumers; they are as many as may be.
  const quality = (await start({
    scenario_name: "quality_focus",
    nb_sqal_devices: 1,
    feedbacks_per_hour: 60,
  })).body;
  deepEqual([quality.status, quality.gavage, quality.running_count], ["running", null, 2]);
  equal((quality.consumer as Frame).feedbacks_per_hour, 100);
  const { runs } = await get(server, "/runs?kind=consumer");
  const { config } = (runs as Frame[])[0]!;
  deepEqual([(config as Frame).min_rating, (config as Frame).max_rating], [2, 5]);
  const status = await get(server, "/orchestrate/status");
  deepEqual(status.overall_status, { total_simulators: 3, running_simulators: 3 });
  const all = (await post(server, "/orchestrate/stop-all")).body;
  equal(all.total_stopped, 3);
});

Deno.test("orchestrate: what cannot start is an error among the others, none at all is an error", async () => {
  await using server = await startTestServer("embedded", { max_runs: 1 });
  const start = (body: object) => post(server, "/orchestrate/start", body);
  const quality = (await start({ scenario_name: "quality_focus", nb_sqal_devices: 2 })).body;
  deepEqual([quality.status, quality.running_count, quality.consumer], ["partial", 1, null]);
  deepEqual(quality.errors, [
    "SQAL ESP32_QF_LL_02: 1 runs are under way, at most 1 may be",
    "Consumer: 1 runs are under way, at most 1 may be",
  ]);
  const consumer = (await start({ scenario_name: "consumer_analysis" })).body;
  deepEqual([consumer.status, consumer.running_count], ["error", 0]);
});
