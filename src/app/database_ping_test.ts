import { equal, rejects } from "node:assert/strict";
import { ManualClock } from "../lib/clock.ts";
import { databasePing, PING_MS } from "./database_ping.ts";

Deno.test("databasePing asks a silent database once, and gives up in time", async () => {
  const clock = new ManualClock();
  let asked = 0;
  let answer = Promise.withResolvers<void>();
  const ping = databasePing(() => {
    asked++;
    return answer.promise;
  }, clock);

  for (let probe = 0; probe < 3; probe++) {
    const waiting = ping();
    clock.advance(PING_MS);
    await rejects(waiting, /no answer in 2000 ms/);
  }
  equal(asked, 1);

  const heard = ping();
  answer.resolve();
  await heard;
  answer = Promise.withResolvers();
  answer.reject(new Error("gone"));
  await rejects(ping(), /gone/);
  equal(asked, 2);
  equal(clock.pending, 0);
});
