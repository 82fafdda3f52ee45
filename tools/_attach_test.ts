import { deepEqual, equal } from "node:assert/strict";
import { attachedArchive, readArchive } from "../src/db/embedded/mod.ts";
import { attach } from "./_attach.ts";

/** As Deno compiles for Linux: the runtime, then its mark, its data and the length of both. */
function compiled(data: string): Uint8Array {
  const appended = new TextEncoder().encode(`d3n0l4nd${data}........`);
  new DataView(appended.buffer).setBigUint64(appended.length - 8, BigInt(appended.length), true);
  return new Uint8Array([...new TextEncoder().encode("the runtime"), ...appended]);
}

Deno.test("attach: the program finds its archive, and Deno what it appended", async () => {
  const folder = await Deno.makeTempDir();
  const [program, archive] = [`${folder}/program`, `${folder}/archive`];
  await Deno.writeFile(program, compiled("modules"));
  await Deno.writeTextFile(archive, "the server's files");
  equal(await attachedArchive(program), undefined);
  equal(await attach(program, archive), true);
  const found = await attachedArchive(program);
  equal(new TextDecoder().decode(await readArchive(found!)), "the server's files");
  equal(new TextDecoder().decode(await readArchive(found!, 13)), "files");
  const bytes = await Deno.readFile(program);
  const appended = compiled("modules").subarray("the runtime".length);
  deepEqual(bytes.subarray(bytes.length - appended.length), appended);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("attach: a program that ends otherwise is left as it is", async () => {
  const program = await Deno.makeTempFile();
  await Deno.writeTextFile(program, "no program at all, but long enough");
  equal(await attach(program, program), false);
  equal(await Deno.readTextFile(program), "no program at all, but long enough");
  await Deno.remove(program);
});
