/** Programs that a server does not let in, and tokens that are taken back while it runs. */
import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { createToken } from "../../src/http/mod.ts";
import { access, tokenOf } from "../support/access.ts";
import { testDatabase } from "../support/engines.ts";
import { startTestServer } from "../support/server.ts";
import { TestSocket } from "../support/test_socket.ts";
import { until } from "../support/until.ts";
import { emptyFolder, Program, run } from "./support.ts";

const WRONG = createToken().token;

Deno.test("a simulator that the server does not let in ends at once, and says what to do", async (t) => {
  await using server = await startTestServer("embedded", access());
  const rows: [args: string[], token: string, says: RegExp][] = [
    [["sqal", "--duration", "600"], WRONG, /connect to ws:\S+: 401 .*give a token .*--token/],
    [
      ["sqal", "--lot", "LL1"],
      WRONG,
      /find the lot at http:\S+: 401 unknown token: give .*--token/,
    ],
    [["sqal", "--duration", "600"], tokenOf("viewer"), /connect to ws:\S+: 403 .*role/],
    [["consumer"], WRONG, /read the products at http:\S+: 401 unknown token: give .*--token/],
    [["consumer"], tokenOf("device"), /read the products at http:\S+: 403 .*role/],
    [["gavage"], WRONG, /create 3 lots at http:\S+: 401 unknown token/],
  ];
  for (const [args, token, says] of rows) {
    await t.step(args.join(" "), async () => {
      const { code, stderr } = await run([
        "simulate",
        ...args,
        ...["--url", server.url, "--token", token],
      ]);
      const lines = stderr.trim().split("\n");
      deepEqual([code, lines.length], [1, 1], stderr);
      match(lines[0]!, says);
    });
  }
});

Deno.test("a token that is taken out of the file is good no longer", async () => {
  await using db = await testDatabase("embedded");
  const folder = await emptyFolder();
  try {
    const file = join(folder, "gavaged.json");
    const tokens = ["stays", "goes"].map((name) => ({ name, ...createToken() }));
    const configure = (names: string[]) =>
      Deno.writeTextFile(
        file,
        JSON.stringify({
          auth: "token",
          tokens: tokens.filter(({ name }) => names.includes(name))
            .map(({ name, hash }) => ({ name, hash, roles: ["viewer"] })),
        }),
      );
    await configure(["stays", "goes"]);
    await using server = await Program.start(
      ["serve", "--config", file, "--database-url", db.url, "--port", "0", "--no-monitor"],
      { folder },
    );
    const url = await server.listening();
    const [stays, goes] = tokens.map(({ token }) => ({
      headers: { authorization: `Bearer ${token}` },
    }));
    const ask = async (options: RequestInit | undefined) => {
      const response = await fetch(`${url}/api/lots`, options);
      await response.body?.cancel();
      return response.status;
    };
    await using dashboard = await TestSocket.open(`${url}/ws/realtime/`, goes);
    await Deno.writeTextFile(file, "tokens: [{");
    await server.logged("cannot read the changed access tokens: those before stay in force");
    deepEqual([await ask(stays), await ask(goes)], [200, 200]);
    await configure(["stays"]);
    equal((await dashboard.closed).code, 4_003);
    await until("the token to be refused", async () => await ask(goes) === 401);
    equal(await ask(stays), 200);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
