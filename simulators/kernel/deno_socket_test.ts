import assert from "node:assert/strict";
import { openDenoSocket } from "./deno_socket.ts";

Deno.test("deno socket: a handshake refused for want of access says what to do, others say come back", async () => {
  const statusIn = (url: string) => Number(new URL(url).pathname.slice(1));
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => new Response("no", { status: statusIn(url) }),
  );
  const closeOf = (status: number) =>
    new Promise<{ code: number; reason: string }>((resolve) => {
      openDenoSocket(`ws://127.0.0.1:${server.addr.port}/${status}`, {
        onOpen() {},
        onText() {},
        onClose: (code, reason) => resolve({ code, reason }),
      });
    });
  assert.deepEqual(await closeOf(401), {
    code: 4_901,
    reason: "401 access refused: give a token that the server knows, by --token, GAVAGED_TOKEN " +
      "or GAVAGED_TOKEN_FILE",
  });
  const { code, reason } = await closeOf(403);
  assert.equal(code, 4_901);
  assert.match(
    reason,
    /^403 access refused: check the address, or give a token with a role that may do this/,
  );
  for (const status of [404, 429, 503]) {
    const { code, reason } = await closeOf(status);
    assert.ok(code < 4_500, `${status}: ${code}`);
    assert.match(reason, new RegExp(String(status)));
  }
});
