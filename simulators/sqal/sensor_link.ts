/** A device's connection: greeted, introduced, and then a transport of samples like any other. */
import type { Clock } from "../../src/lib/clock.ts";
import type { Logger } from "../../src/lib/log.ts";
import {
  type ClientSocket,
  type OpenSocket,
  type RandomSource,
  type Transport,
  type TransportEvents,
  WebSocketTransport,
  type WebSocketTransportOptions,
} from "../kernel/mod.ts";
import {
  helloText,
  type Introduction,
  type OutgoingSample,
  readSensorAnswer,
} from "./sensor_protocol.ts";

export interface SensorLinkOptions {
  url: string;
  introduction: Introduction;
  window: number;
  openSocket: OpenSocket;
  random: RandomSource;
  clock: Clock;
  log: Logger;
  timing?: WebSocketTransportOptions["timing"];
}

export interface SensorLink extends Transport<OutgoingSample> {
  /** Sends a text that nobody acknowledges; without a connection it is lost. */
  say(text: string): void;
}

/**
 * Opens the connection and keeps opening it. A connection counts as open from the server's greeting
 * on, and its first frame is our hello.
 */
export function openSensorLink(
  options: SensorLinkOptions,
  events: TransportEvents<OutgoingSample>,
): SensorLink {
  let live: ClientSocket | undefined;
  const openSocket: OpenSocket = (url, own) => {
    let greeted = false;
    const socket = options.openSocket(url, {
      onOpen() {},
      onText(text) {
        if (greeted) return own.onText(text);
        greeted = true;
        live = socket;
        socket.send(helloText(options.introduction, options.clock.now()));
        own.onOpen();
      },
      onClose(code, reason) {
        if (live === socket) live = undefined;
        own.onClose(code, reason);
      },
    });
    return socket;
  };
  const transport = new WebSocketTransport<OutgoingSample>(
    { ...options, openSocket, readAnswer: readSensorAnswer },
    events,
  );
  return {
    get counts() {
      return transport.counts;
    },
    get unsettled() {
      return transport.unsettled;
    },
    get isOpen() {
      return transport.isOpen;
    },
    whenOpen: (run) => transport.whenOpen(run),
    send: (sample) => transport.send(sample),
    drain: () => transport.drain(),
    close: () => transport.close(),
    say: (text) => live?.send(text),
  };
}
