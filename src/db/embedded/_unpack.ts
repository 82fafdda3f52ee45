/** Lays out the server's files. */
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { extract } from "tar-stream";

/**
 * Unpacks a `.tar.gz` made by tools/build_postgres_archive.ts into an empty folder.
 *
 * As a whole in memory (60 MB, once per machine) and with synchronous writes, because nothing else
 * can go on yet: a thousand small files, each awaited, take twice as long.
 */
export async function unpackArchive(archive: Uint8Array, dir: string): Promise<void> {
  const tar = extract();
  tar.end(await promisify(gunzip)(archive));
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
