/** `/api/sqal` over HTTP, on a whole server. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { aSample, sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { type Frame, TestSocket } from "../support/test_socket.ts";

async function measure(server: TestServer, ...samples: readonly object[]): Promise<void> {
  await using socket = await TestSocket.open(`${server.url}/ws/sensors`);
  socket.send(...samples);
  await socket.take(samples.length, "ack");
}

function graded(n: number, changes: { score: number; grade: string } & Frame): Frame {
  const { score, grade, ...rest } = changes;
  const sample = sampleNumber(n, rest);
  sample.fusion = { ...sample.fusion, final_score: score, final_grade: grade };
  return sample;
}

const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const DAY = "start_time=2026-11-22T00:00:00Z&end_time=2026-11-23T00:00:00Z";

for (const engine of SERVER_ENGINES) {
  Deno.test(`sqal ${engine}: samples, devices and statistics, by device, site and lot`, async () => {
    await using server = await startTestServer(engine, { monitor: false });
    equal((await server.api("/api/sqal/health")).body.status, "error");
    equal((await server.api("/api/sqal/samples/latest")).status, 404);
    await feed(server, ...mealsOfLot(1));
    await measure(
      server,
      graded(1, { score: 0.9, grade: "A+", lot_id: "LL2611001" }),
      graded(2, { score: 0.8, grade: "A", lot_id: "LL2611001" }),
      graded(3, { score: 0.8, grade: "A" }),
      graded(3_700, { score: 0.3, grade: "REJECT", device_id: "ESP32_MT_01" }),
    );
    equal((await server.api("/api/sqal/health")).body.status, "ok");

    const { body: latest } = await server.api("/api/sqal/samples/latest");
    equal(latest.sample_id, "S-3700");
    equal(latest.time, "2026-11-22T09:01:40+00:00");
    equal(latest.fusion_is_compliant, false);
    equal((latest.vl53l8ch_distance_matrix as number[][]).length, 8);
    const { body: own } = await server.api("/api/sqal/samples/latest?device_id=ESP32_LL_01");
    equal(own.sample_id, "S-3");
    const { body: one } = await server.api("/api/sqal/samples/S-1");
    equal(one.lot_id, "LL2611001");
    match(String(one.registry_lot_id), /^LOT_\d{8}_\d{4}$/);
    equal((await server.api("/api/sqal/samples/S-1?device_id=ESP32_MT_01")).status, 404);

    const { body: page } = await server.api(`/api/sqal/samples?${DAY}&limit=2&offset=1`);
    deepEqual((page.samples as Frame[]).map(({ sample_id }) => sample_id), ["S-3", "S-2"]);
    // Without bounds the window is that of the newest sample, whenever that was.
    equal((await server.api("/api/sqal/samples")).body.count, 4);
    equal((await server.api("/api/sqal/samples?code_lot=LL2611001")).body.count, 2);

    const { body: devices } = await server.api("/api/sqal/devices?site_code=MT");
    equal(devices.total, 1);
    const { body: device } = await server.api("/api/sqal/devices/ESP32_LL_01");
    equal((device.device as Frame).site_code, "LL");
    equal((device.stats_24h as Frame).total_samples, 3);
    equal((device.hourly_stats as Frame[]).length, 1);

    const { body: hourly } = await server.api(`/api/sqal/stats/hourly?${DAY}`);
    const [nine, eight] = hourly.stats as Frame[];
    deepEqual([nine!.device_id, nine!.count_reject, nine!.compliance_rate_pct], [
      "ESP32_MT_01",
      1,
      0,
    ]);
    equal(eight!.bucket, "2026-11-22T08:00:00+00:00");
    equal(eight!.count_a, 2);
    ok(Math.abs(Number(eight!.avg_quality_score) - 2.5 / 3) < 1e-9);

    const { body: site } = await server.api("/api/sqal/stats/sites?site_code=LL");
    deepEqual([site.total_samples, site.compliance_rate_pct], [3, 100]);
    equal((site.top_devices as Frame[])[0]!.device_id, "ESP32_LL_01");
    const { body: grades } = await server.api("/api/sqal/stats/grade-distribution");
    deepEqual(grades.distribution, { "A+": 1, A: 2, B: 0, C: 0, REJECT: 1 });
    deepEqual(grades.percentages, { "A+": 25, A: 50, B: 0, C: 0, REJECT: 25 });
    const { body: overview } = await server.api("/api/sqal/dashboard/overview");
    deepEqual([overview.active_alerts, overview.critical_alerts, overview.total_devices], [
      2,
      2,
      2,
    ]);

    const [lot] = await server.db.sql`select id from lots_gavage`;
    const { body: quality } = await server.api(`/api/sqal/integration/lot/${lot!.id}`);
    deepEqual([quality.code_lot, quality.total_samples], ["LL2611001", 2]);
    const { body: lots } = await server.api("/api/sqal/integration/lots-aggregated");
    equal(lots.total_lots, 1);
    const { body: predicted } = await server.api("/api/sqal/predict?sample_id=S-1", {
      method: "POST",
    });
    deepEqual([predicted.model_name, predicted.grade], ["grade-table", "A+"]);
  });

  Deno.test(`sqal ${engine}: alerts are listed, raised by hand and acknowledged once`, async () => {
    await using server = await startTestServer(engine, { monitor: false });
    await using dashboard = await server.dashboard();
    await measure(server, graded(1, { score: 0.5, grade: "C" }));
    const alerts = async (query = "") =>
      (await server.api(`/api/sqal/alerts${query}`)).body as unknown as Frame[];
    const [low] = await alerts();
    deepEqual([low!.alert_type, low!.severity, low!.is_acknowledged, low!.time], [
      "quality_low",
      "warning",
      false,
      "2026-11-22T08:00:01+00:00",
    ]);
    const shown = (await dashboard.next("alert")).data as Frame;
    deepEqual(Object.keys(shown).sort(), Object.keys(low!).sort());
    equal(shown.alert_id, low!.alert_id);

    const path = `/api/sqal/alerts/${low!.alert_id}/acknowledge`;
    const first = await server.api(path, post({ acknowledged_by: "Marie" }));
    const second = await server.api(path, post({ acknowledged_by: "Luc" }));
    equal(first.body.acknowledged_by, "Marie");
    deepEqual(second.body, first.body);
    deepEqual(await alerts("?is_acknowledged=false"), []);
    deepEqual(await alerts(`?${DAY}&severity=critical`), []);

    const by = {
      device_id: "ESP32_LL_01",
      alert_type: "odeur",
      severity: "info",
      message: "Odeur",
    };
    const raised = await server.api("/api/sqal/alerts", post(by));
    equal(raised.status, 200);
    equal(((await dashboard.next("alert")).data as Frame).alert_id, raised.body.alert_id);
  });

  Deno.test(`sqal ${engine}: an operator decides on inspected lots only, once`, async () => {
    await using server = await startTestServer(engine, { monitor: false });
    await feed(server, ...mealsOfLot(1));
    const approve = () =>
      server.api("/api/sqal/pending-lots/LL2611001/approve", post({ by: "Marie" }));
    const early = await approve();
    equal(early.status, 409);
    equal(early.body.detail, "Lot LL2611001: expected status inspected, got pending");
    await server.db.sql`update sqal_pending_lots set status = 'inspected'`;
    const { body: waiting } = await server.api("/api/sqal/pending-lots?status=inspected");
    equal(waiting.total, 1);
    const [one, other] = await Promise.all([approve(), approve()]);
    deepEqual([one.status, other.status].sort(), [200, 409]);
    const { body } = await server.api("/api/sqal/pending-lots");
    const [lot] = body.lots as Frame[];
    deepEqual([lot!.status, lot!.decided_by], ["approved", "Marie"]);
    const late = post({ by: "Luc", reason: "Odeur" });
    equal((await server.api("/api/sqal/pending-lots/LL2611001/reject", late)).status, 409);
    equal((await server.api("/api/sqal/pending-lots/LL0000000/reject", late)).status, 404);
  });
}

const INVALID: [string, RequestInit | undefined, (string | number)[]][] = [
  ["/api/sqal/samples?limit=0", undefined, ["query", "limit"]],
  ["/api/sqal/samples?start_time=hier", undefined, ["query", "start_time"]],
  ["/api/sqal/devices?status=perdu", undefined, ["query", "status"]],
  ["/api/sqal/integration/lot/abc", undefined, ["param", "lot_id"]],
  ["/api/sqal/alerts/1/acknowledge", post({}), ["body", "acknowledged_by"]],
  [
    "/api/sqal/alerts",
    post({ alert_type: "x", severity: "grave", message: "m" }),
    ["body", "severity"],
  ],
  [
    "/api/sqal/alerts",
    post({ device_id: "nobody", alert_type: "x", severity: "info", message: "m" }),
    ["body", "device_id"],
  ],
];

Deno.test("sqal: errors have the shape that its clients read", async (t) => {
  await using server = await startTestServer("embedded", { monitor: false });
  await measure(server, aSample());
  for (const [path, init, loc] of INVALID) {
    await t.step(`422 ${path} ${loc.join(".")}`, async () => {
      const { status, body } = await server.api(path, init);
      equal(status, 422);
      const [issue] = body.detail as { loc: unknown; msg: string; type: string }[];
      deepEqual(issue!.loc, loc);
      deepEqual([typeof issue!.msg, typeof issue!.type], ["string", "string"]);
    });
  }
  const missing = ["devices/nobody", "samples/none", "integration/lot/9999"];
  for (const path of missing) {
    await t.step(`404 ${path}`, async () => {
      const { status, body } = await server.api(`/api/sqal/${path}`);
      deepEqual([status, typeof body.detail], [404, "string"]);
    });
  }
  await t.step("a body that is no JSON", async () => {
    const { status, body } = await server.api("/api/sqal/alerts/1/acknowledge", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    deepEqual([status, body], [422, {
      detail: [{ loc: ["body"], msg: "expected JSON", type: "json_invalid" }],
    }]);
  });
});
