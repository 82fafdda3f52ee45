import { deepEqual, equal, match } from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { emptyFolder, type ProgramOptions, run } from "./support.ts";

Deno.test("--version prints the version and nothing else", async () => {
  const outcome = await run(["--version"]);
  deepEqual(outcome, { code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

const documented = [
  [],
  ["serve"],
  ["simulate"],
  ["simulate", "gavage"],
  ["demo"],
  ["trace"],
  ["migrate"],
  ["config"],
];
for (const command of documented) {
  const line = ["gavaged", ...command].join(" ");
  Deno.test(`${line} --help explains itself on stdout`, async () => {
    const { code, stdout, stderr } = await run([...command, "--help"]);
    deepEqual({ code, stderr }, { code: 0, stderr: "" });
    equal(stdout.startsWith(`Usage: ${line} `), true, stdout);
  });
}

interface Refusal {
  readonly args: readonly string[];
  readonly env?: ProgramOptions["env"];
  /** What the message has to name. */
  readonly says: RegExp;
}

const refusals: Record<string, Refusal> = {
  "an unknown flag": { args: ["serve", "--prot", "1"], says: /--prot[^]*--port/ },
  "an unknown command": { args: ["serv"], says: /serv[^]*serve/ },
  "no command": { args: [], says: /Usage: gavaged/ },
  "a flag without its value": { args: ["serve", "--port"], says: /--port/ },
  "a port out of range": { args: ["serve", "--port", "70000"], says: /--port.*70000/ },
  "a number of lots in letters": { args: ["simulate", "gavage", "--lots", "x"], says: /--lots.*x/ },
  "an unknown setting in the environment": {
    args: ["serve"],
    env: { GAVAGED_PROT: "1" },
    says: /GAVAGED_PROT.*GAVAGED_PORT/,
  },
  "a configuration file that is not there": {
    args: ["serve", "--config", "nowhere.yaml"],
    says: /nowhere\.yaml/,
  },
};
for (const [name, { args, env, says }] of Object.entries(refusals)) {
  Deno.test(`${name} is refused with 2, before anything is made`, async () => {
    const folder = await emptyFolder();
    try {
      const { code, stdout, stderr } = await run(args, { folder, env });
      deepEqual({ code, stdout }, { code: 2, stdout: "" });
      match(stderr, says);
      deepEqual([...Deno.readDirSync(folder)], []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
