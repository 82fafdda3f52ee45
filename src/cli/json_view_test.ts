import assert from "node:assert/strict";
import { jsonView } from "./json_view.ts";

function viewTo(write: (lines: string) => void) {
  return jsonView<number, number>({
    write,
    eventOf: (n) => n < 0 ? undefined : { n },
    summaryOf: (total) => ({ total }),
  });
}

Deno.test("JSON view: the events of a turn are written together, and none waits for another turn", async () => {
  const writes: string[] = [];
  const view = viewTo((lines) => writes.push(lines));
  for (const n of [1, -1, 2]) view.onEvent(n);
  assert.deepEqual(writes, []);
  await Promise.resolve();
  assert.deepEqual(writes, ['{"n":1}\n{"n":2}']);
  view.onEvent(3);
  view.close(6);
  await Promise.resolve();
  assert.deepEqual(writes.slice(1), ['{"n":3}\n{"type":"summary","total":6}']);
});
