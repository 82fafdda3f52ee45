import { basename } from "node:path";

const workerUrl = /new URL\("([^"]+)\.ts", import\.meta\.url\)/g;

/**
 * Points `new URL("….ts", import.meta.url)` at the bundled worker.
 *
 * The bundler takes such a URL for data and leaves it alone, while the module around it moves into
 * a chunk at the top of the bundle and the worker becomes `.js`.
 *
 * @param code A chunk that lies at the top of the bundle.
 * @param workers Worker entries by their path in the sources, such as `simulators/worker.ts`.
 * @throws Error when the URL names a module that is not bundled: it would fail only at run time.
 */
export function rewriteWorkerUrls(code: string, workers: readonly string[]): string {
  return code.replace(workerUrl, (_, specifier: string) => {
    const tail = `/${specifier.replace(/^(?:\.{1,2}\/)+/, "")}.ts`;
    const matches = workers.filter((path) => `/${path}`.endsWith(tail));
    const [worker] = matches;
    if (worker === undefined || matches.length > 1) {
      throw new Error(
        `list ${basename(tail)} among the workers of compile.ts: ` +
          `${specifier}.ts matches ${matches.length} of [${workers.join(", ")}]`,
      );
    }
    return `new URL("./${worker.replace(/\.ts$/, ".js")}", import.meta.url)`;
  });
}
