/** What every answer tells a browser, and which pages may ask. */
import { deepEqual, equal, match } from "node:assert/strict";
import { access, bearer, type Holder } from "../support/access.ts";
import { startTestServer } from "../support/server.ts";

Deno.test("every answer says what browsers must not do with it", async (t) => {
  const origin = "https://panel.example";
  const changes = { ...access(), allowed_origins: [origin], trusted_proxies: ["127.0.0.1"] };
  await using server = await startTestServer("embedded", changes);
  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const answer = await fetch(server.url + path, { method, headers });
    await answer.body?.cancel();
    return answer;
  };
  for (const [path, holder] of [["/livez", "nobody"], ["/api/lots", "nobody"], ["/x", "admin"]]) {
    await t.step(path!, async () => {
      const { headers } = await ask(path!, bearer(holder as Holder));
      deepEqual(
        [
          "content-security-policy",
          "permissions-policy",
          "referrer-policy",
          "strict-transport-security",
          "x-content-type-options",
          "x-frame-options",
        ].map((name) => headers.get(name)),
        [
          "default-src 'none'; frame-ancestors 'none'",
          "camera=(), geolocation=(), microphone=()",
          "no-referrer",
          null,
          "nosniff",
          "DENY",
        ],
      );
    });
  }
  await t.step("behind https, to stay there", async () => {
    const { headers } = await ask("/livez", { "x-forwarded-proto": "https" });
    equal(headers.get("strict-transport-security"), "max-age=31536000");
  });
  await t.step("an allowed origin may call, with credentials", async () => {
    const preflight = await ask("/api/lots", {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    }, "OPTIONS");
    equal(preflight.status, 204);
    equal(preflight.headers.get("access-control-allow-origin"), origin);
    equal(preflight.headers.get("access-control-allow-credentials"), "true");
    match(preflight.headers.get("access-control-allow-methods")!, /POST/);
    equal(preflight.headers.get("access-control-allow-headers"), "authorization,content-type");
    const real = await ask("/api/lots", { origin, ...bearer("viewer") });
    deepEqual([real.status, real.headers.get("access-control-allow-origin")], [200, origin]);
    const unknown = await ask("/api/lots", { origin });
    deepEqual([unknown.status, unknown.headers.get("access-control-allow-origin")], [401, origin]);
  });
  await t.step("another one may not", async () => {
    const answer = await ask("/api/lots", { origin: "https://evil.example", ...bearer("admin") });
    deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [403, null]);
  });
});
