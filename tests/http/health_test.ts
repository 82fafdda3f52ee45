import { deepEqual, equal, match } from "node:assert/strict";
import { aMeal } from "../support/meals.ts";
import { outage } from "../support/outage.ts";
import { startTestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

const READY = ["/readyz", "/health/ready", "/health/startup"];

Deno.test("defect 22: health speaks the truth while the database goes away and comes back", async () => {
  await using server = await startTestServer("embedded");
  await using client = await server.meals();
  const { status, body } = await server.api("/health");
  deepEqual([status, body.status, body.database], [200, "healthy", "connected"]);
  match(String(body.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
  for (const path of READY) equal((await server.api(path)).status, 200, path);
  {
    await using _ = await outage(server.db);
    for (const path of READY) {
      const { status, body } = await server.api(path);
      const expected = { status: "not_ready", database: "does not answer" };
      deepEqual([status, body], [503, expected], path);
    }
    const health = await server.api("/health");
    equal(health.status, 503);
    equal(health.body.detail, "Database error: does not answer");
    for (const path of ["/livez", "/health/live"]) equal((await server.api(path)).status, 200);
    const lots = await server.api("/api/lots");
    deepEqual([lots.status, lots.body.code], [503, "database_unreachable"]);
    // A meal that comes meanwhile is kept, and answered once it is stored.
    client.send(aMeal());
    await until(
      "the meal to be received",
      async () => /received_total 1\n/.test(await (await fetch(`${server.url}/metrics`)).text()),
    );
  }
  equal((await client.next()).type, "ack");
  equal((await server.api("/readyz")).status, 200);
  equal((await server.api("/api/lots")).status, 200);
});

Deno.test("metrics count meals by their fate", async () => {
  await using server = await startTestServer("embedded");
  await using client = await server.meals();
  client.send(aMeal(), aMeal({ jour: 99 }));
  await client.take(2);
  const response = await fetch(`${server.url}/metrics`);
  match(response.headers.get("content-type")!, /^text\/plain/);
  const text = await response.text();
  for (
    const line of [
      "gavaged_meals_received_total 2",
      'gavaged_meals_stored_total{change="new"} 1',
      'gavaged_meals_refused_total{reason="invalid"} 1',
    ]
  ) equal(text.split("\n").includes(line), true, `${line} in\n${text}`);
});
