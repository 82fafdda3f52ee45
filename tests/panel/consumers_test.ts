/** Products and opinions in a real browser. */
import assert from "node:assert/strict";
import type { ConsumerProduct } from "../../src/contract/consumer.ts";
import { lotWithProducts } from "../support/products.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  assertAccessible,
  keepScreenshot,
  openBrowser,
  openPanel,
  type Reader,
} from "./support.ts";

interface Said {
  product: ConsumerProduct;
  rating: number;
  comment?: string;
  person: string;
}

async function rate(server: TestServer, { product, rating, comment, person }: Said): Promise<void> {
  const { status } = await server.api("/api/consumer/feedback", {
    method: "POST",
    headers: { "content-type": "application/json", "consumer-id": person },
    body: JSON.stringify({
      qr_code: product.qr_code,
      product_id: product.product_id,
      overall_rating: rating,
      comment,
      consumption_date: "2026-12-24T20:00:00Z",
    }),
  });
  assert.equal(status, 200);
}

async function look({ page }: Reader, url: string): Promise<void> {
  await page.goto(url);
  await page.locator("main .skeletons").first().waitFor({ state: "detached" });
}

Deno.test("products and opinions appear without a reload, a comment too", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  await using reader = await openPanel(browser, `${server.url}/#/consumers`);
  const { page, errors } = reader;
  await page.getByText("Personne n’a encore donné d’avis").waitFor();
  await page.getByRole("link", { name: "Produits", exact: true }).click();
  await page.getByText("Aucun produit pour l’instant").waitFor();

  const [product, other] = await lotWithProducts(server);
  await page.getByRole("link", { name: product!.product_id }).waitFor();

  await page.getByRole("link", { name: "Avis", exact: true }).click();
  await rate(server, { product: product!, rating: 2, comment: "Un peu rance", person: "a" });
  await page.getByText("Un peu rance").waitFor();
  await rate(server, { product: other!, rating: 5, comment: "Superbe", person: "b" });
  await page.getByText("Superbe").waitFor();
  const comments = await page.locator(".comment p:not(.quiet)").allTextContents();
  assert.deepEqual(comments, ["Superbe", "Un peu rance"], "newest first");
  await page.getByText("Trop peu d’avis pour une corrélation : 2.").waitFor();
  const mean = page.locator(".stat", { hasText: "Note moyenne" });
  await mean.getByRole("img", { name: "3,5 sur 5" }).waitFor();
  assert.deepEqual(errors, []);
});

Deno.test("a product shows its code, its measures and what is said of it", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const [product] = await lotWithProducts(server);
  await rate(server, { product: product!, rating: 4, comment: "Très fin", person: "a" });
  await using reader = await openPanel(browser, `${server.url}/#/consumers?view=products`);
  const { page, errors } = reader;
  await page.getByRole("link", { name: product!.product_id }).click();
  await page.getByText("Très fin").waitFor();
  await page.getByRole("img", { name: `QR code du produit ${product!.product_id}` })
    .locator("svg path").first().waitFor();
  await page.locator(".depth-map").waitFor();

  await page.getByRole("link", { name: "Page publique" }).click();
  await page.waitForURL(/\/p\/SQAL_/);
  assert.deepEqual(errors, []);
});

Deno.test("products are filtered by lot, site, grade and state", async () => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const [kept] = await lotWithProducts(server, { code: "LL2611001", samples: 1 });
  const [recalled] = await lotWithProducts(server, { code: "LL2611002", samples: 1 });
  await server.api(`/api/products/${recalled!.product_id}/recall`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reason: "essai" }),
  });
  await using reader = await openPanel(browser, `${server.url}/#/consumers?view=products`);
  const { page } = reader;
  const shown = async (...products: ConsumerProduct[]) => {
    await page.getByText(new RegExp(`^${products.length} produits?$`)).waitFor();
    const names = await page.locator(".product-card strong").allTextContents();
    assert.deepEqual(names.sort(), products.map(({ product_id }) => product_id).sort());
  };
  await shown(kept!, recalled!);
  await page.getByLabel("État").selectOption({ label: "Retirés" });
  await shown(recalled!);
  await page.getByText("Rappelé", { exact: true }).waitFor();
  await page.getByLabel("État").selectOption({ label: "En vente" });
  await shown(kept!);
  await page.getByLabel("Lot").fill("LL2611002");
  await page.getByLabel("Lot").press("Enter");
  await page.getByText("Aucun produit ne correspond").waitFor();
  await page.getByRole("link", { name: "Effacer les filtres" }).click();
  await page.getByLabel("Site").selectOption({ label: "Maubourguet" });
  await page.getByText("Aucun produit ne correspond").waitFor();
});

const LOOKS = [
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light", lang: "fr" },
  { name: "desktop", viewport: { width: 1440, height: 900 }, colorScheme: "dark", lang: "en" },
] as const;

Deno.test("no page about consumers has a violation of WCAG 2.2 AA or scrolls sideways", async (t) => {
  await using browser = await openBrowser();
  await using server = await startTestServer("embedded");
  const products = await lotWithProducts(server, { samples: 4 });
  for (const [i, product] of products.entries()) {
    for (let n = 0; n < 4; n++) {
      const comment = n % 2 === 0 ? "Fondant, parfumé, sans amertume" : undefined;
      await rate(server, { product, rating: 1 + (i + n) % 5, comment, person: `${n}` });
    }
  }
  const pages = {
    opinions: "#/consumers",
    products: "#/consumers?view=products",
    product: `#/consumers/${products[0]!.product_id}`,
    unknown_product: "#/consumers/FG_XX_0",
  };
  for (const { name: lookName, ...options } of LOOKS) {
    await using reader = await openPanel(browser, server.url, options);
    const { page, errors } = reader;
    for (const [name, hash] of Object.entries(pages)) {
      await t.step(`${name}, ${lookName}`, async () => {
        await look(reader, `${server.url}/${hash}`);
        await keepScreenshot(page, `${name}-${lookName}`);
        await assertAccessible(page, `${name}, ${lookName}`);
        assert.equal(
          await page.evaluate("document.documentElement.scrollWidth"),
          options.viewport.width,
          "the page scrolls sideways",
        );
        // A browser logs each 404, that of a product that nobody knows too.
        const isKnown = !name.startsWith("unknown");
        assert.deepEqual(errors.splice(0).filter((text) => isKnown || !text.includes("404")), []);
      });
    }
  }
});
