import { deepEqual, ok } from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = "{main.ts,{src,simulators,tools,tests}/**/*.{ts,tsx}}";
const LONGEST_LINES = 400;

Deno.test(`no source file has more than ${LONGEST_LINES} lines`, async () => {
  const tooLong: string[] = [];
  let files = 0;
  for await (const path of glob(SOURCES, { cwd: root })) {
    const lines = (await readFile(`${root}/${path}`, "utf8")).split("\n").length - 1;
    if (lines > LONGEST_LINES) tooLong.push(`${path}: ${lines} lines`);
    files++;
  }
  ok(files > 0, "no source file was found");
  deepEqual(tooLong, []);
});
