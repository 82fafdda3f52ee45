/**
 * The server's files inside a compiled program: a `.tar.gz`.
 *
 * What Deno embeds it reads into memory as a whole at each start: on Linux the archive stands in
 * the program's own file before that. Elsewhere, and where a release of Deno has another format,
 * it is one of the embedded files.
 */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** Some bytes of a file. */
export interface Archive {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/** Ends an attached archive, before its length; see tools/_attach.ts. */
export const ATTACHED = "gavagedb";
/** A word of eight letters or a little-endian number, each. */
const WORD_BYTES = 8;

/** The archive of this program; undefined when it runs from source. */
export async function findArchive(): Promise<Archive | undefined> {
  const path = join(import.meta.dirname ?? "", "postgres.tar.gz");
  // An open file inside a program compiled by Deno 2.6 does not tell its size.
  const embedded = await Deno.stat(path).catch(() => undefined);
  if (embedded) return { path, start: 0, size: embedded.size };
  return Deno.build.standalone ? await attachedArchive(Deno.execPath()) : undefined;
}

/** The bytes of an archive from `from` on. */
export async function readArchive(
  { path, start, size }: Archive,
  from = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path);
  try {
    return await readAt(file, start + from, size - from);
  } finally {
    await file.close();
  }
}

/** A compiled program ends with what Deno appended, the last word of that being its length. */
export async function attachedArchive(program: string): Promise<Archive | undefined> {
  const { size: end } = await Deno.stat(program);
  const file = await open(program);
  try {
    const appended = await numberAt(file, end - WORD_BYTES);
    const footer = end - appended - 2 * WORD_BYTES;
    const word = footer < 0 ? undefined : await readAt(file, footer, WORD_BYTES);
    if (new TextDecoder().decode(word) !== ATTACHED) return undefined;
    const size = await numberAt(file, footer + WORD_BYTES);
    return { path: program, start: footer - size, size };
  } finally {
    await file.close();
  }
}

async function numberAt(file: FileHandle, position: number): Promise<number> {
  const bytes = await readAt(file, position, WORD_BYTES);
  return Number(new DataView(bytes.buffer).getBigUint64(0, true));
}

async function readAt(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error(`read ${length} bytes at ${position}: the file is short`);
    done += bytesRead;
  }
  return bytes;
}
