import { deepEqual, equal, ok } from "node:assert/strict";
import { JoinedReplies } from "./joined_replies.ts";

function joined() {
  const frames: string[] = [];
  return { frames, replies: new JoinedReplies((frame) => frames.push(frame)) };
}

Deno.test("JoinedReplies sends what one turn brings as one frame, one that is late later", async () => {
  const { frames, replies } = joined();
  const [late, ...others] = ["a", "b", "c"].map((text) => {
    const answer = replies.reserve();
    return () => answer(text);
  });
  for (const answer of others) answer();
  deepEqual(frames, []);
  await Promise.resolve();
  deepEqual(frames, ["b\nc"]);
  equal(replies.pending, 1);
  late!();
  await Promise.resolve();
  deepEqual(frames, ["b\nc", "a"]);
  equal(replies.pending, 0);
});

Deno.test("JoinedReplies sends at once what is flushed, and once", async () => {
  const { frames, replies } = joined();
  replies.reserve()("a");
  replies.flush();
  deepEqual(frames, ["a"]);
  await Promise.resolve();
  deepEqual(frames, ["a"]);
});

Deno.test("JoinedReplies says nothing to one who is gone", async () => {
  const { frames, replies } = joined();
  const [known, unknown] = [replies.reserve(), replies.reserve()];
  known("a");
  replies.close();
  unknown("b");
  await Promise.resolve();
  deepEqual(frames, []);
});

Deno.test("JoinedReplies bounds its frames and loses no line", async () => {
  const { frames, replies } = joined();
  const all = Array.from({ length: 1_000 }, (_, i) => `${i}`.padEnd(200));
  for (const line of all) replies.reserve()(line);
  await Promise.resolve();
  deepEqual(frames.flatMap((frame) => frame.split("\n")), all);
  ok(frames.every(({ length }) => length < 66_000));
});
