/** The ranking of lots on Euralis's page: one table of few, the ends of many, no lot in both. */
import assert from "node:assert/strict";
import type { LotResult } from "../../src/contract/sites.ts";
import { startTestServer } from "../support/server.ts";
import { openBrowser, openPanel } from "./support.ts";

function result(n: number): LotResult {
  return {
    code_lot: `LL26110${10 + n}`,
    site: "LL",
    gaveur_nom: null,
    genetique: null,
    poids_moyen: 6_000,
    taux_mortalite: 2,
    nb_samples: 3,
    score: 0.9 - n / 100,
    poids_foie_moyen_g: 540,
    itm: 15,
  };
}

/** The tables and their lots, as they stand. */
const TABLES: Record<number, Record<string, string[]>> = {
  1: { "Classement des lots": ["LL2611010"] },
  3: { "Classement des lots": ["LL2611010", "LL2611011", "LL2611012"] },
  10: {
    "Meilleurs lots": ["LL2611010", "LL2611011", "LL2611012", "LL2611013", "LL2611014"],
    "Lots les moins bons": ["LL2611019", "LL2611018", "LL2611017", "LL2611016", "LL2611015"],
  },
};

Deno.test("lots are ranked in one table until there are enough for two", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  for (const [count, tables] of Object.entries(TABLES)) {
    await t.step(`${count} lots`, async () => {
      const lots = Array.from({ length: Number(count) }, (_, n) => result(n)).reverse();
      await using reader = await openPanel(browser, `${server.url}/#/euralis`, {
        async prepare(page) {
          await page.route("**/api/sites/results*", (route) => route.fulfill({ json: { lots } }));
        },
      });
      const { page, errors } = reader;
      await page.locator("table").first().waitFor();
      assert.equal(await page.locator("table").count(), Object.keys(tables).length);
      for (const [name, codes] of Object.entries(tables)) {
        const table = page.getByRole("region", { name }).getByRole("link");
        assert.deepEqual(await table.allInnerTexts(), codes);
      }
      assert.deepEqual(errors, []);
    });
  }
});
