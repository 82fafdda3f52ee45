/** Frames over a WebSocket that may break at any time: what was not acknowledged is sent again. */
import { backoffMs } from "../../src/lib/backoff.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { messageOf } from "../../src/lib/errors.ts";
import type { Logger } from "../../src/lib/log.ts";
import type { ClientSocket, OpenSocket } from "./client_socket.ts";
import type { RandomSource } from "./random_source.ts";
import { SendWindow } from "./send_window.ts";
import type { ConnectionState, OutgoingFrame, Transport, TransportEvents } from "./transport.ts";

/** A receiver's answer, as far as a sender cares. A frame holds one, or several, one a line. */
export type Answer =
  | { readonly kind: "ack"; readonly key: string }
  | {
    readonly kind: "refused";
    readonly key: string | undefined;
    readonly code: string;
    readonly message: string;
  }
  /** Not now: the frame is to be sent again after this time. */
  | { readonly kind: "later"; readonly key: string | undefined; readonly retryAfterMs: number }
  | { readonly kind: "other" };

export interface WebSocketTransportOptions {
  url: string;
  /** Most frames unsettled at a time. */
  window: number;
  readAnswer: (text: string) => Answer;
  openSocket: OpenSocket;
  clock: Clock;
  log: Logger;
  /** Spreads reconnections. */
  random: RandomSource;
  timing?: Partial<WebSocketTiming>;
}

export interface WebSocketTiming {
  connectTimeoutMs: number;
  /** With frames unanswered for so long, the connection is taken for dead. */
  answerTimeoutMs: number;
  backoffBaseMs: number;
  backoffMaxMs: number;
}

const TIMING: WebSocketTiming = {
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 30_000,
  backoffBaseMs: 250,
  backoffMaxMs: 10_000,
};

/** `send` never pushes back, so frames wait here once this much waits there. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const BUFFER_POLL_MS = 10;
/** Close codes of this range mean: do not come back. */
const STAY_AWAY = { from: 4_500, to: 4_999 };

/**
 * Each frame is `unsent` (waiting for a connection, or to be sent again) or in flight; both are in
 * the window. A connection that opens makes all of them unsent, in their order. The back-off starts
 * again from its base after the first acknowledgement, so that a server that accepts and drops is
 * not hammered.
 */
export class WebSocketTransport<F extends OutgoingFrame> implements Transport<F> {
  readonly #options: WebSocketTransportOptions;
  readonly #timing: WebSocketTiming;
  readonly #events: TransportEvents<F>;
  readonly #window: SendWindow<F>;
  readonly #unsent = new Set<F>();
  readonly #sentOnce = new Set<F>();
  readonly #timers = new Map<"connect" | "answer" | "pump", () => void>();
  #socket: ClientSocket | undefined;
  #open = false;
  #ended = false;
  #attempt = 0;
  #opened = 0;
  #resent = 0;
  #answeredAtMs = 0;
  #holdUntilMs = 0;

  constructor(options: WebSocketTransportOptions, events: TransportEvents<F>) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#events = events;
    this.#window = new SendWindow(options.window, (frame, outcome) => {
      this.#unsent.delete(frame);
      this.#sentOnce.delete(frame);
      events.onSettled(frame, outcome);
    });
    this.#connect();
  }

  get counts() {
    return { resent: this.#resent, reconnections: Math.max(0, this.#opened - 1) };
  }

  get unsettled(): number {
    return this.#window.size;
  }

  get isOpen(): boolean {
    return this.#window.isOpen;
  }

  get #inFlight(): number {
    return this.#window.size - this.#unsent.size;
  }

  whenOpen(run: () => void): void {
    this.#window.whenOpen(run);
  }

  send(frame: F): void {
    this.#window.add(frame);
    this.#unsent.add(frame);
    this.#pump();
  }

  drain(): Promise<void> {
    return this.#window.drained();
  }

  close(): void {
    this.#end({ kind: "closed" });
  }

  #connect(): void {
    this.#state({ kind: "connecting" });
    // Events of a socket that was given up must not touch its successor.
    const current = () => this.#socket === socket && !this.#ended;
    const guard = (what: string, run: () => void) => {
      try {
        if (current()) run();
      } catch (error) {
        // A throw in a WebSocket callback would end the whole process.
        this.#options.log.error("websocket callback failed", { what, error });
        this.#lose(1011, messageOf(error));
      }
    };
    const socket = this.#options.openSocket(this.#options.url, {
      onOpen: () => guard("open", () => this.#onOpen()),
      onText: (text) => guard("message", () => this.#onText(text)),
      onClose: (code, reason) => guard("close", () => this.#lose(code, reason)),
    });
    this.#socket = socket;
    this.#after(
      "connect",
      this.#timing.connectTimeoutMs,
      () => this.#lose(1006, `no connection within ${this.#timing.connectTimeoutMs} ms`),
    );
  }

  #onOpen(): void {
    this.#cancel("connect");
    this.#open = true;
    this.#opened++;
    this.#holdUntilMs = 0;
    this.#unsent.clear();
    for (const frame of this.#window.frames()) this.#unsent.add(frame);
    this.#state({ kind: "open" });
    this.#pump();
  }

  #onText(text: string): void {
    for (const line of text.split("\n")) this.#onAnswer(this.#options.readAnswer(line));
    if (this.#unsent.size > 0) this.#pump();
  }

  #onAnswer(answer: Answer): void {
    if (answer.kind === "other") return;
    this.#answeredAtMs = this.#options.clock.now();
    if (answer.kind === "ack") {
      this.#attempt = 0;
      this.#window.settle(answer.key, { kind: "acked" });
    } else if (answer.kind === "later") {
      this.#hold(answer.key, answer.retryAfterMs);
    } else if (answer.key !== undefined) {
      const { code, message } = answer;
      this.#window.settle(answer.key, { kind: "refused", code, message });
    } else {
      this.#options.log.warn("refused a frame without naming it", { error: answer.message });
    }
  }

  #hold(key: string | undefined, retryAfterMs: number): void {
    const frame = key === undefined ? undefined : this.#window.get(key);
    if (frame) this.#unsent.add(frame);
    this.#holdUntilMs = this.#options.clock.now() + retryAfterMs;
  }

  #pump(): void {
    const socket = this.#socket;
    if (!this.#open || !socket || this.#timers.has("pump")) return;
    // The wait for an answer starts with the first frame in flight.
    if (this.#inFlight === 0) this.#answeredAtMs = this.#options.clock.now();
    for (const frame of this.#unsent) {
      const waitMs = this.#holdUntilMs > 0
        ? this.#holdUntilMs - this.#options.clock.now()
        : socket.bufferedAmount > MAX_BUFFERED_BYTES
        ? BUFFER_POLL_MS
        : 0;
      if (waitMs > 0) {
        this.#after("pump", waitMs, () => this.#pump());
        break;
      }
      this.#holdUntilMs = 0;
      this.#unsent.delete(frame);
      if (this.#sentOnce.has(frame)) this.#resent++;
      else this.#sentOnce.add(frame);
      socket.send(frame.text);
    }
    this.#watchAnswers();
  }

  #watchAnswers(): void {
    if (this.#timers.has("answer") || this.#inFlight === 0) return;
    this.#checkAnswersAfter(this.#timing.answerTimeoutMs);
  }

  #checkAnswersAfter(delayMs: number): void {
    this.#after("answer", delayMs, () => {
      if (this.#inFlight === 0) return;
      const leftMs = this.#answeredAtMs + this.#timing.answerTimeoutMs - this.#options.clock.now();
      if (leftMs > 0) return this.#checkAnswersAfter(leftMs);
      this.#lose(1006, `no answer within ${this.#timing.answerTimeoutMs} ms`);
    });
  }

  /** The connection is gone, or given up. */
  #lose(code: number, reason: string): void {
    if (this.#ended) return;
    const why = reason || `connection closed with code ${code}`;
    if (code >= STAY_AWAY.from && code <= STAY_AWAY.to) {
      return this.#end({ kind: "refused", code, reason: why });
    }
    this.#dropSocket();
    const retryInMs = backoffMs(
      this.#attempt++,
      { baseMs: this.#timing.backoffBaseMs, maxMs: this.#timing.backoffMaxMs },
      () => this.#options.random.next(),
    );
    this.#state({ kind: "waiting", retryInMs, reason: why });
    this.#after("connect", retryInMs, () => this.#connect());
  }

  #end(state: ConnectionState): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#dropSocket();
    this.#window.close();
    this.#state(state);
  }

  #dropSocket(): void {
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    this.#open = false;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000, "");
  }

  #state(state: ConnectionState): void {
    this.#events.onState?.(state);
  }

  #after(name: "connect" | "answer" | "pump", delayMs: number, run: () => void): void {
    this.#cancel(name);
    this.#timers.set(
      name,
      this.#options.clock.schedule(delayMs, () => {
        this.#timers.delete(name);
        run();
      }),
    );
  }

  #cancel(name: "connect" | "answer" | "pump"): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
