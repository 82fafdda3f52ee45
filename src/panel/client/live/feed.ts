/**
 * The panel's one connection to the stream of events, and what keeps it free of gaps.
 *
 * A new connection notes its place in the stream, loads the present state over REST while the
 * events that come meanwhile wait, then applies them in their order. A connection that comes back
 * asks for what it missed; where the server cannot say (it started anew, or the gap is too old) the
 * state is loaded again. Events keep their order on one connection; their offsets may leave some out,
 * those that this reader may not see.
 *
 * Frames are taken in at once and applied together, at most once in `APPLY_EVERY_MS` and never
 * outside an animation frame that the page shows.
 */
import type { ControlFrame, EventFrame } from "./frames.ts";

export type LiveState =
  /** Everything the server knows is shown. */
  | "live"
  /** Connected; the state is being loaded or what was missed is coming. */
  | "catching_up"
  /** What is shown is as old as the connection's end. */
  | "offline";

export interface FeedOptions {
  openSocket(): Promise<WebSocket>;
  /** Reads the present state; the function it gives back shows it. */
  load(signal: AbortSignal): Promise<() => void>;
  apply(events: readonly EventFrame[]): void;
  onState(state: LiveState): void;
}

/** A person reads no faster, and a calm page costs less. */
const APPLY_EVERY_MS = 100;
/** A hidden page gets no animation frames, and must not let frames pile up. */
const HIDDEN_APPLY_MS = 1_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** The server answers a heartbeat: a connection that has been silent for longer is dead. */
const HEARTBEAT_MS = 15_000;
const SILENT_MS = 40_000;
/** Events that may wait for a load; with more, what they say is read again instead. */
const MOST_WAITING = 20_000;

type Phase =
  | { kind: "greeting" }
  | { kind: "asked_to_recover" }
  | { kind: "loading"; waiting: EventFrame[]; overflowed: boolean }
  | { kind: "following" };

export class LiveFeed {
  readonly #options: FeedOptions;
  #socket: WebSocket | undefined;
  #phase: Phase = { kind: "greeting" };
  #place: { epoch: string; offset: number } | undefined;
  #state: LiveState | undefined;
  #inbox: string[] = [];
  #loading: AbortController | undefined;
  #failures = 0;
  #heardAtMs = 0;
  #appliedAtMs = 0;
  #applyPending = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  start(): void {
    this.#connect();
    setInterval(() => this.#beat(), HEARTBEAT_MS);
    addEventListener("online", () => this.retryNow());
  }

  /** Tries at once instead of at the end of the pause. */
  retryNow(): void {
    if (this.#retryTimer === undefined) return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  }

  async #connect(): Promise<void> {
    this.#retryTimer = undefined;
    this.#setState(this.#place ? "offline" : "catching_up");
    let socket: WebSocket;
    try {
      socket = await this.#options.openSocket();
    } catch {
      return this.#retryLater();
    }
    this.#socket = socket;
    this.#phase = { kind: "greeting" };
    this.#inbox = [];
    this.#heardAtMs = performance.now();
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket || typeof data !== "string") return;
      this.#heardAtMs = performance.now();
      this.#inbox.push(data);
      this.#applySoon();
    };
    socket.onclose = () => this.#lose(socket);
  }

  #lose(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    // What came before the end is still good, and moves the place to recover from.
    this.#takeIn();
    this.#socket = undefined;
    this.#loading?.abort();
    // A load that was cut short showed nothing: the place it began at says nothing either.
    if (this.#phase.kind === "loading") this.#place = undefined;
    this.#setState("offline");
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#state || this.#state === "catching_up") this.#setState("offline");
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    // A server that comes back must not meet every panel at once.
    const pauseMs = longest * (0.5 + Math.random() / 2);
    this.#retryTimer = setTimeout(() => this.#connect(), pauseMs);
  }

  #beat(): void {
    const socket = this.#socket;
    if (!socket) return;
    if (performance.now() - this.#heardAtMs > SILENT_MS) {
      // Its close event may take minutes to come: nobody answers.
      socket.close();
      return this.#lose(socket);
    }
    this.#send({ type: "heartbeat" });
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #applySoon(): void {
    if (this.#applyPending) return;
    this.#applyPending = true;
    const run = () => {
      this.#applyPending = false;
      this.#appliedAtMs = performance.now();
      this.#takeIn();
    };
    if (document.hidden) {
      setTimeout(run, HIDDEN_APPLY_MS);
      return;
    }
    const restMs = this.#appliedAtMs + APPLY_EVERY_MS - performance.now();
    setTimeout(() => {
      if (document.hidden) run();
      else requestAnimationFrame(run);
    }, Math.max(0, restMs));
  }

  #takeIn(): void {
    const texts = this.#inbox;
    if (texts.length === 0) return;
    this.#inbox = [];
    const events: EventFrame[] = [];
    for (const text of texts) {
      const frame = parsed(text);
      if (!frame) continue;
      if (isEvent(frame)) this.#takeEvent(frame, events);
      else this.#takeControl(frame as ControlFrame);
    }
    if (events.length > 0) this.#options.apply(events);
  }

  #takeControl(frame: ControlFrame): void {
    switch (frame.type) {
      case "connection_established":
        this.#setState("catching_up");
        if (this.#place) {
          this.#phase = { kind: "asked_to_recover" };
          return this.#send({ type: "subscribe", filters: {}, recover: this.#place });
        }
        return void this.#loadFrom(frame);
      case "subscribe_ack":
        if (!frame.recovered) return void this.#loadFrom(frame);
        this.#failures = 0;
        this.#phase = { kind: "following" };
        // Its answer comes after what was missed.
        return this.#send({ type: "heartbeat" });
      case "heartbeat_ack":
        if (this.#phase.kind === "following") this.#setState("live");
        return;
      case "ping":
        return this.#send({ type: "heartbeat" });
    }
  }

  #takeEvent(frame: EventFrame, events: EventFrame[]): void {
    const place = this.#place;
    // What comes between the greeting and the answer comes again after it.
    if (!place || this.#phase.kind === "greeting" || this.#phase.kind === "asked_to_recover") {
      return;
    }
    if (frame.offset <= place.offset) return;
    place.offset = frame.offset;
    if (this.#phase.kind === "following") events.push(frame);
    else if (this.#phase.waiting.length < MOST_WAITING) this.#phase.waiting.push(frame);
    else this.#phase.overflowed = true;
  }

  /** Shows the present state and what came while it was read. */
  async #loadFrom({ epoch, offset }: { epoch: string; offset: number }): Promise<void> {
    this.#place = { epoch, offset };
    this.#setState("catching_up");
    const phase: Phase = { kind: "loading", waiting: [], overflowed: false };
    this.#phase = phase;
    this.#loading?.abort();
    const loading = this.#loading = new AbortController();
    let show: () => void;
    try {
      show = await this.#options.load(loading.signal);
    } catch {
      // The socket lives, the database may not: come back to it as to a lost connection.
      if (!loading.signal.aborted) this.#socket?.close(4000, "cannot load");
      return;
    }
    if (loading.signal.aborted) return;
    if (phase.overflowed) return this.#loadFrom(this.#place ?? { epoch, offset });
    this.#failures = 0;
    show();
    this.#options.apply(phase.waiting);
    this.#phase = { kind: "following" };
    this.#setState("live");
  }

  #setState(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

/** Of the frames outside the stream only two tell a place, that of the stream. */
function isEvent(frame: { type: string }): frame is EventFrame {
  return "offset" in frame && frame.type !== "connection_established" &&
    frame.type !== "subscribe_ack";
}

function parsed(text: string): { type: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
