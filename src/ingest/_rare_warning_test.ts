import assert from "node:assert/strict";
import { ManualClock } from "../lib/clock.ts";
import { type LogFields, silentLogger } from "../lib/log.ts";
import { RareWarning } from "./_rare_warning.ts";

Deno.test("RareWarning says at most one line a second, and how many it left out", () => {
  const clock = new ManualClock();
  const lines: (LogFields | undefined)[] = [];
  const log = { ...silentLogger, warn: (_: string, fields?: LogFields) => lines.push(fields) };
  const refusals = new RareWarning("refused", { clock, log });
  for (let n = 1; n <= 5; n++) refusals.warn({ n });
  clock.advance(1_000);
  refusals.warn({ n: 6 });
  assert.deepEqual(lines, [{ n: 1, left_out: 0 }, { n: 6, left_out: 4 }]);
});
