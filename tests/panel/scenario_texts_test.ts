import assert from "node:assert/strict";
import { parse } from "yaml";
import { BUILTIN_SCENARIOS } from "../../src/control/builtin_scenarios.ts";
import { SCENARIO_TEXTS } from "../../src/panel/client/ui/scenario_texts.ts";

Deno.test("the panel calls the built-in scenarios what the command line calls them", () => {
  const files = BUILTIN_SCENARIOS.map((text) => parse(text));
  assert.deepEqual(
    Object.fromEntries(files.map(({ name, title, description }) => [name, { title, description }])),
    Object.fromEntries(
      Object.entries(SCENARIO_TEXTS).map(([name, { title, description }]) => [
        name,
        { title: title.en, description: description.en },
      ]),
    ),
  );
});
