/**
 * One dashboard: greeted, then a cursor into the stream with its filters.
 *
 * `subscribe` replaces the filters and, with `recover`, moves the cursor back to the place the
 * client last saw, so that what it missed is sent again before what is new.
 */
import {
  ANSWERED_TYPES,
  ClientFrame,
  type EventSubject,
  type Filters,
  type StreamPlace,
} from "../contract/realtime.ts";
import { describeIssues, fieldIssues } from "../contract/issues.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import { passes } from "./filters.ts";
import type { Stream } from "./stream.ts";

/**
 * Whether a session may be sent an event, whatever its own filters ask for. While it is not known
 * yet the session waits, with all that follows.
 */
export type Sees = (subject: EventSubject) => boolean | Promise<boolean>;

/**
 * How a session speaks. `dashboard` is greeted and answered, as is a `gaveur`'s screen, whose rubbish
 * is passed over; `notifications` has neither filters nor recovery, and any text is a ping.
 */
export type Manner = "dashboard" | "gaveur" | "notifications";

/** A question that nobody could answer is asked again after so long. */
const ASK_AGAIN_MS = 1_000;
/** Dashboards speak rarely; each `subscribe` may ask for the whole stream again. */
const MAX_MESSAGES_PER_SECOND = 100;

export interface RealtimeSessionOptions {
  socket: Socket;
  manner: Manner;
  /** Without it, everything may be seen. */
  sees?: Sees | undefined;
  stream: Stream;
  clock: Clock;
  maxUnreadBytes: number;
  maxFrameChars: number;
  /** Asks the hub to send what waits for this session. */
  pump(): void;
  /** Tells the hub that this session is over. */
  forget(): void;
}

export class RealtimeSession implements SocketHandler {
  readonly #options: RealtimeSessionOptions;
  #state: "live" | "closed" = "live";
  #filters: Filters = {};
  #stream: Stream;
  /** Offset of the last event looked at, sent or filtered out. */
  #cursor: number;
  #lastHeardMs: number;
  #second = { startMs: 0, messages: 0 };
  /** Whether it may see the event at an offset, where that had to be asked for. */
  #asked: { offset: number; answer: boolean | undefined } | undefined;

  constructor(options: RealtimeSessionOptions) {
    this.#options = options;
    this.#stream = options.stream;
    this.#cursor = options.stream.lastOffset;
    this.#lastHeardMs = options.clock.now();
  }

  greet(activeConnections: number): void {
    if (this.#options.manner === "notifications") {
      const timestamp = this.#timestamp();
      return this.#reply({ type: "init", notifications: [], unread_count: 0, timestamp });
    }
    this.#reply({
      type: "connection_established",
      timestamp: this.#timestamp(),
      message: "Connecté au flux temps réel SQAL",
      active_connections: activeConnections,
      epoch: this.#stream.epoch,
      offset: this.#cursor,
    });
  }

  /**
   * Goes on at the end of another stream. Events may be missing between: the client is told in the
   * words of an attempt to recover that came too late.
   */
  switchTo(stream: Stream): void {
    this.#stream = stream;
    this.#cursor = stream.lastOffset;
    this.#asked = undefined;
    if (this.#options.manner === "notifications") return;
    this.#reply({
      type: "subscribe_ack",
      filters: this.#filters,
      timestamp: this.#timestamp(),
      epoch: stream.epoch,
      offset: stream.lastOffset,
      recovered: false,
    });
  }

  /** Sends frames that stand outside the stream. */
  send(...frames: readonly object[]): void {
    for (const frame of frames) this.#reply(frame);
  }

  /** Sends what waits, as far as the socket takes it. */
  pump(): "current" | "behind" | "fell_off" | "closed" {
    if (this.#state === "closed") return "closed";
    const { socket, maxUnreadBytes, sees } = this.#options;
    const stream = this.#stream;
    if (!stream.reachesBackTo(this.#cursor)) return "fell_off";
    while (this.#cursor < stream.lastOffset) {
      if (socket.bufferedBytes() >= maxUnreadBytes) return "behind";
      const offset = this.#cursor + 1;
      const event = stream.at(offset)!;
      const seen = sees ? this.#mayBeSent({ offset, subject: event.subject, sees }) : true;
      if (seen === undefined) return "current";
      this.#cursor = offset;
      if (seen && passes(this.#filters, event.subject)) socket.send(event.text());
    }
    return "current";
  }

  pingIfIdle(idleMs: number): void {
    if (this.#options.clock.now() - this.#lastHeardMs < idleMs) return;
    this.#lastHeardMs = this.#options.clock.now();
    this.#reply({ type: "ping", timestamp: this.#timestamp() });
  }

  close({ code, reason }: { code: number; reason: string }): void {
    if (this.#state === "closed") return;
    // Forgotten at once: a slow peer keeps its socket in CLOSING for as long as it likes.
    this.onClose();
    this.#options.socket.close(code, reason);
  }

  onText(text: string): void {
    if (this.#state === "closed") return;
    this.#lastHeardMs = this.#options.clock.now();
    if (this.#isTooFast(this.#lastHeardMs)) return this.close(CLOSE.policy);
    if (text.length > this.#options.maxFrameChars) return this.close(CLOSE.tooLarge);
    if (this.#options.manner === "notifications") {
      return this.#reply({ type: "pong", timestamp: this.#timestamp() });
    }
    let input: unknown;
    try {
      input = JSON.parse(text);
    } catch (cause) {
      return this.#error(`expected one JSON object in a text frame: ${(cause as Error).message}`);
    }
    const type = (input as { type?: unknown } | null)?.type;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      return this.#error("expected a JSON object");
    }
    // Existing clients also send `ping` and `pong`, and never expected an answer.
    if (typeof type !== "string" || !ANSWERED_TYPES.includes(type)) return;
    const frame = ClientFrame.safeParse(input);
    if (!frame.success) return this.#error(describeIssues(fieldIssues(frame.error, input)));
    this.#act(frame.data);
  }

  onBinary(byteLength: number): void {
    if (this.#state === "closed") return;
    this.#error(`expected a text frame, got ${byteLength} binary bytes`);
  }

  onClose(): void {
    this.#state = "closed";
    this.#options.forget();
  }

  #isTooFast(nowMs: number): boolean {
    if (nowMs - this.#second.startMs >= 1_000) this.#second = { startMs: nowMs, messages: 0 };
    return ++this.#second.messages > MAX_MESSAGES_PER_SECOND;
  }

  /** Undefined while it is asked; the answer pumps again. */
  #mayBeSent(
    { offset, subject, sees }: { offset: number; subject: EventSubject; sees: Sees },
  ): boolean | undefined {
    if (this.#asked?.offset === offset) return this.#asked.answer;
    const seen = sees(subject);
    if (typeof seen === "boolean") return seen;
    const asked: { offset: number; answer: boolean | undefined } = { offset, answer: undefined };
    this.#asked = asked;
    const { clock, pump } = this.#options;
    seen.then((answer) => {
      asked.answer = answer;
      pump();
    }, () => {
      clock.schedule(ASK_AGAIN_MS, () => {
        if (this.#asked === asked) this.#asked = undefined;
        pump();
      });
    });
    return undefined;
  }

  #act(frame: ClientFrame): void {
    const timestamp = this.#timestamp();
    switch (frame.type) {
      case "heartbeat":
        return this.#reply({ type: "heartbeat_ack", timestamp });
      case "unsubscribe":
        this.#filters = {};
        return this.#reply({ type: "unsubscribe_ack", timestamp });
      case "subscribe":
        this.#filters = frame.filters ?? {};
        this.#reply({
          type: "subscribe_ack",
          filters: this.#filters,
          timestamp,
          ...this.#recover(frame.recover ?? undefined),
        });
        return this.#options.pump();
    }
  }

  /** Moves the cursor back if everything since the client's place is still held. */
  #recover(place: StreamPlace | undefined): object {
    const stream = this.#stream;
    const here = { epoch: stream.epoch, offset: stream.lastOffset };
    if (!place) return here;
    const recovered = place.epoch === stream.epoch && stream.reachesBackTo(place.offset);
    if (recovered) this.#cursor = place.offset;
    return { ...here, recovered };
  }

  #error(error: string): void {
    if (this.#options.manner !== "dashboard") return;
    this.#reply({ type: "error", timestamp: this.#timestamp(), error });
  }

  #reply(frame: object): void {
    if (this.#state === "closed") return;
    const { socket, maxUnreadBytes } = this.#options;
    // Answers stand outside the stream: a client that asks without reading is cut here.
    if (socket.bufferedBytes() > 2 * maxUnreadBytes) return this.close(CLOSE.slowConsumer);
    socket.send(JSON.stringify(frame));
  }

  #timestamp(): string {
    return frameTimestamp(this.#options.clock.now());
  }
}
