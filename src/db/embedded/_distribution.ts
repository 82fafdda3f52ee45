/** Which of a package's files the server needs, as a list that can be copied or packed. */
import { basename, join } from "node:path";

/** A file or symlink of the server; `path` is relative to the installation, with `/`. */
export type DistributionEntry =
  | { kind: "file"; path: string; source: string; executable: boolean }
  | { kind: "symlink"; path: string; target: string };

/** As Deno.build names them, e.g. `linux-x64`; the end of the npm package's name. */
export function platformName(build: { os: string; arch: string } = Deno.build): string {
  const arch = build.arch === "aarch64" ? "arm64" : "x64";
  return `${build.os}-${arch}`;
}

/**
 * Lists the server's files under a package's `native` folder, sorted by path.
 *
 * Left out: static libraries and what belongs to languages that need an interpreter of their own.
 */
export async function listDistribution(nativeDir: string): Promise<DistributionEntry[]> {
  const entries: DistributionEntry[] = [];
  for await (const path of walk(nativeDir, "")) {
    if (UNUSED.test(path)) continue;
    entries.push({
      kind: "file",
      path,
      source: join(nativeDir, path),
      executable: path.startsWith("bin/"),
    });
  }
  for (const { source, target } of await symlinksOf(nativeDir)) {
    entries.push({
      kind: "symlink",
      path: target.replace(/^native\//, ""),
      target: basename(source),
    });
  }
  return entries.sort((a, b) => a.path < b.path ? -1 : 1);
}

const UNUSED = /\.a$|\/pkgconfig\/|\/pgxs\/|plperl|plpython|pltcl|\.json$/;

async function* walk(root: string, below: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(root, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory) yield* walk(root, path);
    else if (entry.isFile) yield path;
  }
}

/** npm packages cannot hold symlinks: this one lists them; each stays within its folder. */
async function symlinksOf(nativeDir: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await Deno.readTextFile(join(nativeDir, "pg-symlinks.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
