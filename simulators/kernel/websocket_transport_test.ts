import assert from "node:assert/strict";
import { ManualClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import type { ClientSocketEvents } from "./client_socket.ts";
import type { ConnectionState, Outcome, OutgoingFrame } from "./transport.ts";
import { type Answer, type WebSocketTiming, WebSocketTransport } from "./websocket_transport.ts";

/** A server driven by hand: one entry for each connection tried. */
class HandSocket {
  readonly received: string[] = [];
  bufferedAmount = 0;
  closed = false;
  constructor(readonly events: ClientSocketEvents) {}
  send(text: string) {
    this.received.push(text);
  }
  close() {
    this.closed = true;
  }
  answer(answer: Answer) {
    this.events.onText(JSON.stringify(answer));
  }
  ack(...keys: string[]) {
    for (const key of keys) this.answer({ kind: "ack", key });
  }
}

function setUp(options: { window?: number; timing?: Partial<WebSocketTiming> } = {}) {
  const clock = new ManualClock(1_000);
  const sockets: HandSocket[] = [];
  const settled: [key: string, outcome: Outcome["kind"]][] = [];
  const states: ConnectionState[] = [];
  const transport = new WebSocketTransport<OutgoingFrame>({
    url: "ws://nowhere/",
    window: options.window ?? 10,
    readAnswer: (text) => JSON.parse(text),
    openSocket: (_, events) => {
      const socket = new HandSocket(events);
      sockets.push(socket);
      return socket;
    },
    clock,
    log: silentLogger,
    random: { next: () => 0.5 },
    timing: { backoffBaseMs: 100, backoffMaxMs: 1_000, ...options.timing },
  }, {
    onSettled: ({ key }, { kind }) => settled.push([key, kind]),
    onState: (state) => states.push(state),
  });
  const send = (...keys: string[]) => {
    for (const key of keys) transport.send({ key, text: `frame ${key}` });
  };
  const last = () => sockets.at(-1)!;
  return { clock, transport, sockets, last, settled, states, send };
}

Deno.test("websocket transport: frames wait for the connection and leave in order", () => {
  const { send, last, transport, settled } = setUp();
  send("a", "b");
  assert.deepEqual(last().received, []);
  last().events.onOpen();
  send("c");
  assert.deepEqual(last().received, ["frame a", "frame b", "frame c"]);
  last().ack("a", "b", "c");
  assert.deepEqual(settled, [["a", "acked"], ["b", "acked"], ["c", "acked"]]);
  assert.equal(transport.unsettled, 0);
});

Deno.test("websocket transport: a new connection gets what was not acknowledged, in order", () => {
  const { send, last, sockets, clock, transport, settled } = setUp();
  last().events.onOpen();
  send("a", "b", "c");
  last().ack("b");
  last().events.onClose(1006, "");
  send("d");
  clock.advance(100);
  assert.equal(sockets.length, 2);
  last().events.onOpen();
  assert.deepEqual(last().received, ["frame a", "frame c", "frame d"]);
  last().ack("a", "c", "d");
  assert.deepEqual(transport.counts, { resent: 2, reconnections: 1 });
  assert.equal(settled.length, 4);
});

Deno.test("websocket transport: never more unsettled frames than the window", () => {
  const { send, last, transport } = setUp({ window: 2 });
  let opened = 0;
  last().events.onOpen();
  send("a", "b");
  assert.equal(transport.isOpen, false);
  assert.throws(() => send("c"), /2 frames are unsettled/);
  transport.whenOpen(() => opened++);
  last().ack("a");
  assert.equal(opened, 1);
  assert.equal(transport.isOpen, true);
});

Deno.test("websocket transport: one frame may bring several answers, a line each", () => {
  const { send, last, settled } = setUp();
  last().events.onOpen();
  send("a", "b", "c");
  const answers: Answer[] = [
    { kind: "ack", key: "a" },
    { kind: "other" },
    { kind: "refused", key: "b", code: "invalid", message: "no" },
    { kind: "later", key: "c", retryAfterMs: 0 },
  ];
  last().events.onText(answers.map((answer) => JSON.stringify(answer)).join("\n"));
  assert.deepEqual(settled, [["a", "acked"], ["b", "refused"]]);
  assert.deepEqual(last().received.slice(3), ["frame c"]);
});

Deno.test("websocket transport: an answer that comes twice, late or to nobody changes nothing", () => {
  const { send, last, settled, sockets, clock } = setUp();
  last().events.onOpen();
  send("a");
  last().ack("a", "a", "z");
  assert.deepEqual(settled, [["a", "acked"]]);
  send("b");
  last().events.onClose(1006, "");
  clock.advance(100);
  sockets[0]!.ack("b");
  assert.equal(settled.length, 1, "the old socket speaks no more");
});

Deno.test("websocket transport: a refused frame is settled and the others go on", () => {
  const { send, last, settled } = setUp();
  last().events.onOpen();
  send("a", "b");
  last().answer({ kind: "refused", key: "a", code: "invalid", message: "jour: too big" });
  last().answer({ kind: "refused", key: undefined, code: "invalid", message: "who?" });
  last().ack("b");
  assert.deepEqual(settled, [["a", "refused"], ["b", "acked"]]);
});

Deno.test("websocket transport: an overloaded server gets the frame again, and nothing before", () => {
  const { send, last, clock, transport, settled } = setUp();
  last().events.onOpen();
  send("a", "b");
  last().answer({ kind: "later", key: "a", retryAfterMs: 500 });
  last().ack("b");
  send("c");
  clock.advance(499);
  assert.deepEqual(last().received, ["frame a", "frame b"]);
  clock.advance(1);
  assert.deepEqual(last().received.slice(2).sort(), ["frame a", "frame c"]);
  assert.equal(transport.counts.resent, 1);
  last().ack("a", "c");
  assert.equal(settled.length, 3);
});

Deno.test("websocket transport: silence with frames in flight means a dead connection", () => {
  const { send, last, clock, sockets, states } = setUp({ timing: { answerTimeoutMs: 5_000 } });
  last().events.onOpen();
  clock.advance(60_000);
  assert.equal(sockets.length, 1, "without frames in flight there is nothing to wait for");
  send("a", "b");
  clock.advance(4_000);
  last().ack("a");
  clock.advance(4_999);
  assert.equal(last().closed, false, "an answer is progress");
  clock.advance(1);
  assert.equal(sockets[0]!.closed, true);
  assert.match(JSON.stringify(states.at(-1)), /no answer within 5000 ms/);
  clock.advance(100);
  last().events.onOpen();
  assert.deepEqual(last().received, ["frame b"]);
});

Deno.test("websocket transport: a frame sent late in an idle time gets its full time to be answered", () => {
  const { send, last, clock } = setUp({ timing: { answerTimeoutMs: 5_000 } });
  last().events.onOpen();
  send("a");
  last().ack("a");
  clock.advance(4_900);
  send("b");
  clock.advance(4_999);
  assert.equal(last().closed, false);
  clock.advance(1);
  assert.equal(last().closed, true);
});

Deno.test("websocket transport: waits twice as long each time, until a frame is acknowledged", () => {
  const { send, last, clock, states } = setUp();
  const waits = () => states.flatMap((s) => s.kind === "waiting" ? [s.retryInMs] : []);
  send("a");
  for (let i = 0; i < 6; i++) {
    // Accepting and dropping is no success.
    last().events.onOpen();
    last().events.onClose(1006, "");
    clock.advance(1_000);
  }
  assert.deepEqual(waits(), [75, 150, 300, 600, 750, 750]);
  last().events.onOpen();
  last().ack("a");
  last().events.onClose(1006, "");
  assert.equal(waits().at(-1), 75);
});

Deno.test("websocket transport: a connection that does not open is tried again", () => {
  const { clock, sockets } = setUp({ timing: { connectTimeoutMs: 2_000 } });
  clock.advance(2_000);
  assert.equal(sockets[0]!.closed, true);
  clock.advance(100);
  assert.equal(sockets.length, 2);
});

Deno.test("websocket transport: frames wait while the socket's own buffer is full", () => {
  const { send, last, clock } = setUp();
  last().events.onOpen();
  last().bufferedAmount = 2 ** 24;
  send("a");
  clock.advance(50);
  assert.deepEqual(last().received, []);
  last().bufferedAmount = 0;
  clock.advance(10);
  assert.deepEqual(last().received, ["frame a"]);
});

Deno.test("websocket transport: a peer that takes no more bytes is given up", () => {
  const { send, last, clock, sockets } = setUp({ timing: { answerTimeoutMs: 5_000 } });
  last().events.onOpen();
  send("a");
  last().bufferedAmount = 2 ** 24;
  send("b");
  clock.advance(5_000);
  assert.equal(sockets[0]!.closed, true);
});

Deno.test("websocket transport: a server that says stay away is not asked again", async () => {
  const { send, last, clock, sockets, states, transport } = setUp();
  last().events.onOpen();
  send("a");
  last().events.onClose(4_500, "unknown device");
  await transport.drain();
  assert.deepEqual(states.at(-1), { kind: "refused", code: 4_500, reason: "unknown device" });
  assert.equal(transport.unsettled, 1);
  assert.equal(transport.isOpen, false);
  clock.advance(60_000);
  assert.equal(sockets.length, 1);
  assert.equal(clock.pending, 0);
});

Deno.test("websocket transport: a callback that fails costs the connection, not the process", () => {
  const { send, last, clock, sockets } = setUp();
  last().events.onOpen();
  send("a");
  last().events.onText("{ not json");
  assert.equal(sockets[0]!.closed, true);
  clock.advance(100);
  last().events.onOpen();
  assert.deepEqual(last().received, ["frame a"]);
});

Deno.test("websocket transport: closing leaves no timer, in any state", () => {
  const states: ((s: ReturnType<typeof setUp>) => void)[] = [
    () => {},
    ({ last }) => last().events.onOpen(),
    ({ last, send }) => {
      last().events.onOpen();
      send("a");
    },
    ({ last, send }) => {
      last().events.onOpen();
      send("a");
      last().answer({ kind: "later", key: "a", retryAfterMs: 100 });
    },
    ({ last }) => last().events.onClose(1006, ""),
  ];
  for (const reach of states) {
    const s = setUp();
    reach(s);
    s.transport.close();
    s.transport.close();
    assert.equal(s.clock.pending, 0);
    assert.equal(s.states.filter(({ kind }) => kind === "closed").length, 1);
  }
});
