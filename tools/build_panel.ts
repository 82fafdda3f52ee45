/**
 * Bundles the panel's client into `src/panel/dist`, which the program carries as text:
 * `deno task panel`.
 *
 * Same input, same bytes, whichever Deno runs it: the bundler and every package are pinned, and a
 * test holds that what is committed is what these sources give.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, stop } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
/** npm packages that run in the page; what they depend on comes with them. */
const PACKAGES = ["preact", "@preact/signals", "canonicalize", "uplot", "oauth4webapi", "zod"];
/** `.txt`, because the program imports them as text and nothing may take them for modules. */
const FILES = { ".js": "panel.js.txt", ".css": "panel.css.txt" };

export interface PanelFile {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** The bundle as the sources now give it, on no disk yet. */
export async function buildPanel(): Promise<PanelFile[]> {
  const modules = await linkPackages();
  try {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ["src/panel/client/main.tsx"],
      outfile: "src/panel/dist/panel.js",
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: ["chrome111", "firefox114", "safari16.4"],
      legalComments: "none",
      charset: "utf8",
      nodePaths: [modules],
      tsconfigRaw: { compilerOptions: { jsx: "react-jsx", jsxImportSource: "preact" } },
    });
    return outputFiles.map(({ path, text }) => {
      const name = path.endsWith(".css") ? FILES[".css"] : FILES[".js"];
      return { path: `src/panel/dist/${name}`, text };
    });
  } finally {
    await stop();
    await Deno.remove(modules, { recursive: true });
  }
}

interface Lock {
  specifiers: Record<string, string>;
  npm: Record<string, { dependencies?: string[] }>;
}

/**
 * A folder the bundler takes for `node_modules`: each package of the lock file, linked to Deno's
 * cache. It lives as long as the build.
 */
async function linkPackages(): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  const roots = PACKAGES.map((name) => imports[name] as string);
  await deno(["cache", "--quiet", ...roots]);
  const { npmCache } = JSON.parse(await deno(["info", "--json"]));
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(root, "deno.lock")));

  const versions = new Map<string, string>();
  const add = (name: string, id: string) => {
    if (versions.has(name)) return;
    const pinned = lock.npm[id];
    if (!pinned) throw new Error(`lock the panel's packages: deno.lock has no ${id}`);
    versions.set(name, versionOf(id));
    for (const needed of pinned.dependencies ?? []) {
      const found = Object.keys(lock.npm).find((key) => nameOf(key) === nameOf(needed));
      add(nameOf(needed), found ?? needed);
    }
  };
  for (const [i, name] of PACKAGES.entries()) add(name, lockedId(lock, roots[i]!));

  const modules = await Deno.makeTempDir({ prefix: "gavaged-panel-" });
  for (const [name, version] of versions) {
    const link = join(modules, name);
    await Deno.mkdir(dirname(link), { recursive: true });
    await Deno.symlink(join(npmCache, "registry.npmjs.org", name, version), link);
  }
  return modules;
}

function lockedId({ specifiers, npm }: Lock, specifier: string): string {
  const name = nameOf(specifier.replace(/^npm:/, ""));
  const id = `${name}@${specifiers[specifier]}`;
  return id in npm ? id : Object.keys(npm).find((key) => key.startsWith(id)) ?? id;
}

/** `@preact/signals@2.11.4_preact@11.2.0` → `@preact/signals`. */
function nameOf(id: string): string {
  const at = id.indexOf("@", 1);
  return at < 0 ? id : id.slice(0, at);
}

function versionOf(id: string): string {
  return id.slice(nameOf(id).length + 1).split("_")[0]!;
}

/** Runs the Deno that runs this script and returns what it prints. */
async function deno(args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: root, stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`deno ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const { path, text } of await buildPanel()) {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
    const sizes = [new TextEncoder().encode(text).length, gzipSync(text, { level: 9 }).length];
    const [plain, zipped] = sizes.map((bytes) => `${(bytes / 1024).toFixed(1)} KiB`);
    Deno.stderr.writeSync(new TextEncoder().encode(`${path}: ${plain}, ${zipped} gzipped\n`));
  }
}
