/** The list of lots: how much of it there is, and that what asks for it has room. */
import assert from "node:assert/strict";
import { aMeal } from "../support/meals.ts";
import { feed, startTestServer } from "../support/server.ts";
import {
  assertAccessible,
  assertTypeset,
  keepScreenshot,
  openBrowser,
  openPanel,
} from "./support.ts";

Deno.test("of lots that are done the newest are listed; that there are older ones is said", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await server.db.sql`
    insert into lots_gavage
      (code_lot, gaveur_id, debut_lot, nb_canards_initial, genetique, statut, pret_abattage)
    select 'LL2610' || to_char(n, 'FM000'), 1, '2026-10-01', 50, 'Mulard', 'termine', true
    from generate_series(1, 500) n order by n`;
  await feed(server, aMeal());
  await using reader = await openPanel(browser, `${server.url}/#/gavage?state=done`);
  const { page } = reader;
  await page.locator(".count", { hasText: "500 lots" }).waitFor();
  const older = page.getByText("De ceux qui ne sont plus en gavage, les 500 plus récents.");
  assert.equal(await older.count(), 0);

  // One more is done: the oldest makes room.
  await feed(server, aMeal({ moment: "soir", pret_abattage: true }));
  await older.waitFor();
  await page.locator(".count", { hasText: "500 lots" }).waitFor();
  const find = page.getByLabel("Chercher un lot");
  for (const [code, text] of [["LL2610500", "1 lot"], ["LL2610001", "0 lot"]] as const) {
    await find.fill(code);
    await page.locator(".count").getByText(text, { exact: true }).waitFor();
  }
  await find.fill("");
  await page.reload();
  await older.waitFor();
  await assertTypeset(page, "older lots");
  await page.goto(`${server.url}/#/gavage?state=fed`);
  await older.waitFor({ state: "detached" });
  assert.deepEqual(reader.errors, []);
});

Deno.test("what asks for lots stands on one line from 1280 px on, in both languages", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await server.db.sql`update gaveurs_euralis set nom = 'de la Villardière-Montmorency'`;
  await feed(server, aMeal({ genetique: "Barbarie" }));
  for (const lang of ["fr", "en"] as const) {
    for (const width of [1280, 1366, 1920]) {
      const viewport = { width, height: 800 };
      await using reader = await openPanel(browser, `${server.url}/#/gavage`, { lang, viewport });
      const { page } = reader;
      await page.locator(".lot-card").waitFor();
      const ends = await page.locator(".filters select, .filters input, .filters .segmented")
        .evaluateAll((fields) => fields.map((field) => field.getBoundingClientRect().bottom));
      assert.equal(ends.length, 7);
      assert.ok(Math.max(...ends) - Math.min(...ends) < 4, `${lang} ${width}: ${ends}`);
      const wide = await page.locator("html").evaluate((html) => html.scrollWidth);
      assert.equal(wide, width);
      await page.getByRole("button", { name: lang === "fr" ? "Lignes" : "Rows" }).waitFor();
      if (width === 1280) {
        await keepScreenshot(page, `gavage-1280-${lang}`);
        await assertAccessible(page, `the list at 1280 px, ${lang}`);
      }
    }
  }
});
