import { deepEqual, equal, rejects } from "node:assert/strict";
import { emptyFolder, Program, run } from "./support.ts";

/** A stand-in for the program: a few lines of shell. */
const shell = (script: string) => ({ command: ["sh", "-c", script, "sh"] });

Deno.test("a program's exit code and output come back apart", async () => {
  const outcome = await run(["one"], shell(`echo "out $1"; echo err >&2; exit 7`));
  deepEqual(outcome, { code: 7, stdout: "out one\n", stderr: "err\n" });
});

Deno.test("a program runs in an empty folder, removed afterwards", async () => {
  const { stdout } = await run([], shell("pwd; ls -A"));
  const [folder = "", ...files] = stdout.trim().split("\n");
  deepEqual(files, []);
  await rejects(Deno.stat(folder), Deno.errors.NotFound);
});

Deno.test("a program sees none of the caller's settings", async () => {
  Deno.env.set("GAVAGED_E2E_PROBE", "1");
  try {
    const { stdout } = await run([], { ...shell("env"), env: { GAVAGED_PORT: "0" } });
    equal(/GAVAGED_E2E_PROBE|DATABASE_URL/.test(stdout), false);
    equal(stdout.includes("GAVAGED_PORT=0"), true);
  } finally {
    Deno.env.delete("GAVAGED_E2E_PROBE");
  }
});

Deno.test("a test waits for the address and stops the program by a signal", async () => {
  const script = `trap 'exit 143' TERM
    echo plain text >&2
    echo '{"msg":"listening","url":"http://127.0.0.1:1"}' >&2
    while :; do sleep 0.05; done`;
  await using program = await Program.start([], shell(script));
  equal(await program.listening(), "http://127.0.0.1:1");
  equal(await program.listening(), "http://127.0.0.1:1");
  equal((await program.stop()).code, 143);
});

Deno.test("waiting for a line that never came fails with what was said", async () => {
  await using program = await Program.start([], shell("echo no database >&2; exit 1"));
  await rejects(program.listening(), /the program ended with 1\nno database/);
});

Deno.test("a folder that the test gives is kept", async () => {
  const folder = await emptyFolder();
  await run([], { ...shell("echo kept >file"), folder });
  equal(await Deno.readTextFile(`${folder}/file`), "kept\n");
  await Deno.remove(folder, { recursive: true });
});
