/**
 * Answers in the order of the questions, though they become known in any order.
 *
 * A client that counts frames may match the n-th answer to its n-th frame, while commits of
 * different lots end in any order.
 */
export class OrderedReplies {
  readonly #send: (text: string) => void;
  #slots: (string | undefined)[] = [];
  #firstSlot = 0;
  #nextSlot = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** Questions not yet answered on the wire. */
  get pending(): number {
    return this.#nextSlot - this.#firstSlot;
  }

  /** Takes the next place in the order; the result fills it, once. */
  reserve(): (text: string) => void {
    const slot = this.#nextSlot++;
    this.#slots.push(undefined);
    return (text) => {
      this.#slots[slot - this.#firstSlot] = text;
      if (slot === this.#firstSlot) this.#release();
    };
  }

  #release(): void {
    let ready = 0;
    while (ready < this.#slots.length && this.#slots[ready] !== undefined) {
      this.#send(this.#slots[ready]!);
      ready++;
    }
    this.#slots = ready === this.#slots.length ? [] : this.#slots.slice(ready);
    this.#firstSlot += ready;
  }
}
