/**
 * The dashboards and the one stream they all read.
 *
 * Each session is a cursor into the stream. An event is sent to whoever keeps up; a session whose
 * socket holds too much simply stays behind and goes on when its socket drains. One that falls
 * off the stream's end is cut with a close code that asks it to come back and recover. So no
 * dashboard holds memory of its own, none is waited for, and none is skipped in silence.
 */
import type { EventSubject, StreamPlace } from "../contract/realtime.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import { type Logger, silentLogger } from "../lib/log.ts";
import { CLOSE, type Socket, type SocketHandler } from "../lib/socket.ts";
import { type Manner, RealtimeSession, type Sees } from "./session.ts";
import { Stream, type StreamLimits } from "./stream.ts";

export interface HubOptions {
  clock: Clock;
  /** Names this life of the process, while its events are shown here alone. */
  epoch: string;
  limits?: Partial<HubLimits>;
  /** Frames to send to a new dashboard right after its greeting. */
  welcome?(): Promise<readonly object[]>;
  metrics: HubMetrics;
  log?: Logger;
}

export interface HubLimits extends StreamLimits {
  /** A socket with more than this unread stays behind until it drains. */
  maxUnreadBytes: number;
  maxFrameChars: number;
  /** A client silent for so long is sent a `ping`. */
  idleMs: number;
}

export interface HubMetrics {
  sessions(count: number): void;
  published(kind: EventSubject["kind"]): void;
  cut(): void;
}

const DEFAULT_LIMITS: HubLimits = {
  maxEvents: 50_000,
  maxBytes: 32 * 1024 * 1024,
  maxUnreadBytes: 512 * 1024,
  maxFrameChars: 64 * 1024,
  idleMs: 30_000,
};

/** How often sessions that stayed behind are looked at. */
const CATCH_UP_MS = 50;
/** How often idle sessions are looked for. */
const IDLE_CHECK_MS = 1_000;

export class Hub {
  readonly #options: HubOptions;
  readonly #limits: HubLimits;
  readonly #log: Logger;
  #stream: Stream;
  readonly #sessions = new Set<RealtimeSession>();
  #cancelCatchUp: (() => void) | undefined;
  #cancelIdleCheck: (() => void) | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLogger;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { epoch } = options;
    this.#stream = new Stream({ limits: this.#limits, after: { epoch, offset: 0 } });
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  get place(): StreamPlace {
    return { epoch: this.#stream.epoch, offset: this.#stream.lastOffset };
  }

  get limits(): StreamLimits {
    return this.#limits;
  }

  /** Adds an event and sends it to every dashboard that wants it and keeps up. */
  publish(subject: EventSubject, body: object | string, estimatedBytes: number): void {
    this.#stream.append(subject, body, estimatedBytes);
    this.#options.metrics.published(subject.kind);
    for (const session of this.#sessions) this.#pump(session);
  }

  /** Shows another stream from now on; every dashboard is told that events may be missing. */
  switchTo(stream: Stream): void {
    this.#stream = stream;
    for (const session of this.#sessions) this.#guard(session, () => session.switchTo(stream));
  }

  /** @param visit `sees` is what this session may be sent at all, beside its own filters. */
  readonly open = (
    socket: Socket,
    { sees, manner = "dashboard" }: { sees?: Sees | undefined; manner?: Manner } = {},
  ): SocketHandler => {
    const session: RealtimeSession = new RealtimeSession({
      socket,
      manner,
      sees,
      stream: this.#stream,
      clock: this.#options.clock,
      maxUnreadBytes: this.#limits.maxUnreadBytes,
      maxFrameChars: this.#limits.maxFrameChars,
      pump: () => this.#pump(session),
      forget: () => this.#forget(session),
    });
    this.#sessions.add(session);
    this.#options.metrics.sessions(this.#sessions.size);
    session.greet(this.#sessions.size);
    // What greets a dashboard is about anybody's lots.
    if (!sees) this.#welcome(session);
    this.#cancelIdleCheck ??= this.#options.clock.schedule(IDLE_CHECK_MS, this.#checkIdle);
    return session;
  };

  /** Closes every session and leaves no timer behind. */
  stop(): void {
    for (const session of [...this.#sessions]) {
      this.#guard(session, () => session.close(CLOSE.goingAway));
    }
    this.#cancelCatchUp?.();
    this.#cancelIdleCheck?.();
    this.#cancelCatchUp = this.#cancelIdleCheck = undefined;
  }

  async #welcome(session: RealtimeSession): Promise<void> {
    let frames: readonly object[] = [];
    try {
      frames = await this.#options.welcome?.() ?? [];
    } catch (error) {
      // A dashboard can do without: what is new comes all the same.
      this.#log.warn("a dashboard was not welcomed", { reason: messageOf(error) });
    }
    this.#guard(session, () => session.send(...frames));
  }

  #pump(session: RealtimeSession): void {
    this.#guard(session, () => {
      const state = session.pump();
      if (state === "fell_off") {
        this.#options.metrics.cut();
        session.close(CLOSE.slowConsumer);
      } else if (state === "behind") {
        this.#cancelCatchUp ??= this.#options.clock.schedule(CATCH_UP_MS, this.#catchUp);
      }
    });
  }

  /** A session that throws is closed, and costs neither the others nor the process. */
  #guard(session: RealtimeSession, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#log.error("a dashboard failed", { error });
      try {
        session.close(CLOSE.fault);
      } catch {
        // Forgotten before its socket was asked to close.
      }
    }
  }

  #forget(session: RealtimeSession): void {
    if (this.#sessions.delete(session)) this.#options.metrics.sessions(this.#sessions.size);
    if (this.#sessions.size > 0) return;
    this.#cancelIdleCheck?.();
    this.#cancelIdleCheck = undefined;
  }

  #catchUp = (): void => {
    this.#cancelCatchUp = undefined;
    for (const session of this.#sessions) this.#pump(session);
  };

  #checkIdle = (): void => {
    this.#cancelIdleCheck = this.#options.clock.schedule(IDLE_CHECK_MS, this.#checkIdle);
    for (const session of this.#sessions) {
      this.#guard(session, () => session.pingIfIdle(this.#limits.idleMs));
    }
  };
}
