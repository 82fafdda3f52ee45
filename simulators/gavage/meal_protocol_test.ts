import assert from "node:assert/strict";
import { readMealAnswer } from "./meal_protocol.ts";

const meal = { code_lot: "LL2611001", jour: 3, moment: "soir" };
const key = "LL2611001/3/soir";
const read = (answer: unknown) => readMealAnswer(JSON.stringify(answer));

Deno.test("meal protocol: an acknowledgement names its meal", () => {
  assert.deepEqual(read({ type: "ack", ...meal, status: "saved" }), { kind: "ack", key });
});

Deno.test("meal protocol: overloaded and stopping servers get the meal again", () => {
  assert.deepEqual(
    read({ type: "error", code: "overloaded", error: "full", data: meal, retry_after_ms: 250 }),
    { kind: "later", key, retryAfterMs: 250 },
  );
  assert.deepEqual(
    read({ type: "error", code: "storage", error: "stopping", data: meal }),
    { kind: "later", key, retryAfterMs: 1_000 },
  );
});

Deno.test("meal protocol: other errors refuse, with or without a code or the meal", () => {
  assert.deepEqual(
    read({ type: "error", code: "invalid", error: "jour: too big", data: meal }),
    { kind: "refused", key, code: "invalid", message: "jour: too big" },
  );
  assert.deepEqual(
    read({ type: "error", error: "Échec", data: null }),
    { kind: "refused", key: undefined, code: "refused", message: "Échec" },
  );
});

Deno.test("meal protocol: the greeting, strangers and noise are passed over", () => {
  for (const text of ['{"type":"connection_established"}', "null", "3", "[]", "{", '"ack"']) {
    assert.deepEqual(readMealAnswer(text), { kind: "other" });
  }
  assert.deepEqual(read({ type: "ack", jour: 3 }), { kind: "other" });
});
