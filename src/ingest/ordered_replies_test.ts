import assert from "node:assert/strict";
import fc from "fast-check";
import { OrderedReplies } from "./ordered_replies.ts";

Deno.test("OrderedReplies sends in the order of reservation, whatever the order of answers", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (order) => {
      const sent: string[] = [];
      const replies = new OrderedReplies((text) => sent.push(text));
      const fill = Array.from({ length: 20 }, () => replies.reserve());
      for (const i of order) fill[i]!(`${i}`);
      assert.deepEqual(sent, [...Array(20).keys()].map(String));
      assert.equal(replies.pending, 0);
    }),
    { seed: 5 },
  );
});

Deno.test("OrderedReplies holds back what is answered before its turn", () => {
  const sent: string[] = [];
  const replies = new OrderedReplies((text) => sent.push(text));
  const first = replies.reserve();
  const second = replies.reserve();
  second("b");
  assert.deepEqual(sent, []);
  assert.equal(replies.pending, 2);
  first("a");
  assert.deepEqual(sent, ["a", "b"]);
});

Deno.test("OrderedReplies keeps nothing for one who is gone", () => {
  const sent: string[] = [];
  const replies = new OrderedReplies((text) => sent.push(text));
  const fill = [replies.reserve(), replies.reserve()];
  fill[1]!("b");
  replies.close();
  assert.equal(replies.pending, 0);
  fill[0]!("a");
  assert.deepEqual(sent, []);
});
