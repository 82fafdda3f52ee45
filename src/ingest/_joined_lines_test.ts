import { deepEqual, ok } from "node:assert/strict";
import { JoinedLines } from "./_joined_lines.ts";

function joined() {
  const frames: string[] = [];
  return { frames, lines: new JoinedLines((frame) => frames.push(frame)) };
}

Deno.test("JoinedLines sends what one turn brings as one frame", async () => {
  const { frames, lines } = joined();
  for (const line of ["a", "b", "c"]) lines.add(line);
  deepEqual(frames, []);
  await Promise.resolve();
  deepEqual(frames, ["a\nb\nc"]);
  lines.add("d");
  await Promise.resolve();
  deepEqual(frames, ["a\nb\nc", "d"]);
});

Deno.test("JoinedLines sends at once what is flushed, and once", async () => {
  const { frames, lines } = joined();
  lines.add("a");
  lines.flush();
  deepEqual(frames, ["a"]);
  await Promise.resolve();
  deepEqual(frames, ["a"]);
});

Deno.test("JoinedLines bounds its frames and loses no line", async () => {
  const { frames, lines } = joined();
  const all = Array.from({ length: 1_000 }, (_, i) => `${i}`.padEnd(200));
  for (const line of all) lines.add(line);
  await Promise.resolve();
  deepEqual(frames.flatMap((frame) => frame.split("\n")), all);
  ok(frames.every(({ length }) => length < 66_000));
});
