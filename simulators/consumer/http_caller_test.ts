import assert from "node:assert/strict";
import { ManualClock } from "../../src/lib/clock.ts";
import { randomStream } from "../kernel/mod.ts";
import { HttpCaller, retryAfterMs } from "./http_caller.ts";

async function ask(answers: readonly (() => Response)[]) {
  const clock = new ManualClock(0);
  const states: string[] = [];
  let asked = 0;
  const caller = new HttpCaller({
    fetch: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]!()),
    clock,
    random: randomStream(1),
    onAway: (_, reason) => states.push(`away: ${reason}`),
    onBack: () => states.push("back"),
  });
  let isDone = false;
  const asking = caller.ask({ method: "GET", url: "http://h/" }, new AbortController().signal)
    .finally(() => isDone = true);
  while (!isDone) {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const nextMs = clock.nextDueMs();
    if (nextMs !== undefined && !isDone) clock.advance(nextMs - clock.now());
  }
  return { answer: await asking, asked, states, clock };
}

const status = (status: number) => () => Response.json({ detail: `is ${status}` }, { status });

Deno.test("http caller: what time may cure is asked again, the rest is an answer", async () => {
  for (const passing of [408, 425, 429, 502, 503, 504]) {
    const { answer, states, clock } = await ask([status(passing), status(passing), status(200)]);
    assert.equal(answer?.status, 200);
    assert.equal(answer?.tries, 3);
    assert.deepEqual(states, [`away: ${passing} is ${passing}`, "back"]);
    assert.equal(clock.pending, 0);
  }
  for (const final of [200, 201, 400, 401, 404, 409, 410, 422, 501]) {
    assert.equal((await ask([status(final)])).asked, 1, `${final}`);
  }
});

Deno.test("http caller: a fault that comes back five times is an answer", async () => {
  const { answer, asked } = await ask([status(500)]);
  assert.equal(answer?.status, 500);
  assert.equal(asked, 5);
  assert.equal((await ask([status(500), status(200)])).answer?.status, 200);
});

Deno.test("http caller: Retry-After in seconds or as a date, within reason", () => {
  const nowMs = Date.parse("2026-11-22T06:00:00Z");
  const rows = [
    ["2", 2_000],
    ["0.5", 500],
    ["Sun, 22 Nov 2026 06:00:07 GMT", 7_000],
    ["Sun, 22 Nov 2026 05:00:00 GMT", undefined],
    ["86400", 300_000],
    ["0", undefined],
    ["soon", undefined],
    [null, undefined],
  ] as const;
  for (const [header, waitMs] of rows) {
    assert.equal(retryAfterMs(header, nowMs), waitMs, `${header}`);
  }
});
