import { equal, match } from "node:assert/strict";
import { doorFault } from "./_layers.ts";

const exists = (path: string) => path === "src/http/mod.ts" || path === "src/db/embedded/mod.ts";
const fault = (from: string, to: string) => doorFault({ from, to }, exists);

Deno.test("a folder with a mod.ts is entered by it", () => {
  equal(fault("src/app/serve.ts", "src/http/mod.ts"), undefined);
  match(fault("src/app/serve.ts", "src/http/lots.ts") ?? "", /enter src\/http\/ by its mod.ts/);
  match(fault("src/db/pool.ts", "src/db/embedded/start.ts") ?? "", /enter src\/db\/embedded\//);
});

Deno.test("inside a folder, and where there is no mod.ts, files import each other", () => {
  equal(fault("src/http/app.ts", "src/http/lots.ts"), undefined);
  equal(fault("src/db/embedded/start.ts", "src/db/pool.ts"), undefined);
  equal(fault("src/app/serve.ts", "src/lib/log.ts"), undefined);
});

Deno.test("an inner door does not open an outer one", () => {
  match(
    fault("src/app/serve.ts", "src/http/panel/mod.ts") ?? "",
    /enter src\/http\/ by its mod.ts/,
  );
});

Deno.test("a file that starts with _ is private to its folder", () => {
  equal(fault("src/lib/log.ts", "src/lib/_format.ts"), undefined);
  match(fault("src/app/serve.ts", "src/lib/_format.ts") ?? "", /private to src\/lib\//);
  match(fault("src/db/embedded/start.ts", "src/db/_pool.ts") ?? "", /private to src\/db\//);
});
