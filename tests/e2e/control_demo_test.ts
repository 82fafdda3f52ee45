/** One POST, and the whole chain works: meals, samples, products and their ratings. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { runUntil } from "../support/runs.ts";
import { startTestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { until } from "../support/until.ts";

const PREFIX = "/api/control-panel";
const json = { "content-type": "application/json" };

Deno.test("complete_demo: from one POST to meals and samples, one simulator after the other", async () => {
  await using server = await startTestServer("embedded", { monitor: true });
  const start = (changes: object) =>
    server.api(`${PREFIX}/orchestrate/start`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({
        scenario_name: "complete_demo",
        acceleration: 86_400,
        nb_lots: 2,
        nb_sqal_devices: 2,
        duration: 0,
        ...changes,
      }),
    });
  const startedMs = Date.now();
  const { status, body } = await start({});
  equal(status, 200, JSON.stringify(body));
  const tookMs = Date.now() - startedMs;
  // 2 s until the devices, 1 s between the two, 5 s until the consumers.
  ok(tookMs >= 8_000, `took ${tookMs} ms`);
  deepEqual(Object.keys(body), [
    "scenario",
    "status",
    "gavage",
    "sqal_devices",
    "consumer",
    "errors",
    "running_count",
    "started_at",
  ]);
  deepEqual([body.scenario, body.status, body.errors, body.running_count], [
    "complete_demo",
    "running",
    [],
    4,
  ]);
  match(String(body.started_at), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
  deepEqual((body.sqal_devices as Frame[]).map(({ device_id }) => device_id), [
    "ESP32_DEMO_LL_01",
    "ESP32_DEMO_LL_02",
  ]);
  equal((body.consumer as Frame).feedbacks_per_hour, 10);
  const run = await runUntil(
    server.url,
    (body.gavage as Frame).container_id,
    ({ ended_at }) => ended_at !== null,
  );
  deepEqual([run.status, run.outcome], ["completed", "done"], JSON.stringify(run));
  // A finished run is no failure: nothing starts it again (the older one overwrote its lots).
  equal(run.restarts, 0);
  await until("both lots to be inspected", async () => {
    const { lots } = (await server.api("/api/lots/coherence")).body as { lots: Frame[] };
    return lots.length === 2 &&
      lots.every((lot) =>
        lot.nb_doses === lot.doses_attendues && lot.sqal_status === "inspected" &&
        lot.nb_sqal_samples === 5
      );
  });
  // At the pace of the ducks the first opinions come within seconds, not within the hour.
  const consumer = await runUntil(
    server.url,
    (body.consumer as Frame).container_id,
    ({ stats }) => Number((stats as Frame).acknowledged) > 0,
  );
  equal((consumer.stats as Frame).acceleration, 3_600);
  const stopped = (await server.api(`${PREFIX}/orchestrate/stop-all`, { method: "POST" })).body;
  deepEqual(
    [stopped.gavage, (stopped.sqal_devices as Frame[]).length, stopped.total_stopped],
    [null, 2, 3],
  );
  equal((stopped.consumer as Frame).status, "stopped");
});

Deno.test("a scenario of one's own: from one POST to rated products", async () => {
  await using server = await startTestServer("embedded", { monitor: true });
  const document = `
name: to_the_stars
steps:
  - start: gavage
    with: { nb_lots: 1, acceleration: 86400 }
  - start: consumer
    with: { feedbacks_per_hour: 36000, min_rating: 2, max_rating: 4 }
`;
  const kept = await server.api(`${PREFIX}/scenarios`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ document }),
  });
  equal(kept.status, 201, JSON.stringify(kept.body));
  const { status, body } = await server.api(`${PREFIX}/runs`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ kind: "scenario", config: { scenario: "to_the_stars" } }),
  });
  equal(status, 201, JSON.stringify(body));
  const children = () => server.api(`${PREFIX}/runs?parent_id=${body.id}`);
  const consumer = await until("the consumers to start", async () => {
    const runs = (await children()).body.runs as Frame[];
    return runs.find(({ kind }) => kind === "consumer");
  });
  await runUntil(
    server.url,
    consumer.id,
    ({ stats }) => Number((stats as Frame).acknowledged) >= 3,
  );
  const [row] = await server.db.sql`
    select count(*)::int as ratings, min(overall_rating) as least, max(overall_rating) as most,
      max(consumption_date) as eaten
    from consumer_feedbacks`;
  ok(new Date(row!.eaten).getTime() < Date.now(), `eaten ${row!.eaten}`);
  ok(row!.ratings >= 3 && row!.least >= 2 && row!.most <= 4, JSON.stringify(row));
  const stopped = await server.api(`${PREFIX}/runs/${body.id}/stop`, { method: "POST" });
  equal(stopped.body.status, "stopped", JSON.stringify(stopped));
  const statuses = ((await children()).body.runs as Frame[]).map(({ status }) => status);
  deepEqual(statuses, ["stopped", "completed"]);
});
