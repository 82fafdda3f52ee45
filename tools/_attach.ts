/** Gives a compiled program a file that Deno does not read into memory at each start. */
import { ATTACHED } from "../src/db/embedded/mod.ts";

/** What Deno 2.6 appends for Linux begins with a mark of its own and ends with its length. */
const APPENDED_MARK = "d3n0l4nd";

/**
 * Puts an archive, `ATTACHED` and the archive's length (64 bits, little-endian) before what Deno
 * appended, which is found from the end. False when the program does not end so: other systems and
 * other releases of Deno have other ways.
 */
export async function attach(program: string, archive: string): Promise<boolean> {
  const bytes = await Deno.readFile(program);
  const length = new DataView(bytes.buffer).getBigUint64(bytes.length - 8, true);
  const start = bytes.length - Number(length);
  const mark = new TextDecoder().decode(bytes.subarray(start, start + APPENDED_MARK.length));
  if (mark !== APPENDED_MARK) return false;
  const attached = await Deno.readFile(archive);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(attached.length), true);
  using file = await Deno.open(program, { write: true, truncate: true });
  const word = new TextEncoder().encode(ATTACHED);
  for (const part of [bytes.subarray(0, start), attached, word, size, bytes.subarray(start)]) {
    for (let written = 0; written < part.length;) {
      written += await file.write(part.subarray(written));
    }
  }
  return true;
}
