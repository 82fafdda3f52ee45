import { equal, throws } from "node:assert/strict";
import { rewriteWorkerUrls } from "./_worker_urls.ts";

const workers = ["simulators/worker.ts", "src/control/run_worker.ts"];
const urlOf = (specifier: string) => `new Worker(new URL("${specifier}", import.meta.url))`;

Deno.test("a worker's URL points at its bundle from the top of the bundle", () => {
  equal(
    rewriteWorkerUrls(urlOf("../../simulators/worker.ts"), workers),
    urlOf("./simulators/worker.js"),
  );
  equal(rewriteWorkerUrls(urlOf("./run_worker.ts"), workers), urlOf("./src/control/run_worker.js"));
});

Deno.test("every worker of a chunk is rewritten and other URLs stay", () => {
  const code = `${urlOf("../simulators/worker.ts")}; ${
    urlOf("./run_worker.ts")
  }; new URL("./a.json", import.meta.url)`;
  const rewritten = rewriteWorkerUrls(code, workers);
  equal(rewritten.includes(".ts"), false);
  equal(rewritten.includes(`new URL("./a.json", import.meta.url)`), true);
});

Deno.test("a worker that is not bundled fails the build", () => {
  throws(
    () => rewriteWorkerUrls(urlOf("./forgotten_worker.ts"), workers),
    /forgotten_worker.ts.*matches 0/,
  );
});

Deno.test("a part of a file name is no match", () => {
  throws(() => rewriteWorkerUrls(urlOf("./_worker.ts"), workers), /matches 0/);
});

Deno.test("a name that two workers share fails the build", () => {
  throws(
    () => rewriteWorkerUrls(urlOf("./worker.ts"), ["a/worker.ts", "b/worker.ts"]),
    /matches 2/,
  );
});
