import { deepEqual, equal, match } from "node:assert/strict";
import { FakeSocket } from "../../tests/support/fake_socket.ts";
import type { Identity } from "../domain/roles.ts";
import { createToken, OpenVisits, TokenAuthenticator, type TokenEntry } from "../http/mod.ts";
import { ManualClock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { watchTokens } from "./token_watch.ts";

const [first, second] = [createToken(), createToken()];
const FIRST: TokenEntry = { name: "first", hash: first.hash, roles: ["viewer"] };
const SECOND: TokenEntry = { name: "second", hash: second.hash, roles: ["device"] };

function setUp(stamp = "1") {
  const clock = new ManualClock();
  const file = { stamp, reads: 0, read: (): readonly TokenEntry[] => [FIRST, SECOND] };
  const lines: string[] = [];
  const keep = (message: string, fields?: object) => {
    lines.push(JSON.stringify({ message, ...fields }));
  };
  const log: Logger = { debug: keep, info: keep, warn: keep, error: keep, with: () => log };
  const authenticator = new TokenAuthenticator(file.read(), clock);
  const visits = new OpenVisits((identity) => authenticator.knows(identity));
  const stop = watchTokens({
    stamp: () => file.stamp,
    stampInForce: "1",
    read() {
      file.reads++;
      return file.read();
    },
  }, { authenticator, visits, clock, log });
  const outcome = async (token: string) => (await authenticator.authenticate(token)).status;
  const become = (read: () => readonly TokenEntry[]) => {
    file.stamp += "1";
    file.read = read;
  };
  /** Opens a WebSocket; what it hears is kept. */
  const open = async (token: string) => {
    const known = await authenticator.authenticate(token);
    const identity: Identity = known.status === "known" ? known.identity : await Promise.reject();
    const socket = new FakeSocket();
    const heard: string[] = [];
    const { "/ws/x": session } = visits.watched({
      "/ws/x": () => ({
        onText: (text) => void heard.push(text),
        onBinary: (byteLength) => void heard.push(String(byteLength)),
        onClose: () => void heard.push("closed"),
      }),
    });
    return {
      socket,
      heard,
      handler: session!(socket, { identity, params: {}, query: new URLSearchParams() }),
    };
  };
  return { clock, file, lines, become, outcome, open, stop };
}

Deno.test("tokens: a file that stays as it is, is not read", () => {
  const { clock, file, stop } = setUp();
  clock.advance(60_000);
  equal(file.reads, 0);
  stop();
  equal(clock.pending, 0);
});

Deno.test("tokens: one that is taken out of the file is good no longer, one that comes in is", async () => {
  const { clock, become, outcome, lines, stop } = setUp();
  const third = createToken();
  become(() => [FIRST, { name: "third", hash: third.hash, roles: ["viewer"] }]);
  equal(await outcome(second.token), "known");
  clock.advance(2_000);
  deepEqual(
    await Promise.all([first.token, second.token, third.token].map(outcome)),
    ["known", "refused", "known"],
  );
  deepEqual(lines.map((line) => JSON.parse(line)), [
    { message: "access tokens were read again", tokens: 2, closed_sockets: 0 },
  ]);
  stop();
});

Deno.test("tokens: a broken file changes nothing, and is told of once", async () => {
  const { clock, become, outcome, lines, stop } = setUp();
  const broken = () => {
    throw new Error("gavaged.yaml: tokens.0.hash: expected a hash, got ***");
  };
  for (const [read, reason] of [[broken, /tokens\.0\.hash/], [() => [], /got none/]] as const) {
    become(read);
    clock.advance(60_000);
    equal(lines.length, 1);
    match(lines.shift()!, reason);
    equal(await outcome(second.token), "known");
  }
  become(() => [FIRST]);
  clock.advance(2_000);
  equal(await outcome(second.token), "refused");
  stop();
});

Deno.test("tokens: one that is taken back while the server starts is good no longer", () => {
  const { file, stop } = setUp("2");
  equal(file.reads, 1);
  stop();
});

Deno.test("tokens: a file that cannot be read for a moment is read all the same", async () => {
  const { clock, file, become, outcome, lines, stop } = setUp();
  become(() => {
    throw new Error("Permission denied");
  });
  clock.advance(10_000);
  equal(lines.length, 1);
  // What makes it readable does not change how it looks.
  file.read = () => [FIRST];
  clock.advance(2_000);
  equal(await outcome(second.token), "refused");
  stop();
});

Deno.test("tokens: WebSockets of one that was taken back or changed are closed, others are not", async () => {
  const { clock, become, open, stop } = setUp();
  const [stays, goes] = [await open(first.token), await open(second.token)];
  become(() => [{ ...FIRST }, { ...SECOND, roles: ["viewer"] }]);
  clock.advance(2_000);
  equal(stays.socket.closed, undefined);
  equal(goes.socket.closed?.code, 4_003);
  deepEqual(goes.heard, ["closed"], "at once, whatever the peer does");
  // A peer that goes on sending instead of answering the close.
  for (const { handler } of [stays, goes]) {
    handler.onText("more");
    handler.onBinary(3);
    handler.onClose();
  }
  deepEqual([stays.heard, goes.heard], [["more", "3", "closed"], ["closed"]]);
  stop();
});

Deno.test("tokens: one that is taken back between its handshake and the open socket opens nothing", () => {
  const visits = new OpenVisits(() => false);
  const socket = new FakeSocket();
  const { "/ws/x": session } = visits.watched({
    "/ws/x": () => ({ onText() {}, onBinary() {}, onClose() {} }),
  });
  session!(socket, {
    identity: { name: "late", auth: "token", roles: [] },
    params: {},
    query: new URLSearchParams(),
  });
  equal(socket.closed?.code, 4_003);
});
