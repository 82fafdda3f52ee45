/** How often one may ask, and how often one may be wrong. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Gate, Policy, TokenAuthenticator } from "../../src/http/mod.ts";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { access, bearer, type Holder, TOKENS } from "../support/access.ts";
import { startTestServer } from "../support/server.ts";

Deno.test("too many requests are told when to come back, each identity by itself", async () => {
  const changes = { ...access(), rate_limit: 5, rate_limit_anonymous: 3 };
  await using server = await startTestServer("embedded", changes);
  const statuses = async (count: number, path: string, holder: Holder | "nobody") => {
    const seen = [];
    for (let i = 0; i < count; i++) {
      const answer = await fetch(server.url + path, { headers: bearer(holder) });
      await answer.body?.cancel();
      seen.push(answer.status);
      if (answer.status === 429) match(answer.headers.get("retry-after")!, /^\d+$/);
    }
    return seen;
  };
  deepEqual(await statuses(6, "/api/lots", "viewer"), [200, 200, 200, 200, 200, 429]);
  deepEqual(await statuses(1, "/api/lots", "operator"), [200]);
  deepEqual(await statuses(4, "/api/session", "nobody"), [200, 200, 200, 429]);
  deepEqual(await statuses(8, "/livez", "nobody"), Array(8).fill(200), "probes are never refused");
  const metrics = await fetch(`${server.url}/metrics`, { headers: bearer("operator") });
  match(await metrics.text(), /^gavaged_rate_limited_total [2-9]/m);
});

Deno.test("who guesses tokens is not listened to any more, and stands in the log without them", async () => {
  const lines: string[] = [];
  const log = {
    ...silentLogger,
    warn: (message: string, fields?: object) => {
      lines.push(JSON.stringify({ message, ...fields }));
    },
  };
  await using server = await startTestServer("embedded", { ...access(), log });
  const guess = "Bearer gvg_this_is_a_guess";
  let limited = 0;
  for (let i = 0; i < 65; i++) {
    const answer = await fetch(`${server.url}/api/lots`, { headers: { authorization: guess } });
    await answer.body?.cancel();
    if (answer.status === 429) limited++;
  }
  ok(limited >= 4 && limited <= 5, `${limited}`);
  const failed = lines.filter((line) => line.includes("authentication failed"));
  equal(failed.length, 1);
  match(failed[0]!, /"reason":"unknown","address":"127\.0\.0\.1"/);
  ok(!lines.join().includes("guess"));
});

Deno.test("the server's own clients are not counted, not even where everybody may come", async () => {
  const clock = new ManualClock(0);
  const gate = new Gate({
    authenticator: new TokenAuthenticator(TOKENS, clock),
    policy: new Policy({ publicProducts: false }),
    ratePerMinute: { identity: 1, anonymous: 1 },
    clock,
    metrics: { failed() {}, limited() {} },
    warnFailed() {},
  });
  const rate = async (token: string) => {
    const admission = await gate.admit({
      method: "POST",
      path: "/api/consumer/feedback",
      headers: new Headers({ authorization: `Bearer ${token}` }),
      address: "127.0.0.1",
    });
    return "refusal" in admission ? admission.refusal.status : admission.identity?.name;
  };
  const rateThrice = async (token: string) => [
    await rate(token),
    await rate(token),
    await rate(token),
  ];
  deepEqual(await rateThrice(gate.internalToken), ["gavaged", "gavaged", "gavaged"]);
  deepEqual(await rateThrice("somebody's"), [undefined, 429, 429]);
});
