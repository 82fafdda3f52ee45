/** What a device keeps while it cannot send: bounded, in order, the oldest dropped first. */
export class Buffer<T> {
  readonly #capacity: number;
  #items: T[] = [];
  /** Index of the oldest: taking from the front must not move all others each time. */
  #head = 0;
  #dropped = 0;

  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError(`make a buffer: capacity ${capacity}`);
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Items that gave way to newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds the newest, and returns the oldest where it had to go. */
  push(item: T): T | undefined {
    const lost = this.size === this.#capacity ? this.take() : undefined;
    if (lost !== undefined) this.#dropped++;
    this.#items.push(item);
    return lost;
  }

  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head++];
    if (this.#head > this.#capacity) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
