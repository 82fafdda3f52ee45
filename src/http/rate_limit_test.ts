import { equal } from "node:assert/strict";
import { ManualClock } from "../lib/clock.ts";
import { RateLimit } from "./rate_limit.ts";

Deno.test("a minute's worth at once, then as fast as it fills, each key by itself", () => {
  const clock = new ManualClock();
  const limit = new RateLimit({ perMinute: 6, clock });
  for (let i = 0; i < 6; i++) equal(limit.take("a"), undefined);
  equal(limit.take("a"), 10);
  equal(limit.wait("a"), 10);
  equal(limit.take("b"), undefined);
  clock.advance(4_000);
  equal(limit.take("a"), 6);
  clock.advance(6_000);
  equal(limit.wait("a"), undefined, "asking takes nothing");
  equal(limit.take("a"), undefined);
  equal(limit.take("a"), 10);
  clock.advance(3_600_000);
  for (let i = 0; i < 6; i++) equal(limit.take("a"), undefined);
  equal(limit.take("a"), 10, "an hour saves up no more than a minute's worth");
});

Deno.test("no limit, and no more keys than there is room for", () => {
  const clock = new ManualClock();
  const free = new RateLimit({ perMinute: 0, clock });
  for (let i = 0; i < 100; i++) equal(free.take("a"), undefined);
  const small = new RateLimit({ perMinute: 1, clock, maxKeys: 2 });
  equal(small.take("a"), undefined);
  equal(small.take("b"), undefined);
  equal(small.take("a"), 60, "it is still known, and the newest now");
  equal(small.take("c"), undefined);
  equal(small.take("b"), undefined, "the longest untouched was forgotten");
});
