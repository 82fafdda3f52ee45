/**
 * Makes `./gavaged`, the whole program in one file: `deno task compile [--target TRIPLE] [--output FILE]`.
 *
 * The sources are bundled first, because `deno compile` on a project embeds every package of its
 * lock file, those of the tests too. The bundle is flat: `import.meta.dirname` is the same folder in
 * every module, and what is read from it at run time (`postgres.tar.gz`, where it is not attached)
 * lies there.
 *
 * `DENORT_BIN` names a runtime base where dl.deno.land cannot be reached.
 */
import { globSync } from "node:fs";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { postgresPlatform } from "./_targets.ts";
import { attach } from "./_attach.ts";
import { escapeBeyondLatin1 } from "./_escape.ts";
import { rewriteWorkerUrls } from "./_worker_urls.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundleDir = join(root, "dist", "bundle");

/** The database: attached where that works, because Deno reads what it embeds at each start. */
const ARCHIVE = "postgres.tar.gz";

/** Modules that run in a Web Worker: nothing imports them, so the bundler has to be told. */
const workers: readonly string[] = ["simulators/deno_host_worker.ts"];

const workerFiles = workers.map((path) => path.replace(/\.ts$/, ".js"));

async function compile(target: string, output: string): Promise<void> {
  const startMs = performance.now();
  const platform = postgresPlatform(target);
  await Deno.remove(bundleDir, { recursive: true }).catch(ignoreNotFound);
  await Deno.mkdir(bundleDir, { recursive: true });
  await bundle();
  await archivePostgres(platform);
  if (!await linkAttached(target, output)) {
    await link(target, { output, included: [...workerFiles, ARCHIVE] });
  }

  const file = target.includes("windows") && !output.endsWith(".exe") ? `${output}.exe` : output;
  const { size } = await Deno.stat(file);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  report(`${file}: ${(size / 2 ** 20).toFixed(1)} MiB for ${target}, made in ${seconds} s`);
}

async function bundle(): Promise<void> {
  const entries = ["main.ts", ...workers];
  await deno(["bundle", "--quiet", "--code-splitting", "--outdir", bundleDir, ...entries]);
  for (const path of globSync(join(bundleDir, "**/*.js"))) {
    const source = rewriteWorkerUrls(await Deno.readTextFile(path), workers);
    await Deno.writeTextFile(path, escapeBeyondLatin1(source));
  }
}

function archivePostgres(platform: string): Promise<void> {
  const out = join(bundleDir, ARCHIVE);
  const script = join(root, "tools", "build_postgres_archive.ts");
  return deno(["run", "-A", script, "--platform", platform, "--out", out]);
}

/** False where the database has to be embedded like other files. */
async function linkAttached(target: string, output: string): Promise<boolean> {
  if (!target.includes("linux")) return false;
  await link(target, { output, included: workerFiles });
  return await attach(output, join(bundleDir, ARCHIVE));
}

function link(
  target: string,
  { output, included }: { output: string; included: readonly string[] },
): Promise<void> {
  // The sources have been checked; packages' own JavaScript in the bundle has not, nor need it be.
  return deno([
    "compile",
    // A young generation of 16 MiB is held for good once the start has filled it; with 1 MiB the
    // start takes a sixth longer.
    ...[
      "--quiet",
      "--no-check",
      "--v8-flags=--max-semi-space-size=4",
      "--no-config",
      "--no-lock",
      "--allow-all",
      "--target",
      target,
    ],
    ...included.flatMap((path) => ["--include", join(bundleDir, path)]),
    ...["--output", output, join(bundleDir, "main.js")],
  ]);
}

/** Runs the Deno that runs this script, so one version makes every part. */
async function deno(args: string[]): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), { args, cwd: root, stdin: "null" }).spawn();
  const { code } = await child.status;
  if (code !== 0) {
    report(`compile: deno ${args[0]}: exit code ${code}`);
    Deno.exit(1);
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

function report(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(line + "\n"));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      target: { type: "string", default: Deno.build.target },
      output: { type: "string", short: "o", default: join(root, "gavaged") },
    },
  });
  await compile(values.target, resolve(values.output));
}
