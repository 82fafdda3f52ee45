/** Runs any number of simulated things on one heap and one timer. */
import type { Clock } from "../../src/lib/clock.ts";
import type { AcceleratedClock, Acceleration } from "./accelerated_clock.ts";
import { EventHeap, type SimEvent } from "./event_heap.ts";
import { Lateness } from "./lateness.ts";

/** Lets work through, or holds it back until there is room again. */
export interface Gate {
  readonly isOpen: boolean;
  /** Calls `run` once, as soon as the gate is open. */
  whenOpen(run: () => void): void;
}

export type KernelEnd = "finished" | "stopped";

/** Sockets, timers and signals wait for the end of a slice. */
const SLICE_MS = 8;
/** Bounds a slice on a clock that stands still. */
const SLICE_EVENTS = 2_048;

/**
 * Late events run at once, in their order: lateness is measured, and nothing is ever skipped. A
 * closed gate holds everything back, so what cannot be sent is not simulated either.
 */
export class Kernel {
  readonly lateness = new Lateness();
  readonly #clock: Clock;
  readonly #time: AcceleratedClock;
  readonly #gate: Gate | undefined;
  readonly #heap = new EventHeap();
  #cancelTimer: (() => void) | undefined;
  #awaitsGate = false;
  #startedMs = 0;
  #end: ((end: KernelEnd) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(options: { clock: Clock; time: AcceleratedClock; gate?: Gate }) {
    this.#clock = options.clock;
    this.#time = options.time;
    this.#gate = options.gate;
  }

  /** Number of events to come. */
  get pending(): number {
    return this.#heap.size;
  }

  schedule(event: SimEvent): void {
    this.#heap.push(event);
  }

  /** Runs until no event is left or the signal aborts. An event that throws ends it with that error. */
  run(signal: AbortSignal): Promise<KernelEnd> {
    this.#startedMs = this.#clock.now();
    return new Promise<KernelEnd>((resolve, reject) => {
      const onAbort = () => this.#finish("stopped");
      this.#end = (end) => {
        signal.removeEventListener("abort", onAbort);
        resolve(end);
      };
      this.#fail = (error) => {
        signal.removeEventListener("abort", onAbort);
        reject(error);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort);
      this.#arm(0);
    });
  }

  setAccel(accel: Acceleration): void {
    this.#time.setAccel(accel);
    this.#arm(0);
  }

  pause(): void {
    this.#time.pause();
    this.#arm(0);
  }

  resume(): void {
    this.#time.resume();
    this.#arm(0);
  }

  #pump(): void {
    try {
      this.#runSlice();
    } catch (error) {
      this.#settle()?.fail?.(error);
    }
  }

  #runSlice(): void {
    const sliceEndMs = this.#clock.now() + SLICE_MS;
    for (let ran = 0; this.#end; ran++) {
      const next = this.#heap.peek();
      if (!next) return this.#finish("finished");
      const nowMs = this.#clock.now();
      const dueMs = this.#time.wallDueMs(next.timeMs);
      if (dueMs > nowMs) return this.#arm(dueMs - nowMs);
      if (this.#gate && !this.#gate.isOpen) return this.#awaitGate(this.#gate);
      if (nowMs >= sliceEndMs || ran === SLICE_EVENTS) return this.#arm(0);
      this.#heap.pop();
      this.#time.reach(next.timeMs);
      // What was due before the run began makes up for an interruption: it is not late.
      if (dueMs >= this.#startedMs) this.lateness.record(nowMs - dueMs);
      next.run();
    }
  }

  #arm(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#end || delayMs === Infinity) return;
    this.#cancelTimer = this.#clock.schedule(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#pump();
    });
  }

  #awaitGate(gate: Gate): void {
    if (this.#awaitsGate) return;
    this.#awaitsGate = true;
    gate.whenOpen(() => {
      this.#awaitsGate = false;
      this.#pump();
    });
  }

  #finish(end: KernelEnd): void {
    this.#settle()?.end?.(end);
  }

  /** Takes the two ways out, so that only the first outcome counts, and leaves no timer behind. */
  #settle() {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const [end, fail] = [this.#end, this.#fail];
    this.#end = this.#fail = undefined;
    return { end, fail };
  }
}
