/** A product's page in a real browser. */
import assert from "node:assert/strict";
import { lotWithProducts } from "../support/products.ts";
import { startTestServer } from "../support/server.ts";
import { openBrowser } from "./support.ts";

for (const javaScriptEnabled of [true, false]) {
  Deno.test(`an opinion is counted on the page that thanks for it (scripts: ${javaScriptEnabled})`, async () => {
    await using browser = await openBrowser();
    await using server = await startTestServer("embedded");
    const [product] = await lotWithProducts(server);
    await using context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${server.url}/p/${product!.qr_code}?lang=en`);
    const opinions = page.locator("#said");
    assert.match(await opinions.innerText(), /^Nobody has rated it yet/);
    await page.locator(".stars.main label").nth(3).click();
    await page.getByRole("button", { name: "Send my opinion" }).click();
    await page.getByText("Thank you for your opinion!").waitFor();
    assert.match(await opinions.innerText(), /^1 opinion\./);
  });
}
