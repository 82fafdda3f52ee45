/** `/api/products` and `/p` over HTTP, on a whole server. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { SERVER_ENGINES } from "../support/engines.ts";
import { lotWithProducts, statusOf } from "../support/products.ts";
import { serve, startTestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";
import { until } from "../support/until.ts";

for (const engine of SERVER_ENGINES) {
  Deno.test(`products ${engine}: pages, filters, and QR codes to print`, async () => {
    await using server = await startTestServer(engine, { public_url: "https://foie.example/" });
    await lotWithProducts(server, { samples: 3 });
    const { body: first } = await server.api("/api/products?limit=2&site=LL&grade=B&lot=LL2611001");
    const { body: second } = await server.api(`/api/products?limit=2&cursor=${first.next_cursor}`);
    const ids = [...first.products as Frame[], ...second.products as Frame[]]
      .map(({ sample_id }) => sample_id);
    deepEqual(ids, ["LL2611001-3", "LL2611001-2", "LL2611001-1"]);
    equal(second.next_cursor, null);
    deepEqual((await server.api("/api/products?site=MT")).body.products, []);
    deepEqual((await server.api("/api/products?active=false")).body.products, []);
    equal((await server.api("/api/products?cursor=x")).status, 422);

    const [newest] = first.products as Frame[];
    const path = `/api/products/${newest!.product_id}`;
    const { body: one } = await server.api(path);
    deepEqual(one, newest);
    equal(one.url, `https://foie.example/p/${one.qr_code}`);
    equal((await server.api("/api/products/FG_0")).status, 404);
    const svg = await fetch(`${server.url}${path}/qr.svg`);
    equal(svg.headers.get("content-type"), "image/svg+xml");
    match(await svg.text(), /^<svg/);
    const png = new Uint8Array(
      await (await fetch(`${server.url}${path}/qr.png?scale=4`)).arrayBuffer(),
    );
    deepEqual([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    equal(await statusOf(`${server.url}/api/products/FG_0/qr.png`), 404);
  });

  Deno.test(`products ${engine}: two servers share the work and the codes`, async () => {
    await using server = await startTestServer(engine);
    await using second = await serve(server.db);
    const products = await lotWithProducts(server, { samples: 5 });
    equal(new Set(products.map(({ sample_id }) => sample_id)).size, 5);
    equal((await second.api(`/api/consumer/scan/${products[0]!.qr_code}`)).status, 200);
    const events = await server.db.sql`
      select from lot_events where event_type = 'product_registered'`;
    equal(events.length, 5);
    await until(
      "an empty queue",
      async () => (await server.db.sql`select from product_queue`).length === 0,
    );
  });

  Deno.test(`public page ${engine}: both languages, the form, and its answers`, async () => {
    await using server = await startTestServer(engine);
    const [product, other] = await lotWithProducts(server);
    const url = `${server.url}/p/${product!.qr_code}`;
    const page = await fetch(url, { headers: { "accept-language": "fr" } });
    const html = await page.text();
    equal(page.status, 200);
    match(page.headers.get("content-security-policy")!, /script-src 'self'/);
    ok(!/<style|style="|<script>|onclick|https?:\/\//.test(html), "nothing inline, nobody else");
    match(html, /<html lang="fr">/);
    match(html, /12 jours/);
    ok(!html.includes("Martin"));
    match(await (await fetch(`${url}?lang=en`)).text(), /Best before/);
    match(
      await (await fetch(url, { headers: { "accept-language": "en-GB" } })).text(),
      /<html lang="en">/,
    );
    for (const asset of ["page.css", "page.js"]) {
      equal(await statusOf(`${server.url}/p/assets/${asset}`), 200);
    }

    const cookie = page.headers.get("set-cookie")!.split(";")[0]!;
    const send = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}?lang=fr`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie, ...headers },
        body: new URLSearchParams(fields),
      });
      return { response, text: await response.text() };
    };
    const empty = await send({ comment: "<script>alert(1)</script>" });
    equal(empty.response.status, 422);
    match(empty.text, /Votre avis n/);
    const key = crypto.randomUUID();
    // As a browser sends what it counts as 1,000 characters.
    const comment = "a".repeat(499) + "\r\n".repeat(2) + "b".repeat(499);
    const fields = { key, overall_rating: "5", texture: "4", comment, consumption_context: "" };
    const sent = await send(fields);
    equal(sent.response.status, 303);
    const thanks = await fetch(server.url + sent.response.headers.get("location"), {
      headers: { cookie },
    });
    match(await thanks.text(), /Merci pour votre avis/);
    equal((await send(fields)).response.status, 303, "sent twice, counted once");
    const again = await send({ overall_rating: "1" }, { accept: "application/json" });
    equal(again.response.status, 409);
    match(JSON.parse(again.text).lead, /déjà/);
    match(await (await fetch(`${url}?lang=fr`, { headers: { cookie } })).text(), /déjà donné/);
    const [stored] = await server.db
      .sql`select overall_rating, texture_rating, length(comment) from consumer_feedbacks`;
    deepEqual(stored, { overall_rating: 5, texture_rating: 4, length: 1_000 });
    // Somebody else at the same address.
    match(await (await fetch(`${server.url}/p/${other!.qr_code}?lang=fr`)).text(), /<form/);
  });
}

Deno.test("products are certified as the site of their lot is", async () => {
  await using server = await startTestServer("embedded", { certifications_ll: ["Label Rouge"] });
  const sites = [
    { site: "LL", gaveur_id: 1, labels: ["Label Rouge"] },
    { site: "LS", gaveur_id: 2, labels: [] },
    { site: "MT", gaveur_id: 3, labels: ["IGP Canard à foie gras du Sud-Ouest"] },
  ];
  for (const { labels, ...meal } of sites) {
    const code = `${meal.site}2611001`;
    const [product] = await lotWithProducts(server, { code, samples: 1, meal });
    const { body } = await server.api(`/api/products/${product!.product_id}`);
    deepEqual(body.certifications, labels, meal.site);
  }
});
