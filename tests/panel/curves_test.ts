/** Feeding curves from the page: entered, checked, approved, activated, retired. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { startTestServer, type TestServer } from "../support/server.ts";
import { keepScreenshot, openBrowser, openPanel } from "./support.ts";

const CURVE = {
  duree_jours: 13,
  matin: { premiere_g: 180, derniere_g: 430 },
  soir: { premiere_g: 190, derniere_g: 460 },
  forme: 1,
};

function propose(server: TestServer, body: object = {}): Promise<{ status: number }> {
  return server.api("/api/curves", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ genetique: "Mulard", curve: CURVE, by: "Luc", ...body }),
  });
}

async function decide(page: Page, act: string, n: number): Promise<void> {
  await page.getByRole("button", { name: `${act} la courbe n° ${n}` }).click();
  const question = page.getByRole("dialog");
  await question.getByRole("button", { name: act }).click();
  await question.waitFor({ state: "detached" });
}

Deno.test("a curve is entered, checked as it is typed, approved, activated and retired", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/courbes`);
  const { page } = reader;
  await page.getByText("Aucune courbe active").waitFor();
  await page.getByRole("button", { name: "Saisir une courbe" }).click();
  const submit = page.getByRole("button", { name: "Proposer cette courbe" });
  const lastOf = (moment: string) =>
    page.getByRole("group", { name: moment }).getByLabel("Dernière dose (g)");
  await lastOf("Soir").fill("600");
  await page.getByText("De 100 à 520").waitFor();
  assert.ok(await submit.isDisabled());
  await lastOf("Soir").fill("150");
  await page.getByText("Au moins la première dose").waitFor();
  assert.ok(await submit.isDisabled());
  await lastOf("Soir").fill("460");
  await page.getByLabel("Votre nom").fill("Anne");
  await submit.click();

  const card = page.locator("[data-curve]");
  await card.and(page.locator("[data-status=proposed]")).waitFor();
  await decide(page, "Approuver", 1);
  await card.and(page.locator("[data-status=approved]")).waitFor();
  await decide(page, "Activer", 1);
  await page.locator(".curves-active [data-status=active]").waitFor();
  await keepScreenshot(page, "curves-active");
  await page.getByRole("region", { name: "Historique" }).getByText(/Anne/).nth(2).waitFor();

  const { body } = await server.api("/api/curves/active?genetique=Mulard");
  assert.deepEqual([body.approved_by, body.activated_by], ["Anne", "Anne"]);
  await decide(page, "Retirer", 1);
  await page.getByText("Aucune courbe active").waitFor();
  assert.deepEqual(reader.errors, []);
});

Deno.test("a site's curves are told from those of every site, and compared on one chart", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  assert.equal((await propose(server)).status, 201);
  assert.equal((await propose(server, { site: "LL" })).status, 201);
  assert.equal((await propose(server, { genetique: "Barbarie" })).status, 201);
  await using reader = await openPanel(browser, `${server.url}/#/courbes`);
  const { page } = reader;
  await page.locator("[data-curve]").waitFor();
  assert.equal(await page.locator("[data-curve]").count(), 1);
  await page.getByLabel("Site").selectOption("Bretagne");
  await page.locator("[data-curve]").nth(1).waitFor();
  const drawn = page.locator(".curves-chart .legend li");
  assert.equal(await drawn.count(), 2);
  await page.locator("[data-curve] input[type=checkbox]:not(:checked)").check();
  await drawn.nth(3).waitFor();
  assert.deepEqual(reader.errors, []);
});

Deno.test("without enough lots the page says how many there are and how many it takes", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/courbes`, { lang: "en" });
  const { page } = reader;
  await page.getByRole("button", { name: "Ask for a proposal" }).click();
  await page.getByText("0 of 24: each lot").waitFor();
  assert.deepEqual(reader.errors, []);
});
