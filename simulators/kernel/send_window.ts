/** The bookkeeping that windowed transports share. */
import { AppError } from "../../src/lib/errors.ts";
import type { Gate } from "./kernel.ts";
import type { Outcome, OutgoingFrame } from "./transport.ts";

/** Frames in the order they were taken, until each is settled. */
export class SendWindow<F extends OutgoingFrame> implements Gate {
  readonly #frames = new Map<string, F>();
  readonly #capacity: number;
  readonly #onSettled: (frame: F, outcome: Outcome) => void;
  #opened: (() => void)[] = [];
  #emptied: (() => void)[] = [];
  #closed = false;

  constructor(capacity: number, onSettled: (frame: F, outcome: Outcome) => void) {
    this.#capacity = capacity;
    this.#onSettled = onSettled;
  }

  get size(): number {
    return this.#frames.size;
  }

  get isOpen(): boolean {
    return !this.#closed && this.#frames.size < this.#capacity;
  }

  whenOpen(run: () => void): void {
    if (this.isOpen) run();
    else this.#opened.push(run);
  }

  add(frame: F): void {
    if (!this.isOpen) {
      throw new AppError("internal", `send ${frame.key}: ${this.size} frames are unsettled`);
    }
    if (this.#frames.has(frame.key)) {
      throw new AppError("internal", `send ${frame.key}: a frame with this key is unsettled`);
    }
    this.#frames.set(frame.key, frame);
  }

  get(key: string): F | undefined {
    return this.#frames.get(key);
  }

  frames(): Iterable<F> {
    return this.#frames.values();
  }

  /** False when no such frame is waiting: an answer that came twice, or to another client. */
  settle(key: string, outcome: Outcome): boolean {
    const frame = this.#frames.get(key);
    if (!frame) return false;
    this.#frames.delete(key);
    this.#onSettled(frame, outcome);
    if (this.#frames.size === 0) this.#release("emptied");
    if (this.isOpen) this.#release("opened");
    return true;
  }

  /** Resolves when the window is empty or closed. */
  drained(): Promise<void> {
    if (this.#closed || this.#frames.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  /** Nothing will be settled any more: those who wait for the end are let go, the gate stays shut. */
  close(): void {
    this.#closed = true;
    this.#opened = [];
    this.#release("emptied");
  }

  #release(what: "opened" | "emptied"): void {
    const waiting = what === "opened" ? this.#opened : this.#emptied;
    if (waiting.length === 0) return;
    if (what === "opened") this.#opened = [];
    else this.#emptied = [];
    for (const run of waiting) run();
  }
}
