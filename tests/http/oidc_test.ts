/** Access tokens of a real OpenID provider: which are taken, which are not, and why. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type CryptoKey, decodeJwt, exportSPKI, importJWK, SignJWT } from "jose";
import { OidcAuthenticator } from "../../src/http/mod.ts";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { AUDIENCE, type OpenIdProvider, startOpenIdProvider } from "../support/openid_provider.ts";
import { startTestServer } from "../support/server.ts";

type Options = ConstructorParameters<typeof OidcAuthenticator>[0];

function authenticator(
  { issuer }: Pick<OpenIdProvider, "issuer">,
  changes: Partial<Options> = {},
): { oidc: OidcAuthenticator; clock: ManualClock } {
  const clock = new ManualClock(Date.now());
  const oidc = new OidcAuthenticator({
    issuer,
    audience: [AUDIENCE],
    clientId: "panel",
    scope: "openid",
    rolesClaim: "realm_access.roles",
    gaveurClaim: "gaveur_id",
    clockSkewSeconds: 30,
    clock,
    log: silentLogger,
    keysCooldownMs: 0,
    ...changes,
  });
  return { oidc, clock };
}

/** The identity without its expiry, or why there is none. */
async function outcome(oidc: OidcAuthenticator, token: string) {
  const answer = await oidc.authenticate(token);
  if (answer.status === "refused") return answer.reason;
  if (answer.status === "unavailable") return answer.status;
  const { expiresMs: _, ...identity } = answer.identity;
  return identity;
}

Deno.test("oidc: the roles and the gaveur of a token are read where the configuration says", async () => {
  await using provider = await startOpenIdProvider();
  const { oidc } = authenticator(provider);
  deepEqual(await outcome(oidc, await provider.token("site-operator")), {
    name: "site-operator",
    auth: "oidc",
    roles: ["operator"],
  });
  deepEqual(await outcome(oidc, await provider.token("farm-3")), {
    name: "farm-3",
    auth: "oidc",
    roles: ["gaveur"],
    gaveurId: 3,
  });
  const nameless = { name: "nameless-farm", auth: "oidc", roles: [] };
  deepEqual(await outcome(oidc, await provider.token("nameless-farm")), nameless);

  const custom = await provider.token("custom");
  const named = authenticator(provider, { rolesClaim: "https://coop.example/roles" }).oidc;
  deepEqual(await outcome(named, custom), {
    name: "custom",
    auth: "oidc",
    roles: ["viewer", "admin"],
  });
  const nested = authenticator(provider, { rolesClaim: "groups.a" }).oidc;
  deepEqual(await outcome(nested, custom), { name: "custom", auth: "oidc", roles: ["device"] });
});

Deno.test("oidc: a person who logs in by the code flow enters, and their name is kept", async () => {
  await using provider = await startOpenIdProvider();
  await using server = await startTestServer("embedded", {
    auth: "oidc",
    oidc_issuer: provider.issuer,
    oidc_audience: [AUDIENCE],
  });
  const authorization = `Bearer ${await provider.login("sophie")}`;
  const { status, body } = await server.api("/api/session", { headers: { authorization } });
  deepEqual(
    [status, body.authenticated, body.name, body.roles],
    [200, true, "sophie", ["viewer", "operator", "admin"]],
  );
  deepEqual((await server.api("/api/session")).body.oidc, {
    issuer: provider.issuer,
    client_id: "gavaged",
    scope: "openid profile",
    authorization_endpoint: `${provider.issuer}/auth`,
    token_endpoint: `${provider.issuer}/token`,
    end_session_endpoint: `${provider.issuer}/session/end`,
  });
  equal((await server.api("/api/lots", { headers: { authorization } })).status, 200);
  const refused = await fetch(`${server.url}/api/lots`, {
    headers: { authorization: `Bearer ${await provider.token("elsewhere")}` },
  });
  equal(refused.status, 401);
  match((await refused.json()).detail, /aud is not what this server expects/);
  match(refused.headers.get("www-authenticate")!, /^Bearer .*error="invalid_token"/);
});

Deno.test("oidc: tokens end, with as much patience as the clocks may differ", async () => {
  await using provider = await startOpenIdProvider();
  const { oidc, clock } = authenticator(provider);
  const token = await provider.token("site-operator");
  const endMs = decodeJwt(token).exp! * 1_000;
  clock.advance(endMs + 29_000 - clock.now());
  ok(typeof await outcome(oidc, token) === "object");
  clock.advance(1_500);
  equal(await outcome(oidc, token), "expired");
  const strict = authenticator(provider, { clockSkewSeconds: 0 });
  strict.clock.advance(endMs + 1_000 - strict.clock.now());
  equal(await outcome(strict.oidc, token), "expired");
});

Deno.test("oidc: a key that is new is fetched, one that was withdrawn is worth nothing", async () => {
  await using provider = await startOpenIdProvider();
  const { oidc } = authenticator(provider);
  const before = await provider.token("site-operator");
  ok(typeof await outcome(oidc, before) === "object");
  await provider.rotateKeys();
  ok(typeof await outcome(oidc, await provider.token("site-operator")) === "object");
  equal(await outcome(oidc, before), "invalid");
});

Deno.test("oidc: what only looks like the provider's token is refused", async (t) => {
  await using provider = await startOpenIdProvider();
  const good = await provider.token("site-operator");
  const claims = decodeJwt(good);
  const { oidc } = authenticator(provider);
  const publicKey = provider.publicKey();
  const pem = await exportSPKI(
    await importJWK({ ...publicKey, ext: true }, "RS256") as CryptoKey,
  );
  const own = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: "SHA-256",
    },
    true,
    ["sign", "verify"],
  );
  const sign = (key: CryptoKey | Uint8Array, alg: string) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid: publicKey.kid! }).sign(key);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const [header, payload, signature] = good.split(".");
  const forged: [string, string, string][] = [
    ["a token without a signature", `${part({ alg: "none" })}.${payload}.`, "invalid"],
    [
      "one signed by the public key as a shared secret",
      await sign(new TextEncoder().encode(pem), "HS256"),
      "invalid",
    ],
    [
      "one signed by somebody else under the same key id",
      await sign(own.privateKey, "RS256"),
      "invalid",
    ],
    [
      "one with other claims under the old signature",
      `${header}.${part({ ...claims, realm_access: { roles: ["admin"] } })}.${signature}`,
      "invalid",
    ],
    ["one for another program", await provider.token("elsewhere"), "invalid"],
    ["no token at all", "gvg_notatoken", "malformed"],
    ["dots", "..", "malformed"],
  ];
  for (const [what, token, reason] of forged) {
    await t.step(what, async () => equal(await outcome(oidc, token), reason));
  }
  await t.step("the provider is not taken for away because of them", async () => {
    ok(typeof await outcome(oidc, good) === "object");
  });
  await t.step("a provider that names another issuer is not believed", async () => {
    const { oidc } = authenticator({ issuer: provider.issuer.replace("127.0.0.1", "localhost") });
    equal(await outcome(oidc, good), "unavailable");
  });
});

Deno.test("oidc: the server starts before its provider, and says when to come back", async () => {
  const reserved = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = reserved.addr as Deno.NetAddr;
  reserved.close();
  const issuer = `http://127.0.0.1:${port}`;
  await using server = await startTestServer("embedded", {
    auth: "oidc",
    oidc_issuer: issuer,
    oidc_audience: [AUDIENCE],
  });
  const answer = await fetch(`${server.url}/api/lots`, {
    headers: { authorization: "Bearer x.y.z" },
  });
  equal(answer.status, 503);
  equal(answer.headers.get("retry-after"), "2");
  equal((await answer.json()).code, "provider_unreachable");
  equal((await server.api("/livez")).status, 200);
  equal(((await server.api("/api/session")).body.oidc as { issuer: string }).issuer, issuer);

  const { oidc, clock } = authenticator({ issuer });
  equal(await outcome(oidc, "x.y.z"), "unavailable");
  await using provider = await startOpenIdProvider({ port });
  const token = await provider.token("farm-3");
  equal(await outcome(oidc, token), "unavailable", "it is left alone for a while");
  clock.advance(2_000);
  ok(typeof await outcome(oidc, token) === "object");
});
