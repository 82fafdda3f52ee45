/**
 * Hosts any number of runs of any kind in one thread, on its one event loop.
 *
 * What a run is given is its own: a clock whose timers go with it, and sockets and requests that
 * tell the thread who is at work. So a run that throws fails alone, one that ends leaves no timer
 * behind, and of a thread that hangs the supervisor knows whom to suspect.
 */
import type {
  FromThread,
  RunEnd,
  RunOrder,
  SaidLine,
  ToThread,
} from "../src/contract/control_host.ts";
import type { LogLineLevel, RunStats } from "../src/contract/control_runs.ts";
import type { Clock } from "../src/lib/clock.ts";
import { messageOf } from "../src/lib/errors.ts";
import type { Credentials, OpenSocket } from "./kernel/mod.ts";

/** What a run can be told while it is under way. */
export interface RunControls {
  pause(): void;
  resume(): void;
  accelerate?(acceleration: number): void;
}

export interface HostedDeps {
  readonly clock: Clock;
  readonly openSocket: OpenSocket;
  readonly fetch: Credentials["fetch"];
  readonly signal: AbortSignal;
  say(level: LogLineLevel, message: string): void;
  /** It works: lots are placed, or devices are plugged in. */
  running(): void;
  /** Takes its controls; those given before a pause that was asked for earlier see it at once. */
  control(controls: RunControls): void;
  /** How the statistics of the run are read, at any time. */
  measure(read: () => RunStats): void;
  /** The statistics have changed. */
  changed(): void;
}

/** A kind of run: resolves with its end, rejects when it cannot go on. */
export type HostedKind = (order: RunOrder, deps: HostedDeps) => Promise<RunEnd>;

export interface HostOptions {
  kinds: Readonly<Record<RunOrder["kind"], HostedKind>>;
  post(message: FromThread): void;
  /** Size of this thread's heap. */
  heapBytes(): number;
  clock: Clock;
  /** How connections are opened that show this token. */
  connect(token: string | undefined): Credentials;
}

/** Lines and statistics are told together, at most so often. */
const TELL_MS = 500;
/** Lines of one run between two tellings; the others are counted. */
const MAX_LINES = 200;
/** Reading statistics may take time: it gets at most so much of the whole. */
const MEASURE_SHARE = 1 / 50;

export class Host {
  readonly #options: HostOptions;
  readonly #runs = new Map<string, HostedRun>();
  #hint: Int32Array | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  receive(message: ToThread): void {
    switch (message.type) {
      case "hint":
        this.#hint = new Int32Array(message.slots);
        return;
      case "ping":
        return this.#options.post({ type: "pong", heapBytes: this.#options.heapBytes() });
      case "start":
        return this.#start(message.order, message.slot);
      case "accelerate":
        return this.#runs.get(message.id)?.accelerate(message.acceleration);
      default:
        return this.#runs.get(message.id)?.[message.type]();
    }
  }

  #start(order: RunOrder, slot: number): void {
    const enter = () => {
      if (this.#hint) Atomics.store(this.#hint, 0, slot);
    };
    const run = new HostedRun(order, { ...this.#options, enter });
    this.#runs.set(order.id, run);
    run.run(this.#options.kinds[order.kind]).then((end) => {
      this.#runs.delete(order.id);
      this.#options.post({ type: "ended", id: order.id, end });
    });
  }
}

class HostedRun {
  readonly #order: RunOrder;
  readonly #options: HostOptions & { enter(): void };
  readonly #stop = new AbortController();
  readonly #timers = new Set<() => void>();
  readonly #credentials: Credentials;
  readonly #fault = Promise.withResolvers<never>();
  #paused: boolean;
  #controls: RunControls | undefined;
  #lines: SaidLine[] = [];
  #unsaid = 0;
  #read: (() => RunStats) | undefined;
  #hasChanged = false;
  #cancelTelling: (() => void) | undefined;

  constructor(order: RunOrder, options: HostOptions & { enter(): void }) {
    this.#order = order;
    this.#options = options;
    this.#paused = order.paused;
    this.#credentials = options.connect(order.token);
  }

  /** Runs to the end, and leaves nothing behind. */
  async run(kind: HostedKind): Promise<RunEnd> {
    const { id } = this.#order;
    const { post } = this.#options;
    let end: RunEnd;
    try {
      this.#options.enter();
      const work = kind(this.#order, {
        clock: this.#clock,
        openSocket: this.#openSocket,
        fetch: this.#fetch,
        signal: this.#stop.signal,
        say: (level, message) => this.#say(level, message),
        running: () => post({ type: "running", id }),
        control: (controls) => {
          this.#controls = controls;
          if (this.#paused) controls.pause();
        },
        measure: (read) => this.#read = read,
        changed: () => {
          this.#hasChanged = true;
          this.#tellLater();
        },
      });
      end = await Promise.race([work, this.#fault.promise]);
    } catch (error) {
      // What is left of it must not go on by itself.
      this.#stop.abort();
      end = { kind: "failed", error: messageOf(error) };
    }
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#cancelTelling?.();
    this.#hasChanged = true;
    this.#tell();
    return end;
  }

  stop(): void {
    this.#stop.abort();
  }

  pause(): void {
    this.#paused = true;
    this.#controls?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#controls?.resume();
  }

  accelerate(acceleration: number): void {
    this.#controls?.accelerate?.(acceleration);
    this.#hasChanged = true;
    this.#tellLater();
  }

  /** A callback of the run: it says who is at work, and its throw is the run's end. */
  #guarded<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      this.#options.enter();
      try {
        act(...args);
      } catch (error) {
        this.#fault.reject(error);
      }
    };
  }

  readonly #clock: Clock = {
    now: () => this.#options.clock.now(),
    schedule: (delayMs, run) => {
      const cancel = this.#options.clock.schedule(
        delayMs,
        this.#guarded(() => {
          this.#timers.delete(cancel);
          run();
        }),
      );
      this.#timers.add(cancel);
      return () => {
        this.#timers.delete(cancel);
        cancel();
      };
    },
  };

  readonly #openSocket: OpenSocket = (url, events) =>
    this.#credentials.openSocket(url, {
      onOpen: this.#guarded(() => events.onOpen()),
      onText: this.#guarded((text) => events.onText(text)),
      onClose: this.#guarded((code, reason) => events.onClose(code, reason)),
    });

  readonly #fetch: Credentials["fetch"] = async (...request) => {
    try {
      return await this.#credentials.fetch(...request);
    } finally {
      this.#options.enter();
    }
  };

  #say(level: LogLineLevel, message: string): void {
    if (this.#lines.length < MAX_LINES) {
      this.#lines.push({ atMs: this.#options.clock.now(), level, message });
    } else this.#unsaid++;
    this.#tellLater();
  }

  #tellLater(delayMs = TELL_MS): void {
    this.#cancelTelling ??= this.#options.clock.schedule(delayMs, () => {
      this.#cancelTelling = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const { post, clock } = this.#options;
    const { id } = this.#order;
    if (this.#unsaid > 0) {
      const message = `${this.#unsaid} more lines, too many to show`;
      this.#lines.push({ atMs: clock.now(), level: "info", message });
    }
    if (this.#lines.length > 0) post({ type: "lines", id, lines: this.#lines });
    this.#lines = [];
    this.#unsaid = 0;
    if (!this.#hasChanged || !this.#read) return;
    this.#hasChanged = false;
    const fromMs = clock.now();
    post({ type: "stats", id, stats: this.#read() });
    const costMs = clock.now() - fromMs;
    // The next telling is put off for as long as keeps this one's cost within its share.
    if (costMs * (1 / MEASURE_SHARE) > TELL_MS) this.#tellLater(costMs / MEASURE_SHARE);
  }
}
