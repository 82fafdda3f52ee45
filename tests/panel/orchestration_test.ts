/** The whole chain started, watched and stopped by clicking. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { runUntil } from "../support/runs.ts";
import { startTestServer } from "../support/server.ts";
import { keepScreenshot, openBrowser, openPanel } from "./support.ts";

/** A busy machine may take a minute to load the simulators. */
const PATIENCE = { timeout: 90_000 };

async function stopEverything(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Tout arrêter" }).click();
  const question = page.getByRole("dialog", { name: "Tout arrêter ?" });
  await question.getByRole("button", { name: "Tout arrêter" }).click();
  await question.waitFor({ state: "detached" });
}

Deno.test("complete_demo: started by a click, watched from two browsers, stopped by a click", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", { monitor: true });
  await using reader = await openPanel(browser, server.url);
  await using second = await openPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  await page.getByRole("heading", { name: "Orchestration", level: 1 }).waitFor();
  await page.getByRole("radio", { name: /Démonstration complète/ }).check();
  const form = page.getByRole("form", { name: "Démonstration complète" });
  await form.getByRole("button", { name: "Régler sur ×86 400" }).click();
  await form.getByLabel("Appareils SQAL").fill("2");
  await form.getByRole("button", { name: "Démarrer" }).click();

  for (const one of [page, second.page]) {
    await one.locator('[data-kind="gavage"] [data-status=running]').waitFor(PATIENCE);
  }
  await form.getByText("4 simulateurs en marche").waitFor(PATIENCE);
  await page.locator('[data-kind="sqal"]').nth(1).waitFor();
  await page.locator('[data-kind="consumer"] [data-status=running]').waitFor(PATIENCE);
  await keepScreenshot(page, "orchestration-running");

  // Three lots are fed to their end, and the page says so by itself.
  await page.locator('[data-kind="gavage"] [data-status=completed]').waitFor(PATIENCE);
  for (const one of [page, second.page]) {
    const done = one.locator(".stat", { hasText: "Lots terminés" }).locator(".stat-value");
    await done.filter({ hasText: /^3$/ }).waitFor(PATIENCE);
  }
  await page.goto(`${server.url}/#/gavage?state=done`);
  await page.locator(".lot-card").nth(2).waitFor();
  await page.goto(`${server.url}/#/orchestration`);
  await stopEverything(page);
  for (const one of [page, second.page]) {
    await one.getByRole("list", { name: "En cours" }).waitFor({ state: "detached", ...PATIENCE });
  }
  const { body } = await server.api("/api/control-panel/orchestrate/status");
  assert.deepEqual((body.overall_status as { running_simulators: number }).running_simulators, 0);
  assert.deepEqual([...reader.errors, ...second.errors], []);
});

Deno.test("products are rated while the page watches", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded", { monitor: true });
  await using reader = await openPanel(browser, `${server.url}/#/orchestration`);
  const { page, errors } = reader;
  const simulator = (kind: string) => page.locator(`[data-simulator=${kind}]`);
  await simulator("gavage").getByRole("button", { name: "Régler sur ×86 400" }).click();
  await simulator("gavage").getByLabel("Lots", { exact: true }).fill("1");
  await simulator("gavage").getByRole("button", { name: "Démarrer : Gavage" }).click();
  await simulator("consumer").getByLabel("Avis par heure").fill("36000");
  await simulator("consumer").getByRole("button", { name: "Démarrer : Consommateurs" }).click();
  const run = page.getByRole("list", { name: "En cours" }).locator('[data-kind="consumer"]');
  await run.getByText(/^[1-9]\d* confirmés/).waitFor(PATIENCE);
  const [row] = await server.db.sql`select count(*)::int as ratings from consumer_feedbacks`;
  assert.ok(row!.ratings > 0);

  // The same simulator a second time: why not stands beside the button, in the reader's language.
  await simulator("consumer").getByRole("button", { name: "Démarrer : Consommateurs" }).click();
  const refusal = simulator("consumer").getByRole("alert");
  await refusal.getByText("Un simulateur de ce nom est déjà en marche.").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await refusal.getByText("A simulator of this name runs already.").waitFor();
  await page.getByRole("button", { name: "Français" }).click();
  await stopEverything(page);
  await page.getByRole("list", { name: "Passés" }).locator('[data-kind="consumer"]').waitFor(
    PATIENCE,
  );
  // A browser logs each refusal, the one above too.
  assert.deepEqual(errors.filter((error) => !error.includes("409")), []);
});

Deno.test("a run is paused, resumed, slowed and stopped; its page shows its log", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const { body } = await server.api("/api/control-panel/runs", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "gavage", config: { nb_lots: 1, acceleration: 1_440 } }),
  });
  await runUntil(server.url, body.id, ({ status }) => status === "running");
  await using reader = await openPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  await page.getByRole("link", { name: "Gavage" }).and(page.locator(".run a")).click();
  await page.getByRole("log", { name: "Journal" }).locator(".log-line").first().waitFor(PATIENCE);

  await page.getByRole("button", { name: "Pause : Gavage" }).click();
  await page.locator("[data-status=paused]").waitFor(PATIENCE);
  await page.getByRole("button", { name: "Reprendre : Gavage" }).click();
  await page.locator("[data-status=running]").waitFor(PATIENCE);
  await page.getByRole("button", { name: "Vitesse : Gavage" }).click();
  await page.getByLabel("Accélération exacte").fill("0");
  assert.ok(await page.getByRole("button", { name: "Appliquer" }).isDisabled());
  await page.getByText("De 1 à 86400").waitFor();
  await page.getByRole("button", { name: "Régler sur ×144" }).click();
  await page.getByRole("button", { name: "Appliquer" }).click();
  await runUntil(
    server.url,
    body.id,
    ({ stats }) => (stats as { acceleration: number }).acceleration === 144,
  );

  const asked = page.locator(".panel", { has: page.getByRole("heading", { name: "Demandé" }) });
  await asked.getByText("Jusqu’à l’arrêt").waitFor();
  assert.match(await asked.innerText(), /^Lots\n+1$/m);

  // The log speaks the reader's language, and is searched in it.
  const log = page.locator(".log-lines");
  await page.getByRole("searchbox", { name: "Chercher dans le journal" }).fill("arrivée le");
  await log.getByText(/^graine \d+, arrivée le/).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await log.getByText("No line matches").waitFor();
  await page.getByRole("searchbox", { name: "Search the log" }).fill("arrival on");
  await log.getByText(/^seed \d+, arrival on/).waitFor();
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("searchbox", { name: "Chercher dans le journal" }).fill("no such words");
  await page.getByText("Aucune ligne ne correspond").waitFor();
  await page.getByRole("searchbox", { name: "Chercher dans le journal" }).fill("");
  await page.getByRole("button", { name: "Erreurs" }).click();
  await page.getByRole("button", { name: "Tout", exact: true }).click();
  await page.getByRole("button", { name: "Figer" }).click();
  const lines = await page.locator(".log-line").count();
  await page.getByRole("button", { name: "Arrêter : Gavage" }).click();
  await page.locator("[data-status=stopped]").waitFor(PATIENCE);
  assert.equal(await page.locator(".log-line").count(), lines, "a held log stands still");
  await page.getByRole("button", { name: /^Reprendre/ }).click();
  await page.locator(".log-line").nth(lines).waitFor();
  assert.deepEqual(reader.errors, []);
});

Deno.test("what is wrong with a setting is said beside it, by the page and by the server", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/orchestration`);
  const { page } = reader;
  const form = page.getByRole("form", { name: "Démonstration complète" });
  const start = form.getByRole("button", { name: "Démarrer" });
  await form.getByLabel("Appareils SQAL").fill("11");
  await form.getByText("De 1 à 10").waitFor();
  assert.ok(await start.isDisabled());
  await form.getByLabel("Appareils SQAL").fill("2");
  // How many lots a run may place only the server knows.
  await form.getByLabel("Lots").fill("100001");
  await start.click();
  const lots = form.getByLabel("Lots");
  await form.locator("[aria-invalid]").waitFor();
  assert.equal(await lots.getAttribute("aria-invalid"), "true");
  const note = page.locator(`[id="${await lots.getAttribute("aria-describedby")}"]`);
  assert.match(await note.textContent() ?? "", /^\d+ au plus, et non 100001$/);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText(/^at most \d+, not 100001$/).waitFor();
  assert.deepEqual(reader.errors.filter((error) => !error.includes("422")), []);
});

Deno.test("a run that nobody knows is said so, with the way back", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/orchestration/000000000000`);
  const { page } = reader;
  await page.getByText("Aucune exécution ne porte ce numéro").waitFor();
  await page.locator("main").getByRole("link", { name: "Orchestration" }).click();
  await page.getByText("Rien ne tourne").waitFor();
});
