/** The visits under way, of which there are only so many at a time. */
import type { Gate } from "../kernel/mod.ts";

export class InFlight implements Gate {
  readonly #limit: number;
  readonly #work = new Set<Promise<void>>();
  #onOpen: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#work.size;
  }

  get isOpen(): boolean {
    return this.size < this.#limit;
  }

  whenOpen(run: () => void): void {
    if (this.isOpen) return run();
    this.#onOpen = run;
  }

  /** @param work never rejects */
  add(work: Promise<void>): void {
    const done = work.then(() => {
      this.#work.delete(done);
      const onOpen = this.#onOpen;
      this.#onOpen = undefined;
      onOpen?.();
    });
    this.#work.add(done);
  }

  /** Resolves when all that was added so far is done. */
  async settled(): Promise<void> {
    await Promise.all(this.#work);
  }
}
