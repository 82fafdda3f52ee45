/** `/api/control-panel/runs` and `/scenarios`: runs of any kind, and scenarios of one's own. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { runUntil } from "../support/runs.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { get, post, PREFIX, working } from "./_control_panel.ts";

function ended(server: TestServer, id: unknown): Promise<Frame> {
  return runUntil(server.url, id, ({ ended_at }) => ended_at !== null);
}

Deno.test("runs: pause, resume, acceleration, report, logs and pages", async () => {
  await using server = await startTestServer("embedded");
  await using dashboard = await server.dashboard();
  const body = { kind: "gavage", config: { nb_lots: 2, acceleration: 86_400 }, seed: 7 };
  const created = await post(server, "/runs", body);
  equal(created.status, 201, JSON.stringify(created.body));
  const id = String(created.body.id);
  const update = await dashboard.next("run_update");
  equal((update.data as Frame).id, id);
  await working(server, id);
  const paused = await post(server, `/runs/${id}/pause`);
  deepEqual([paused.status, paused.body.status], [200, "paused"], JSON.stringify(paused));
  equal((await post(server, `/runs/${id}/pause`)).status, 200);
  const [early] = (await get(server, `/runs/${id}`)).lots as Frame[];
  await server.api(`/api/lots/${early!.code_lot}/close`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ by: "Anne", reason: "Vente" }),
  });
  const patched = await server.api(`${PREFIX}/runs/${id}`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: '{"acceleration":80000}',
  });
  deepEqual([patched.status, (patched.body.config as Frame).acceleration], [200, 80_000]);
  equal((await post(server, `/runs/${id}/resume`)).body.status, "running");
  const done = await ended(server, id);
  deepEqual([done.status, done.outcome], ["completed", "done"], JSON.stringify(done));
  const report = await get(server, `/runs/${id}/report`);
  equal(report.acknowledged, report.due);
  equal(report.sent, report.due);
  equal(report.seed, 7);
  equal(report.acceleration, 80_000);
  ok(Number(report.lateness_p99_ms) >= Number(report.lateness_p50_ms));
  ok(Number(report.achieved_rate) > 10_000, JSON.stringify(report));
  const { lines } = await get(server, `/runs/${id}/logs?tail=2000&level=info`);
  const said = (lines as Frame[]).map(({ message }) => String(message));
  ok(said.some((message) => /J0 matin/.test(message)));
  const warned = (await get(server, `/runs/${id}/logs?tail=2000&level=warn`)).lines as Frame[];
  deepEqual(
    warned.map(({ message }) => message),
    [`lot ${early!.code_lot} was ended early by Anne: Vente`],
  );
  ok(said.some((message) => /acknowledged, lots finished 1 of 2: done$/.test(message)));
  deepEqual((await get(server, `/runs/${id}/logs?level=error`)).lines, []);
  equal((await server.api(`${PREFIX}/runs/${id}/logs?level=loud`)).status, 422);
  for (const verb of ["stop", "pause", "resume"]) {
    equal((await post(server, `/runs/${id}/${verb}`)).status, 409, verb);
  }
  await post(server, "/runs", { kind: "sqal", config: { device_id: "ESP32_LS_01" } });
  const page = await get(server, "/runs?limit=1");
  equal((page.runs as Frame[])[0]!.name, "ESP32_LS_01");
  equal(
    (await post(server, "/runs", { kind: "sqal", config: { device_id: "ESP32_LS_01" } })).status,
    409,
  );
  const rest = await get(server, `/runs?limit=1&cursor=${page.next_cursor}`);
  deepEqual([(rest.runs as Frame[])[0]!.id, rest.next_cursor], [id, null]);
  equal(((await get(server, "/runs?status=running,paused")).runs as Frame[]).length, 1);
});

Deno.test("runs: no more than allowed", async () => {
  await using server = await startTestServer("embedded", { max_runs: 1 });
  equal((await post(server, "/simulators/start", { device_id: "ESP32_LL_01" })).status, 200);
  const second = await post(server, "/simulators/start", { device_id: "ESP32_LL_02" });
  deepEqual(second, {
    status: 503,
    body: { detail: "1 runs are under way, at most 1 may be" },
  });
});

Deno.test("scenarios: kept, listed, refused by line, and run", async () => {
  await using server = await startTestServer("embedded");
  const document = `# mine
name: mine
steps:
  - start: sqal
    with: { device_id: ESP32_MT_07, interval: 1, duration: 1 }
  - start: sqal
    after: 10ms
    with: { device_id: ESP32_MT_07 }
`;
  equal((await post(server, "/scenarios", { document, dry_run: true })).status, 200);
  equal((await post(server, "/scenarios", { document })).status, 201);
  equal((await post(server, "/scenarios", { document })).status, 409);
  equal((await post(server, "/scenarios", { document, replace: true })).status, 200);
  const hiding = await post(server, "/scenarios", {
    document: document.replace("name: mine", "name: complete_demo"),
    replace: true,
  });
  equal(hiding.status, 409);
  const bad = await post(server, "/scenarios", {
    document: document.replace("interval: 1", "interval: 999"),
  });
  equal(bad.status, 422);
  deepEqual(bad.body.errors, [{
    field: "line 5, steps.0.with.interval",
    message: "Too big: expected number to be <=300, got 999",
  }]);
  const { scenarios } = await get(server, "/scenarios");
  deepEqual((scenarios as Frame[]).map(({ name }) => name), [
    "complete_demo",
    "quality_focus",
    "gavage_realtime",
    "consumer_analysis",
    "multi_site",
    "stress_test",
    "production_demo",
    "mine",
  ]);
  const none = await post(server, "/runs", { kind: "scenario", config: { scenario: "theirs" } });
  deepEqual([none.status, none.body.detail], [404, "no scenario theirs"]);
  const run = await post(server, "/runs", { kind: "scenario", config: { scenario: "mine" } });
  equal(run.status, 201, JSON.stringify(run.body));
  const scenario = await ended(server, run.body.id);
  deepEqual([scenario.status, scenario.outcome], ["completed", "done"]);
  const children = (await get(server, `/runs?parent_id=${run.body.id}`)).runs as Frame[];
  deepEqual(children.map(({ name, status, outcome }) => [name, status, outcome]), [
    ["ESP32_MT_07", "completed", "done"],
  ]);
});
