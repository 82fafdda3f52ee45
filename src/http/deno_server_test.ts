import { equal, match } from "node:assert/strict";
import { connectRaw, handshake, readStatus, write } from "../../tests/support/raw_socket.ts";
import { ManualClock } from "../lib/clock.ts";
import { silentLogger } from "../lib/log.ts";
import { Gate, Policy } from "./auth/mod.ts";
import { TrustedProxies } from "./client_address.ts";
import { type OpenVisit, startServer, STOP_MS } from "./deno_server.ts";

function start(
  clock: ManualClock,
  onRequest = () => {},
  openEcho: OpenVisit = () => ({ onText() {}, onBinary() {}, onClose() {} }),
) {
  const server = startServer({
    host: "127.0.0.1",
    port: 0,
    allowedOrigins: [],
    async fetch(request) {
      onRequest();
      return new Response(await request.text());
    },
    sockets: { "/ws/echo": openEcho },
    gate: new Gate({
      authenticator: undefined,
      policy: new Policy({ publicProducts: false }),
      ratePerMinute: { identity: 0, anonymous: 0 },
      clock,
      metrics: { failed() {}, limited() {} },
      warnFailed() {},
    }),
    proxies: new TrustedProxies([]),
    clock,
    log: silentLogger,
  });
  return { server, url: `http://127.0.0.1:${server.port}` };
}

Deno.test("a request that never comes whole does not hold up the stop", async () => {
  const clock = new ManualClock();
  const begun = Promise.withResolvers<void>();
  const { server, url } = start(clock, begun.resolve);
  using client = await connectRaw(url);
  await write(
    client,
    new TextEncoder().encode("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"),
  );
  await begun.promise;
  const stopped = server.stop();
  clock.advance(STOP_MS);
  await stopped;
  equal(clock.pending, 0);
});

const handshakes: [what: string, headers: Record<string, string>, status: number][] = [
  ["of a program", {}, 101],
  ["of its own page", { Host: "localhost:8000", Origin: "http://localhost:8000" }, 101],
  ["of another page", { Origin: "https://evil.example" }, 403],
  ["under another name", { Host: "evil.example" }, 421],
  ["under a name that is none", { Host: "[" }, 400],
];
for (const [what, headers, status] of handshakes) {
  Deno.test(`a WebSocket handshake ${what} is answered ${status}`, async () => {
    const { server, url } = start(new ManualClock());
    {
      using client = await connectRaw(url);
      await write(client, handshake("/ws/echo", headers));
      equal(await readStatus(client), status);
    }
    await server.stop();
  });
}

Deno.test("a request under another name gets a problem document", async () => {
  const { server, url } = start(new ManualClock());
  const response = await fetch(url, { headers: { origin: "https://evil.example" } });
  const { code, detail } = await response.json();
  equal(code, "foreign_origin");
  match(detail, /evil\.example/);
  await server.stop();
});

Deno.test("an answer that cannot be sent ends its session, from a microtask as well", async () => {
  const { server, url } = start(new ManualClock(), undefined, (socket) => {
    queueMicrotask(() => socket.send("unsendable"));
    return { onText() {}, onBinary() {}, onClose() {} };
  });
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = () => {
    throw new Error("the resource is gone");
  };
  try {
    const closed = Promise.withResolvers<number>();
    const client = new WebSocket(`${url.replace("http", "ws")}/ws/echo`);
    client.onclose = ({ code }) => closed.resolve(code);
    equal(await closed.promise, 1011);
  } finally {
    WebSocket.prototype.send = send;
  }
  await server.stop();
});
