/** Following a lot, a product or a maize delivery both ways in a real browser, and recalling it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mealsOfLot } from "../support/meals.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";
import { traceable } from "../support/traced.ts";
import { assertAccessible, keepScreenshot, openBrowser, openPanel } from "./support.ts";

const CODE = "LL2611001";
const MAIZE = "MAIS_LL_2611A";

/** A lot whose liver was rejected the day before the farm's newest meal. */
async function rejectedYesterday(server: TestServer): Promise<string> {
  await feed(server, ...mealsOfLot(12, { code_lot: CODE }));
  await using device = await TestSocket.open(`${server.url}/ws/sensors/`);
  const rejected = sampleNumber(7, { sample_id: "S-7", lot_id: CODE });
  rejected.fusion = {
    ...rejected.fusion,
    final_score: 0.21,
    final_grade: "REJECT",
    is_compliant: false,
  };
  device.send(sampleNumber(1, { sample_id: "S-1", lot_id: CODE }), rejected);
  await device.take(2, "ack");
  return "S-7";
}

Deno.test("yesterday's rejected sample leads to its lot's curve and story, click by click", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const sample = await rejectedYesterday(server);
  await using reader = await openPanel(browser, server.url);
  const { page, errors } = reader;

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "SQAL" }).click();
  const rejected = page.getByRole("row", { name: /Rejet/ });
  await rejected.getByText(sample).waitFor();
  await rejected.getByRole("link", { name: CODE }).click();
  await page.getByRole("img", { name: /^Poids moyen à chaque repas/ }).waitFor();
  await page.getByRole("img", { name: /^Doses prévues et données/ }).waitFor();

  await page.getByRole("link", { name: "Chronologie" }).click();
  const step = page.locator(".step.tone-bad");
  await step.getByText("Rejet").waitFor();
  await step.getByRole("link", { name: sample }).waitFor();
  await page.locator("[data-chain=intact]").waitFor();
  assert.deepEqual(errors, []);
});

async function search(page: Page, name: string): Promise<void> {
  await page.getByRole("searchbox", { name: /Lot, produit, QR code/ }).fill(name);
  await page.getByRole("button", { name: "Chercher" }).click();
}

Deno.test("one box finds a lot, a product, a QR code, a sample, maize and a gaveur", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const traced = await traceable({ server, code: CODE, maize: MAIZE });
  const [lot] = await server.db.sql`select lot_id from lots_gavage where code_lot = ${CODE}`;
  await using reader = await openPanel(browser, `${server.url}/#/trace`);
  const { page, errors } = reader;
  const cases = [
    [CODE, "C’est un lot", CODE],
    [lot!.lot_id, "C’est un lot", CODE],
    [traced.product, "C’est un produit", traced.product],
    [traced.qr, "C’est un produit", traced.product],
    [`https://exemple.fr/p/${traced.qr}?lang=fr`, "C’est un produit", traced.product],
    [traced.sample, "C’est un échantillon", traced.sample],
    [MAIZE, "C’est un lot de maïs", MAIZE],
    ["1", "C’est un gaveur", "Jean Martin"],
    ["martin", "C’est un gaveur", "Jean Martin"],
  ];
  for (const [name, what, found] of cases) {
    await t.step(`${name}: ${what}`, async () => {
      await search(page, name!);
      await page.locator(`[data-found="${found}"]`).getByText(what!, { exact: true }).waitFor();
      assert.deepEqual(errors, []);
    });
  }
  await t.step("what nobody knows is said to be unknown", async () => {
    await search(page, "rien du tout");
    await page.getByText("Rien ne porte ce nom").waitFor();
  });
});

Deno.test("a trace leads from maize to opinion and back, by keyboard too", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const { product } = await traceable({ server, code: CODE, maize: MAIZE });
  await using reader = await openPanel(browser, `${server.url}/#/trace/${MAIZE}`);
  const { page, errors } = reader;
  const map = page.getByRole("list", { name: "D’où cela vient, ce que c’est devenu" });
  await map.getByRole("link", { name: "2 avis" }).waitFor();
  const lot = map.getByRole("link", { name: CODE, exact: true });
  await lot.focus();
  await page.keyboard.press("Enter");
  await page.getByText("C’est un lot", { exact: true }).waitFor();
  await map.getByRole("link", { name: product }).click();
  await page.locator(`[data-found="${product}"]`).waitFor();
  await map.getByRole("link", { name: MAIZE }).click();
  await page.getByText("C’est un lot de maïs").waitFor();
  assert.deepEqual(errors, []);
});

Deno.test("an altered event is named, and so is none before it", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await traceable({ server, code: CODE, maize: MAIZE });
  await server.db.sql`alter table lot_events disable trigger user`;
  await server.db.sql`update lot_events set data = data || '{"nb_canards": 1}' where sequence = 2`;
  await using reader = await openPanel(browser, `${server.url}/#/trace/${CODE}`);
  await reader.page.getByText("L’événement 2 n’est pas celui qui a été inscrit").waitFor();
  assert.equal(await reader.page.getByText("vérifiée", { exact: true }).count(), 1);
});

Deno.test("a drill changes nothing; the recall asks for a reason and a typed word", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const { product } = await traceable({ server, code: CODE, maize: MAIZE });
  const isActive = async () => {
    const [row] = await server.db
      .sql`select is_active from consumer_products where product_id = ${product}`;
    return row!.is_active;
  };
  await using reader = await openPanel(browser, `${server.url}/#/trace`);
  const { page, errors } = reader;
  await page.getByRole("link", { name: "Exercice de rappel" }).click();
  const drill = page.getByRole("button", { name: "Chercher ce qui est concerné" });
  assert.ok(await drill.isDisabled(), "nothing is named yet");
  await page.getByLabel("Lot de maïs").fill(MAIZE);
  await drill.click();
  await page.locator("[data-recall=drill]").waitFor();
  await page.getByRole("link", { name: product }).waitFor();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Enregistrer en CSV" }).click();
  const csv = await Deno.readTextFile(await (await download).path());
  assert.ok(csv.split("\r\n")[1]!.startsWith(`${CODE},LL,Jean Martin,${MAIZE},`), csv);
  assert.equal(await isActive(), true);

  const execute = page.getByRole("button", { name: "Rappeler 1 produit" });
  await page.getByLabel("Motif").fill("Mycotoxines");
  await page.getByLabel("Votre nom").fill("Camille");
  await page.getByLabel(/Tapez RAPPELER/).fill("rappeler");
  assert.ok(await execute.isDisabled(), "the word is not the one asked for");
  await page.getByLabel(/Tapez RAPPELER/).fill("RAPPELER");
  await execute.click();
  await page.locator("[data-recall=executed]").waitFor();
  assert.equal(await isActive(), false);

  await page.locator(".panel").getByRole("link", { name: CODE }).first().click();
  await page.locator(".step", { hasText: "Lot rappelé" }).getByText("Mycotoxines").waitFor();
  assert.deepEqual(errors, []);
});

Deno.test("lots are filtered by date, site, maize and gaveur", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await traceable({ server, code: CODE, maize: MAIZE });
  await feed(server, ...mealsOfLot(1, { code_lot: "MT2611001", site: "MT", gaveur_id: 3 }));
  await using reader = await openPanel(browser, `${server.url}/#/trace`);
  const { page } = reader;
  const one = page.locator("main").getByRole("link", { name: CODE });
  const other = page.locator("main").getByRole("link", { name: "MT2611001" });
  await one.waitFor();
  await other.waitFor();
  await page.getByLabel("Site").selectOption({ label: "Bretagne" });
  await other.waitFor({ state: "detached" });
  await page.getByLabel("Site").selectOption({ label: "Tous" });
  await other.waitFor();
  await page.getByLabel("Lot de maïs").fill(MAIZE);
  await page.getByLabel("Lot de maïs").press("Enter");
  await other.waitFor({ state: "detached" });
  await page.getByLabel("Débuté du").fill("2030-01-01");
  await page.getByText("Aucun lot ne correspond").waitFor();
  await page.getByRole("link", { name: "Effacer les filtres" }).click();
  await page.getByLabel("Numéro de gaveur").fill("3");
  await page.getByLabel("Numéro de gaveur").press("Enter");
  await one.waitFor({ state: "detached" });
  await other.waitFor();
});

const LOOKS = [
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", lang: "fr" },
  { name: "desktop", viewport: { width: 1440, height: 900 }, colorScheme: "dark", lang: "en" },
] as const;

Deno.test("no page of traces has a violation of WCAG 2.2 AA or scrolls sideways", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const { product } = await traceable({ server, code: CODE, maize: MAIZE });
  const pages = {
    trace: "#/trace",
    trace_lot: `#/trace/${CODE}`,
    trace_product: `#/trace/${product}`,
    trace_maize: `#/trace/${MAIZE}`,
    recall: "#/trace?view=recall",
    recall_drill: `#/trace?view=recall&maize_lot=${MAIZE}`,
  };
  for (const { name: look, ...options } of LOOKS) {
    await using reader = await openPanel(browser, server.url, options);
    const { page, errors } = reader;
    for (const [name, hash] of Object.entries(pages)) {
      await t.step(`${name}, ${look}`, async () => {
        await page.goto(`${server.url}/${hash}`);
        await page.locator("main .skeletons").first().waitFor({ state: "detached" });
        await keepScreenshot(page, `${name}-${look}`);
        await assertAccessible(page, `${name}, ${look}`);
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth"),
          options.viewport.width,
          "the page scrolls sideways",
        );
        assert.deepEqual(errors.splice(0), []);
      });
    }
  }
});
