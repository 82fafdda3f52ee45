/** Pending events of a simulation, earliest first. */
import TinyQueue from "tinyqueue";

export interface SimEvent {
  /** Simulated time, epoch ms. */
  readonly timeMs: number;
  /** Of two events at one time the lower comes first. */
  readonly priority: number;
  run(): void;
}

type Entry = SimEvent & { readonly sequence: number };

/** Ordered by (time, priority, order of arrival), so that equal events never swap between runs. */
export class EventHeap {
  readonly #queue = new TinyQueue<Entry>(
    [],
    (a, b) => a.timeMs - b.timeMs || a.priority - b.priority || a.sequence - b.sequence,
  );
  #sequence = 0;

  get size(): number {
    return this.#queue.length;
  }

  push({ timeMs, priority, run }: SimEvent): void {
    this.#queue.push({ timeMs, priority, run, sequence: this.#sequence++ });
  }

  peek(): SimEvent | undefined {
    return this.#queue.peek();
  }

  pop(): SimEvent | undefined {
    return this.#queue.pop();
  }
}
