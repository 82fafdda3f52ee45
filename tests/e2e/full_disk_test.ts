import { deepEqual, equal } from "node:assert/strict";
import { startTestServer } from "../support/server.ts";
import { programCommand, type ProgramOptions, run } from "./support.ts";

const FULL: ProgramOptions = {
  command: ["sh", "-c", 'exec "$@" > /dev/full', "sh", ...programCommand()],
};
const ignore = Deno.build.os !== "linux";

Deno.test("a full disk behind stdout is one line on stderr, and exit 1", { ignore }, async () => {
  const { code, stdout, stderr } = await run(["openapi"], FULL);
  deepEqual([code, stdout], [1, ""]);
  equal(stderr.replace(/: No space left .*/, ""), "gavaged: cannot write to stdout\n");
});

Deno.test("a run whose output is lost stops, and says so once", { ignore }, async () => {
  await using server = await startTestServer("embedded");
  const url = `${server.url.replace("http", "ws")}/ws/gavage`;
  const gavage = ["simulate", "gavage", "--lots", "1", "--accel", "max", "--url", url];
  for (const format of [[], ["--json"]]) {
    const { code, stderr } = await run([...gavage, ...format], FULL);
    equal(code, 1);
    equal(stderr.match(/cannot write to stdout/g)?.length, 1, stderr);
    equal(stderr.includes(" at "), false, stderr);
  }
});
