import {
  inProcessTransport,
  ndjsonTransport,
  openDenoSocket,
  type Outcome,
  type OutgoingFrame,
  randomStream,
  recordingTransport,
  type TransportEvents,
  WebSocketTransport,
} from "../../simulators/kernel/mod.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/log.ts";
import { transportSuite, type TransportUnderTest, windowSuite } from "./transport_suite.ts";

function recorder() {
  const settled: TransportUnderTest["settled"] = [];
  const events: TransportEvents<OutgoingFrame> = {
    onSettled: ({ key }, outcome) => settled.push({ key, outcome }),
  };
  return { settled, events };
}

const nothing = () => Promise.resolve();

transportSuite("recording", () => {
  const { settled, events } = recorder();
  const texts: string[] = [];
  const transport = recordingTransport<OutgoingFrame>(({ text }) => texts.push(text), events);
  return Promise.resolve({ transport, settled, received: () => texts, stop: nothing });
});

transportSuite("ndjson", () => {
  const { settled, events } = recorder();
  let written = "";
  const transport = ndjsonTransport<OutgoingFrame>((line) => written += line, events);
  const received = () => written.split("\n").slice(0, -1);
  return Promise.resolve({ transport, settled, received, stop: nothing });
});

transportSuite("in process", () => {
  const { settled, events } = recorder();
  const texts: string[] = [];
  const deliver = ({ text }: OutgoingFrame): Promise<Outcome> => {
    texts.push(text);
    return Promise.resolve({ kind: "acked" });
  };
  const transport = inProcessTransport({ deliver, window: 16 }, events);
  return Promise.resolve({ transport, settled, received: () => texts, stop: nothing });
});

windowSuite("in process", () => {
  const { settled, events } = recorder();
  const waiting: (() => void)[] = [];
  const deliver = () =>
    new Promise<Outcome>((resolve) => waiting.push(() => resolve({ kind: "acked" })));
  const transport = inProcessTransport({ deliver, window: 2 }, events);
  return Promise.resolve({
    transport,
    settled,
    received: () => [],
    stop: nothing,
    async settleOldest() {
      waiting.shift()?.();
      await Promise.resolve();
    },
  });
});

transportSuite("websocket", () => openWebSocket({ window: 16, answersAtOnce: true }));
windowSuite("websocket", () => openWebSocket({ window: 2, answersAtOnce: false }));

/** A real socket to a server on loopback. */
async function openWebSocket(options: { window: number; answersAtOnce: boolean }) {
  const { settled, events } = recorder();
  const texts: string[] = [];
  const unanswered: (() => void)[] = [];
  const arrivals: (() => void)[] = [];
  const closed: Promise<unknown>[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    closed.push(new Promise((resolve) => socket.onclose = resolve));
    socket.onmessage = ({ data }) => {
      texts.push(data);
      unanswered.push(() => socket.send(data));
      if (options.answersAtOnce) unanswered.shift()?.();
      else arrivals.shift()?.();
    };
    return response;
  });
  const opened = Promise.withResolvers<void>();
  const transport = new WebSocketTransport<OutgoingFrame>({
    url: `ws://127.0.0.1:${server.addr.port}/`,
    window: options.window,
    readAnswer: (text) => ({ kind: "ack", key: JSON.parse(text).frame }),
    openSocket: openDenoSocket,
    clock: systemClock,
    log: silentLogger,
    random: randomStream(1),
  }, { ...events, onState: ({ kind }) => kind === "open" && opened.resolve() });
  await opened.promise;
  return {
    transport,
    settled,
    received: () => texts,
    async stop() {
      await Promise.all(closed);
      await server.shutdown();
    },
    async settleOldest() {
      if (unanswered.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
      const before = settled.length;
      unanswered.shift()?.();
      while (settled.length === before) await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}
