import { deepEqual, ok } from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const longestLines = 400;

Deno.test(`no source file has more than ${longestLines} lines`, async () => {
  const tooLong: string[] = [];
  let files = 0;
  for await (const path of glob("{main.ts,{src,simulators,tools,tests}/**/*.ts}", { cwd: root })) {
    const lines = (await readFile(`${root}/${path}`, "utf8")).split("\n").length - 1;
    if (lines > longestLines) tooLong.push(`${path}: ${lines} lines`);
    files++;
  }
  ok(files > 0, "no source file was found");
  deepEqual(tooLong, []);
});
