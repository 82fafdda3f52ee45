/** Who may do what, over HTTP: every route with every role and with none. */
import { deepEqual, equal, match, notEqual, ok, rejects } from "node:assert/strict";
import { type AppDeps, createApp, Gate, Policy, TokenAuthenticator } from "../../src/http/mod.ts";
import { createToken, TrustedProxies } from "../../src/http/mod.ts";
import { addPanelRoutes } from "../../src/panel/mod.ts";
import { ManualClock, systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { access, bearer, bearerOfJson, type Holder, tokenOf, TOKENS } from "../support/access.ts";
import { aMeal } from "../support/meals.ts";
import { feed, startTestServer } from "../support/server.ts";

const HOLDERS: readonly (Holder | "nobody")[] = [
  ...["viewer", "operator", "admin", "device", "gaveur"] as const,
  "nobody",
];

const VIEWERS = "viewer operator admin";
const OPERATORS = "operator admin";
const EVERYONE = HOLDERS.join(" ");
const KNOWN = "viewer operator admin device gaveur";

/** Written by hand from what each role is for, not from the server's own table. */
const EXPECTED: readonly [route: RegExp, holders: string][] = [
  [/^GET \/(livez|readyz|health(\/live|\/ready|\/startup)?)?$/, EVERYONE],
  [/^GET \/metrics$/, VIEWERS],
  [/^GET \/api\/session$/, EVERYONE],
  [/^POST \/api\/tickets$/, KNOWN],
  [/^GET \/api\/audit$/, "admin"],

  [/^GET \/api\/lots$/, `${VIEWERS} gaveur`],
  [/^POST \/api\/lots$/, "operator admin device"],
  [/^POST \/api\/lots\/:id\/close$/, OPERATORS],
  [/^GET \/api\/lots\/coherence$/, VIEWERS],
  [/^GET \/api\/lots\/:id(\/doses)?$/, KNOWN],
  [/^GET \/api\/lots\/:id\/(timeline|trace|epcis)$/, `${VIEWERS} gaveur`],
  [/^GET \/api\/sites\/(stats|courses|results)$/, VIEWERS],
  [/^GET \/api\/registry\/(lots|stats|events)$/, VIEWERS],

  [/^POST \/api\/sqal\/predict$/, VIEWERS],
  [/^GET \/api\/sqal\//, VIEWERS],
  [/^POST \/api\/sqal\/(alerts|pending-lots)/, OPERATORS],

  [/^(GET|POST) \/p\//, EVERYONE],
  [/^GET \/api\/public\//, EVERYONE],
  [/^GET \/api\/consumer\/(scan\/:qr_code|product\/:product_id\/stats)$/, EVERYONE],
  [/^POST \/api\/consumer\/feedback$/, EVERYONE],
  [/^GET \/api\/consumer\/(products|feedbacks|latest-product|producer|blockchain|ml)/, VIEWERS],
  [/^POST \/api\/consumer\/ml\//, OPERATORS],
  [/^POST \/api\/consumer\/internal\//, "admin"],
  [/^GET \/api\/products(\/:|$)/, VIEWERS],
  [/^POST \/api\/products\/:product_id\/recall$/, OPERATORS],

  [/^GET \/api\/(curves|trace|recall|samples|maize|export)/, VIEWERS],
  [/^POST \/api\/(curves|recall|maize)/, OPERATORS],
  [/^GET \/api\/control-panel\//, VIEWERS],
  [/^(POST|PUT|PATCH|DELETE) \/api\/control-panel\//, OPERATORS],

  [/^GET \/(panel|assets|docs|asyncapi|favicon|openapi\.json|asyncapi\.json)/, EVERYONE],
];

/** Whatever it is asked for: enough for routes to be declared, and to fail behind the gate. */
const anything: unknown = new Proxy(() => anything, {
  get: (_, key) =>
    key === Symbol.toPrimitive
      ? () => 1_000
      : key === "then" || typeof key === "symbol"
      ? undefined
      : anything,
  apply: () => anything,
});

function stubGate(authenticator = new TokenAuthenticator(TOKENS, systemClock)) {
  return new Gate({
    authenticator,
    policy: new Policy({ publicProducts: false }),
    ratePerMinute: { identity: 0, anonymous: 0 },
    clock: systemClock,
    metrics: { failed() {}, limited() {} },
    warnFailed() {},
  });
}

function stubApp() {
  const gate = stubGate();
  const audit = { record: () => Promise.resolve(), list: () => Promise.reject(new Error("none")) };
  const own = { gate, audit, allowedOrigins: [], proxies: new TrustedProxies([]) };
  const deps = new Proxy({}, {
    get: (_, key) =>
      key === "access" ? own : key === "log"
        ? silentLogger
        // The gaveur of these tests owns every lot: what is tried here is the role.
        : key === "lots"
        ? new Proxy({}, {
          get: (_, name) => name === "find" ? () => Promise.resolve({ gaveur_id: 1 }) : anything,
        })
        : anything,
  });
  return createApp(deps as AppDeps);
}

Deno.test("every route is for those that it is meant for, and for nobody else", async (t) => {
  const app = stubApp();
  addPanelRoutes(app, { signInOrigins: () => Promise.resolve([]) });
  const routes = new Set(
    app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) =>
      `${method} ${path}`
    ),
  );
  ok(routes.size > 50, `${routes.size} routes`);
  for (const route of routes) {
    await t.step(route, async () => {
      const expected = EXPECTED.find(([pattern]) => pattern.test(route))?.[1];
      ok(expected !== undefined, `${route}: who may? Add a row to the policy and to this test`);
      const [method = "", path = ""] = route.split(" ");
      const url = path.replaceAll(/:\w+(\{[^}]*\})?/g, "1").replaceAll("*", "x");
      const policy = new Policy({ publicProducts: false });
      ok(policy.find(method, url), `${route}: no row in the policy`);
      const admitted = [];
      for (const holder of HOLDERS) {
        const response = await app.request(url, {
          method,
          headers: bearerOfJson(holder),
          ...(method !== "GET" && { body: "{}" }),
        });
        await response.body?.cancel();
        if (response.status === 401) {
          equal(holder, "nobody", "401 is for those without credentials");
        } else if (response.status !== 403) admitted.push(holder);
      }
      equal(admitted.join(" "), expected);
    });
  }
});

Deno.test("WebSockets are for those that they are meant for", async (t) => {
  await using server = await startTestServer("embedded", access());
  const expected = {
    "/ws/gavage": "operator admin device gaveur",
    "/ws/sensors/": "operator admin device",
    "/ws/realtime/": "viewer operator admin gaveur",
    "/ws/gaveur/1": "viewer operator admin gaveur",
    "/ws/gaveur/2/": "viewer operator admin",
    "/ws/notifications/": "viewer operator admin gaveur",
  };
  for (const [path, holders] of Object.entries(expected)) {
    await t.step(path, async () => {
      const admitted = [];
      for (const holder of HOLDERS) {
        try {
          await using _ = await server.socket(path, { headers: bearer(holder) });
          admitted.push(holder);
        } catch (error) {
          match((error as Error).message, holder === "nobody" ? /401/ : /403/);
        }
      }
      equal(admitted.join(" "), holders);
    });
  }
  await t.step("a gaveur who is no number", async () => {
    for (const path of ["/ws/gaveur/x", "/ws/gaveur/-1", "/ws/gaveur/"]) {
      await rejects(server.socket(path, { headers: bearer("viewer") }), /403/, path);
    }
  });
});

Deno.test("a route that nobody wrote into the policy is refused, whoever asks", async () => {
  const app = stubApp();
  app.get("/api/brand-new", (c) => c.text("secret"));
  const ask = async (holder: Holder | "nobody") =>
    (await app.request("/api/brand-new", { headers: bearer(holder) })).status;
  deepEqual([await ask("admin"), await ask("nobody")], [404, 401]);
});

Deno.test("credentials that are none are refused, and told why", async (t) => {
  const clock = new ManualClock(Date.parse("2027-01-01T00:00:00Z"));
  const { token, hash } = createToken();
  const expires = "2027-01-01T01:00:00Z";
  const tokens = new TokenAuthenticator(
    [{ name: "brief", hash, roles: ["viewer"], expires }],
    clock,
  );
  equal((await tokens.authenticate(token)).status, "known");
  clock.advance(3_600_000);
  deepEqual(await tokens.authenticate(token), {
    status: "refused",
    reason: "expired",
    message: "token brief: expired on 2027-01-01T01:00:00.000Z",
  });
  const rows: [string, string, RegExp][] = [
    ["an unknown token", `Bearer ${createToken().token}`, /unknown token/],
    ["the hash itself", `Bearer ${TOKENS[0]!.hash}`, /unknown token/],
    ["a password", "Basic YTpi", /expected Bearer, got Basic/],
  ];
  const app = stubApp();
  for (const [what, authorization, expected] of rows) {
    await t.step(what, async () => {
      const answer = await app.request("/api/lots", { headers: { authorization } });
      equal(answer.status, 401);
      match(answer.headers.get("www-authenticate")!, /^Bearer realm="gavaged", error=/);
      match((await answer.json()).detail, expected);
    });
  }
});

Deno.test("a ticket is good no longer than the token that bought it", async () => {
  const authenticator = new TokenAuthenticator(TOKENS, systemClock);
  const gate = stubGate(authenticator);
  const enters = async (holder: Holder, change = () => {}) => {
    const known = await authenticator.authenticate(tokenOf(holder));
    ok(known.status === "known");
    const ticket = gate.tickets.sell(known.identity, "/ws/realtime/");
    change();
    const headers = new Headers();
    const visit = { method: "WS", path: "/ws/realtime", headers, ticket, address: "127.0.0.1" };
    return !("refusal" in await gate.admit(visit));
  };
  const withoutViewer = TOKENS.filter(({ name }) => name !== "the viewer");
  equal(await enters("viewer"), true);
  equal(await enters("admin", () => authenticator.replace(withoutViewer)), true);
  authenticator.replace(TOKENS);
  equal(await enters("viewer", () => authenticator.replace(withoutViewer)), false);
});

Deno.test("what operators do stands in the audit trail, under their proven name", async () => {
  await using server = await startTestServer("embedded", access());
  const post = (path: string, holder: Holder | "nobody", body: object) =>
    server.api(path, { method: "POST", headers: bearerOfJson(holder), body: JSON.stringify(body) });
  const alert = { alert_type: "odour", severity: "info", message: "something smells" };
  const raised = await post("/api/sqal/alerts", "operator", alert);
  const acknowledge = `/api/sqal/alerts/${raised.body.alert_id}/acknowledge`;
  const done = await post(acknowledge, "admin", { acknowledged_by: "somebody else" });
  deepEqual([done.status, done.body.acknowledged_by], [200, "the admin"]);
  equal((await post(acknowledge, "viewer", { acknowledged_by: "me" })).status, 403);
  equal((await post(acknowledge, "nobody", { acknowledged_by: "me" })).status, 401);
  const undecided = "/api/sqal/pending-lots/LL1/approve";
  equal((await post(undecided, "operator", { by: "x" })).status, 404);

  const trail = await server.api("/api/audit?limit=3", { headers: bearer("admin") });
  const shown = (rows: unknown) =>
    (rows as Record<string, unknown>[]).map((row) =>
      [row.actor, row.action, row.target, row.outcome, row.status].join(" ")
    );
  deepEqual(shown(trail.body.actions), [
    `the operator lot.approve ${undecided} refused 404`,
    `the viewer alert.acknowledge ${acknowledge} denied 403`,
    `the admin alert.acknowledge ${acknowledge} done 200`,
  ]);
  const rest = await server.api(`/api/audit?cursor=${trail.body.next_cursor}`, {
    headers: bearer("admin"),
  });
  deepEqual(shown(rest.body.actions), ["the operator alert.raise /api/sqal/alerts done 200"]);
  equal(rest.body.next_cursor, null);
  const filtered = await server.api("/api/audit?actor=the%20operator&outcome=done&target=alerts", {
    headers: bearer("admin"),
  });
  deepEqual(shown(filtered.body.actions), shown(rest.body.actions));
  const [first] = trail.body.actions as Record<string, string>[];
  match(first!.address_hash!, /^[0-9a-f]{64}$/);
  notEqual(first!.address_hash, "0".repeat(64));
  match(first!.request_id!, /^[0-9a-f-]{36}$/);
  match(first!.recorded_at!, /\+00:00$/);
  equal((await server.api("/api/audit?since=gestern", { headers: bearer("admin") })).status, 422);
});

Deno.test("beyond this machine a server wants to know who comes", async (t) => {
  const rows: [string, object, RegExp][] = [
    ["none", { host: "0.0.0.0" }, /--host 0\.0\.0\.0: refusing to listen beyond this machine/],
    ["no tokens", { auth: "token" }, /auth token: expected tokens/],
    ["no issuer", { auth: "oidc" }, /auth oidc: expected oidc_issuer/],
    ["no audience", { auth: "oidc", oidc_issuer: "https://id.example" }, /expected oidc_audience/],
  ];
  for (const [what, changes, expected] of rows) {
    await t.step(what, async () => {
      await startTestServer("embedded", changes).then(
        async (server) => {
          await server[Symbol.asyncDispose]();
          throw new Error("it started");
        },
        (error: Error) => match(error.message, expected),
      );
    });
  }
  await t.step("with tokens it listens", async () => {
    await using server = await startTestServer("embedded", { ...access(), host: "0.0.0.0" });
    const { port } = new URL(server.url);
    const answer = await fetch(`http://127.0.0.1:${port}/api/lots`, { headers: bearer("viewer") });
    equal(answer.status, 200);
    await answer.body?.cancel();
  });
});

Deno.test("without authentication everybody on this machine may do everything, and it is written", async () => {
  await using server = await startTestServer("embedded");
  await feed(server, aMeal());
  const session = await server.api("/api/session");
  deepEqual(
    [session.body.auth, session.body.name, session.body.roles],
    ["none", "local", ["viewer", "operator", "admin"]],
  );
  const decided = await server.api("/api/sqal/pending-lots/LL2611001/approve", {
    method: "POST",
    headers: bearerOfJson("nobody"),
    body: JSON.stringify({ by: "Anne" }),
  });
  equal(decided.status, 404);
  const trail = await server.api("/api/audit");
  equal((trail.body.actions as { actor: string }[])[0]!.actor, "local");
});
