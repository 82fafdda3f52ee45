/** Every page in both languages, both themes and four sizes: can everybody use it? */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { mealsOfLot } from "../support/meals.ts";
import { sampleNumber } from "../support/samples.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";
import {
  assertAccessible,
  assertTypeset,
  keepScreenshot,
  openBrowser,
  openPanel,
} from "./support.ts";

const PAGES = {
  gavage: "#/gavage?state=every",
  lot: "#/gavage/LL2611001",
  unknown_lot: "#/gavage/NO0000000",
  euralis: "#/euralis",
  sqal: "#/sqal",
};
const LOOKS = [
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", lang: "fr" },
  { name: "desktop", viewport: { width: 1440, height: 900 }, colorScheme: "dark", lang: "en" },
  { name: "tablet", viewport: { width: 768, height: 1024 }, colorScheme: "light", lang: "en" },
  { name: "laptop", viewport: { width: 1024, height: 768 }, colorScheme: "light", lang: "fr" },
  { name: "wall", viewport: { width: 1920, height: 1080 }, colorScheme: "light", lang: "en" },
  { name: "night", viewport: { width: 390, height: 844 }, colorScheme: "dark", lang: "fr" },
] as const;

async function farm(): Promise<TestServer> {
  const server = await startTestServer("embedded");
  await feed(server, ...mealsOfLot(3));
  const { taken } = await fedLots(server);
  assert.equal(taken, 8);
  await using device = await TestSocket.open(`${server.url}/ws/sensors/`);
  await device.next("connection_established");
  device.send(...[1, 2, 3].map((n) => sampleNumber(n, { lot_id: "LL2611001" })));
  for (let i = 0; i < 3; i++) await device.next("ack");
  await server.api("/api/sqal/alerts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ alert_type: "essai", severity: "warning", message: "À voir" }),
  });
  return server;
}

/** Tables that show their last columns only to who scrolls them, by their label. */
function cutTables(page: Page): Promise<(string | null)[]> {
  return page.getByRole("region").filter({ has: page.locator("table") }).evaluateAll((holders) =>
    holders.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((holder) => holder.getAttribute("aria-label"))
  );
}

/** Rows of figures that end before their frame does, in px. */
function gapsAfterFigures(page: Page): Promise<number[]> {
  return page.locator(".stats:not(.stats-dense)").evaluateAll((frames) =>
    frames.flatMap((frame) => {
      const ends = new Map<number, number>();
      for (const figure of frame.children) {
        const { top, right } = figure.getBoundingClientRect();
        ends.set(top, Math.max(right, ends.get(top) ?? 0));
      }
      const { right } = frame.getBoundingClientRect();
      return [...ends.values()].map((end) => right - end).filter((gap) => gap > 2);
    })
  );
}

async function fedLots(server: TestServer): Promise<{ taken: number }> {
  const sites = [["LS", 2], ["MT", 3]] as const;
  const meals = sites.flatMap(([site, gaveur_id]) =>
    mealsOfLot(3, { code_lot: `${site}2611001`, site, gaveur_id }).slice(0, 4)
  );
  return { taken: (await feed(server, ...meals)).length };
}

Deno.test("no page has a violation of WCAG 2.2 AA, scrolls sideways or logs an error", async (t) => {
  await using browser = await openBrowser();
  await using server = await farm();
  for (const { name: look, ...options } of LOOKS) {
    await using reader = await openPanel(browser, server.url, options);
    const { page, errors } = reader;
    for (const [name, hash] of Object.entries(PAGES)) {
      await t.step(`${name}, ${look}`, async () => {
        await page.goto(`${server.url}/${hash}`);
        await page.locator("main .skeletons").first().waitFor({ state: "detached" });
        await keepScreenshot(page, `${name}-${look}`);
        await assertAccessible(page, `${name}, ${look}`);
        if (options.lang === "fr") await assertTypeset(page, `${name}, ${look}`);
        const widths = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = Reflect.get(globalThis, "document").documentElement;
          return { scrollWidth, clientWidth };
        });
        assert.equal(widths.scrollWidth, widths.clientWidth, "the page scrolls sideways");
        assert.deepEqual(await gapsAfterFigures(page), []);
        if (options.viewport.width >= 1024) assert.deepEqual(await cutTables(page), []);
        // A browser logs each 404, that of a lot that nobody knows too.
        const unexpected = errors.splice(0).filter((error) =>
          name !== "unknown_lot" || !error.includes("404")
        );
        assert.deepEqual(unexpected, []);
      });
    }
  }
});

Deno.test("the language and the theme are switched without a reload and kept over one", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/#/gavage`);
  await page.getByRole("heading", { name: "Gavage", level: 1 }).waitFor();
  const quotes = () =>
    page.locator("html").evaluate((html) =>
      Reflect.get(globalThis, "getComputedStyle")(html).quotes
    );
  assert.ok((await quotes()).startsWith('"«\u00a0" "\u00a0»"'), "the quotes of <q>");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Feeding", level: 1 }).waitFor();
  assert.ok((await quotes()).startsWith('"“" "”"'));
  await page.getByRole("button", { name: /Appearance: System/ }).click();
  await page.getByRole("button", { name: /Appearance: Light/ }).click();
  await page.reload();
  await page.getByRole("heading", { name: "Feeding", level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await context.close();
});

Deno.test("the keyboard reaches the content first, and a new page is announced", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/gavage`);
  const { page } = reader;
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(":focus").getAttribute("id"), "content");
  await page.getByRole("link", { name: "Euralis" }).click();
  await page.getByRole("heading", { name: "Euralis", level: 1 }).waitFor();
  assert.equal(await page.locator(":focus").textContent(), "Euralis");
});

Deno.test("an address that names nothing says so, with a way back", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/gavage`);
  const { page } = reader;
  const NO_PAGE = (name: string) => `Aucune page ne s’appelle « ${name} »`;
  const ADDRESSES = {
    nope: NO_PAGE("nope"),
    "nope/NOPE": NO_PAGE("nope/NOPE"),
    "sqal/NOPE": NO_PAGE("sqal/NOPE"),
    "euralis/NOPE": NO_PAGE("euralis/NOPE"),
    "courbes/NOPE": NO_PAGE("courbes/NOPE"),
    "orchestration/zzz": "Aucune exécution ne porte ce numéro",
    "orchestration/%00": "Aucune exécution ne porte ce numéro",
    "gavage/%00": "Aucun lot ne porte ce code",
    "gavage/a%2Fb": "Aucun lot ne porte ce code",
    "consumers/%00": "Aucun produit ne porte ce nom",
    "consumers/%E0": "Aucun produit ne porte ce nom",
    "trace/%00": "Rien ne porte ce nom",
    "trace/%2Fp%2F%25E0": "Rien ne porte ce nom",
  };
  for (const [address, said] of Object.entries(ADDRESSES)) {
    await t.step(address, async () => {
      await page.goto(`${server.url}/#/${address}`);
      await page.locator("main .empty-title").getByText(said, { exact: true }).waitFor();
      await assertAccessible(page, address);
    });
  }
  await page.goto(`${server.url}/#/sqal/`);
  await page.getByRole("heading", { name: "SQAL", level: 1 }).waitFor();
  await page.goto(`${server.url}/#/sqal/NOPE`);
  await page.getByRole("heading", { name: "Page introuvable", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Aller à : Orchestration" }).click();
  await page.getByRole("heading", { name: "Orchestration", level: 1 }).waitFor();
});
