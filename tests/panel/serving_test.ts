/** What the server sends to a browser before anything runs in it. */
import assert from "node:assert/strict";
import { startTestServer } from "../support/server.ts";

const HTML = { headers: { accept: "text/html,application/xhtml+xml" } };

Deno.test("a browser gets the panel at /, others what the older server said there", async () => {
  await using server = await startTestServer("embedded");
  const page = await fetch(server.url, HTML);
  assert.equal(page.headers.get("content-type")?.split(";")[0], "text/html");
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  const html = await page.text();
  assert.doesNotMatch(html, /https?:\/\//, "no other host is asked for anything");

  const { body } = await server.api("/");
  assert.equal(body.status, "operational");
});

Deno.test("the panel's files have names of their content and are kept for good", async () => {
  await using server = await startTestServer("embedded");
  const html = await (await fetch(server.url, HTML)).text();
  const paths = html.match(/\/panel\/panel\.[\w-]+\.(?:js|css)/g) ?? [];
  assert.equal(paths.length, 2);
  for (const path of paths) {
    const response = await fetch(server.url + path);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.ok((await response.text()).length > 1_000);

    const plain = await fetch(server.url + path, { headers: { "accept-encoding": "identity" } });
    assert.equal(plain.headers.get("content-encoding"), null);
    await plain.body?.cancel();
  }
  const other = await fetch(`${server.url}/panel/panel.0000.js`);
  assert.equal(other.status, 404);
  await other.body?.cancel();
});
