/** The panel in a real browser: what happens is seen without a reload, and nothing is missed. */
import assert from "node:assert/strict";
import type { WebSocketRoute } from "playwright-core";
import { aMeal, mealsOfLot } from "../support/meals.ts";
import { testDatabase } from "../support/engines.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, serve, startTestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";
import { isLive, openBrowser, openPanel } from "./support.ts";

Deno.test("a meal shows in every browser without a reload, and no error is logged", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using one = await openPanel(browser, `${server.url}/#/gavage`);
  await using other = await openPanel(browser, `${server.url}/#/gavage`, { lang: "en" });
  await one.page.getByText("Aucun lot en gavage").waitFor();

  await feed(server, aMeal({ poids_moyen: 4_567 }));
  await one.page.getByText("4,57 kg").waitFor();
  await other.page.getByText("4.57 kg").waitFor();

  await feed(server, aMeal({ moment: "soir", poids_moyen: 4_640 }));
  await one.page.getByText("4,64 kg").waitFor();
  assert.deepEqual([...one.errors, ...other.errors], []);
});

Deno.test("what one browser does, another sees: lots placed, alerts seen, lots decided", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using one = await openPanel(browser, `${server.url}/#/sqal`);
  await using other = await openPanel(browser, `${server.url}/#/gavage`);
  const post = (path: string, body: object) =>
    server.api(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const placed = { gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-22" };
  await post("/api/lots", { lots: [placed] });
  await other.page.getByText("J0 matin, 8 h").waitFor();

  await feed(server, ...mealsOfLot(12, { code_lot: "LL2611099" }));
  await other.page.goto(`${server.url}/#/gavage/LL2611099`);
  await other.page.getByText("Attend le contrôle").waitFor();
  await server.db.sql`update sqal_pending_lots set status = 'inspected'`;
  await other.page.getByText("Contrôlé", { exact: true }).waitFor();
  await post("/api/sqal/pending-lots/LL2611099/approve", { by: "Camille" });
  await other.page.getByText("Accepté").waitFor();

  await post("/api/sqal/alerts", { alert_type: "essai", severity: "info", message: "À voir" });
  await other.page.goto(`${server.url}/#/sqal`);
  for (const { page } of [one, other]) {
    await page.getByRole("button", { name: "Acquitter : essai" }).waitFor();
  }
  await one.page.getByLabel("Votre nom").fill("Camille");
  await one.page.getByRole("button", { name: "Acquitter : essai" }).click();
  await other.page.getByRole("button", { name: "Acquitter : essai" }).waitFor({
    state: "detached",
  });
  assert.deepEqual([...one.errors, ...other.errors], []);
});

Deno.test("a server that starts anew is recovered from without a reload and without a gap", async () => {
  await using browser = await openBrowser();
  await using db = await testDatabase("embedded");
  const first = await serve(db);
  const port = Number(new URL(first.url).port);
  await feed(first, aMeal());
  await using reader = await openPanel(browser, `${first.url}/#/gavage/LL2611001`);
  const { page } = reader;
  await page.getByRole("row", { name: /J0 matin/ }).waitFor();
  await page.evaluate(() => Object.assign(globalThis, { sameLife: true }));

  await first[Symbol.asyncDispose]();
  await page.locator("[data-live=offline]").waitFor();
  await page.getByText(/Connexion perdue à \d/).waitFor();

  // What happens while the page is alone, it is told afterwards.
  const meanwhile = await serve(db);
  await feed(meanwhile, aMeal({ moment: "soir" }), aMeal({ jour: 1 }));
  await meanwhile[Symbol.asyncDispose]();

  await using again = await serve(db, { port });
  await isLive(page);
  await page.getByRole("row", { name: /J0 soir/ }).waitFor();
  await page.getByRole("row", { name: /J1 matin/ }).waitFor();
  await feed(again, aMeal({ jour: 1, moment: "soir" }));
  await page.getByRole("row", { name: /J1 soir/ }).waitFor();
  assert.equal(await page.evaluate(() => Reflect.get(globalThis, "sameLife")), true);
  assert.deepEqual(reader.errors, []);
});

Deno.test("a connection that is cut recovers what it missed from the server's stream", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await feed(server, aMeal());
  const sockets: WebSocketRoute[] = [];
  await using reader = await openPanel(browser, `${server.url}/#/gavage/LL2611001`, {
    prepare: (page) =>
      page.routeWebSocket(/realtime/, (socket) => {
        socket.connectToServer();
        sockets.push(socket);
      }),
  });
  const { page } = reader;
  await page.getByRole("row", { name: /J0 matin/ }).waitFor();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await sockets[0]!.close({ code: 4001 });
  await page.locator("[data-live=offline]").waitFor();
  await feed(server, aMeal({ moment: "soir" }));
  await isLive(page);
  await page.getByRole("row", { name: /J0 soir/ }).waitFor();
  assert.equal(sockets.length, 2);
  assert.deepEqual(asked.filter((path) => path === "/api/lots"), [], "nothing is read again");
});

Deno.test("a finished lot, its sample and an alert reach the quality page, and the alert can be acknowledged", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await feed(server, ...mealsOfLot(2));
  await using reader = await openPanel(browser, `${server.url}/#/sqal`);
  const { page } = reader;
  await page.getByText("Aucun échantillon", { exact: true }).waitFor();

  await using device = await TestSocket.open(`${server.url}/ws/sensors/`);
  device.send(sampleNumber(1, { lot_id: "LL2611001" }));
  await page.locator(".depth-map").waitFor();
  await page.getByRole("link", { name: "LL2611001" }).first().waitFor();

  await server.api("/api/sqal/alerts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      alert_type: "essai",
      severity: "critical",
      message: "À voir",
      device_id: "ESP32_LL_01",
    }),
  });
  await page.getByLabel("Votre nom").fill("Camille");
  await page.getByRole("button", { name: "Acquitter : essai" }).click();
  await page.getByRole("button", { name: "Acquitter : essai" }).waitFor({ state: "detached" });
  const { body } = await server.api("/api/sqal/alerts?is_acknowledged=true");
  assert.ok(JSON.stringify(body).includes('"acknowledged_by":"Camille"'));
  assert.deepEqual(reader.errors, []);
});
