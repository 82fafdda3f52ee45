/** What the program carries is what the sources give. */
import assert from "node:assert/strict";
import { buildPanel } from "../../tools/build_panel.ts";

Deno.test("the panel's bundle is that of its sources (deno task panel)", async () => {
  const files = await buildPanel();
  assert.deepEqual(files.map(({ path }) => path).sort(), [
    "src/panel/dist/panel.css.txt",
    "src/panel/dist/panel.js.txt",
  ]);
  for (const { path, text } of files) {
    const committed = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
    assert.ok(committed === text, `${path} is stale: run deno task panel`);
  }
});
