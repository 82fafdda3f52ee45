/** Somebody ends lots that will not be finished, from the lot's page and from its run's. */
import assert from "node:assert/strict";
import { access, tokenOf } from "../support/access.ts";
import { aMeal } from "../support/meals.ts";
import { feed, startTestServer } from "../support/server.ts";
import { assertAccessible, keepScreenshot, openBrowser, openPanel, visitPanel } from "./support.ts";

const CODE = "LL2611001";

Deno.test("a lot is ended from its page once who and why is said, and it is seen at once", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await feed(server, aMeal(), aMeal({ code_lot: "LL2611002" }));
  await using reader = await openPanel(browser, `${server.url}/#/gavage/${CODE}`);
  await using other = await openPanel(browser, `${server.url}/#/gavage`, { lang: "en" });
  const { page } = reader;
  await other.page.locator(".lot-card").nth(1).waitFor();

  await page.getByRole("button", { name: "Clore ce lot" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Clore le lot LL2611001 ?").waitFor();
  await keepScreenshot(page, "lot-closing");
  await assertAccessible(page, "the question");
  const act = dialog.getByRole("button", { name: "Clore" });
  assert.equal(await act.isDisabled(), true);
  await dialog.getByLabel("Motif").fill("Simulation interrompue");
  assert.equal(await act.isDisabled(), true);
  await dialog.getByLabel("Votre nom").fill("Anne");
  await act.click();

  await page.getByText("Clos avant terme par Anne").waitFor();
  await page.getByText("Simulation interrompue").waitFor();
  await page.getByText("Aucun : lot clos").waitFor();
  await keepScreenshot(page, "lot-closed");
  assert.equal(await page.getByRole("button", { name: "Clore ce lot" }).count(), 0);
  // Elsewhere it leaves the lots that are fed.
  await other.page.locator(".lot-card", { hasText: CODE }).waitFor({ state: "detached" });
  assert.equal(await other.page.locator(".lot-card").count(), 1);
  // Nor is it among those that are done, there or on the page that counts them.
  await other.page.goto(`${server.url}/#/gavage?state=done`);
  await other.page.locator(".count", { hasText: "0 lots" }).waitFor();
  await other.page.locator("select").first().selectOption("Ended early");
  await other.page.locator(".lot-card", { hasText: CODE }).waitFor();
  await other.page.goto(`${server.url}/#/orchestration`);
  const done = other.page.locator(".stat", { hasText: "Lots done" });
  await done.getByText("and 1 ended early").waitFor();
  assert.equal(await done.locator(".stat-value").textContent(), "0");
  // A last meal that still comes makes it no lot that is ready.
  await feed(server, aMeal({ moment: "soir", pret_abattage: true }));
  await page.getByRole("row").nth(2).waitFor();
  assert.equal(await page.getByText("Aucun : lot clos").count(), 1);

  await other.page.goto(`${server.url}/#/trace/${CODE}`);
  await other.page.getByText("Lot ended early, D0").waitFor();
  await other.page.getByText("Simulation interrompue").waitFor();
  assert.deepEqual([reader.errors, other.errors], [[], []]);
});

Deno.test("who may only look finds no way to end a lot", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", access());
  await server.db.sql`insert into lots_gavage
    (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique)
    values (${CODE}, 1, '2026-11-07', 50, 'Mulard')`;
  await using reader = await visitPanel(browser, `${server.url}/#/gavage/${CODE}`);
  const { page } = reader;
  await page.getByLabel("Jeton d’accès").fill(tokenOf("viewer"));
  await page.keyboard.press("Enter");
  await page.locator(".lot-head .code", { hasText: CODE }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Clore ce lot" }).count(), 0);
});

Deno.test("what a stopped run left unfinished ends with one question", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const post = (path: string, body: object) =>
    server.api(`/api/control-panel${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const config = { nb_lots: 2, acceleration: 1 };
  const { body: run } = await post("/runs", { kind: "gavage", config });
  await using reader = await openPanel(browser, `${server.url}/#/orchestration/${run.id}`);
  const { page } = reader;
  await page.locator(".run-lots li").nth(1).waitFor();
  const closeAll = page.getByRole("button", { name: "Clore les lots inachevés" });
  assert.equal(await closeAll.count(), 0);

  await page.getByRole("button", { name: /^Arrêter/ }).click();
  await page.getByText("Inachevés : 2 lots").waitFor();
  await keepScreenshot(page, "run-unfinished");
  await assertAccessible(page, "a stopped run");
  await closeAll.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Clore 2 lots ?").waitFor();
  await dialog.getByLabel("Motif").fill("Essai");
  await dialog.getByLabel("Votre nom").fill("Anne");
  await dialog.getByRole("button", { name: "Clore" }).click();
  await page.locator(".run-unfinished").waitFor({ state: "detached" });
  await page.locator(".run-lots li", { hasText: "Clos avant terme" }).nth(1).waitFor();
  const { body: { lots } } = await server.api("/api/lots?statut=en_cours");
  assert.deepEqual(lots, []);
  assert.deepEqual(reader.errors, []);
});
