/**
 * Answers in the order of the questions, though they become known in any order.
 *
 * A client that counts frames may match the n-th answer to its n-th frame, while commits of
 * different lots end in any order.
 */
export class OrderedReplies {
  readonly #send: (text: string) => void;
  /** From the oldest slot not sent yet, which stands at `#head`. */
  #slots: (string | undefined)[] = [];
  #head = 0;
  #firstSlot = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** Questions not yet answered on the wire. */
  get pending(): number {
    return this.#slots.length - this.#head;
  }

  /** Takes the next place in the order; the result fills it, once. */
  reserve(): (text: string) => void {
    const slot = this.#firstSlot + this.#slots.length;
    this.#slots.push(undefined);
    return (text) => {
      const place = slot - this.#firstSlot;
      this.#slots[place] = text;
      if (place === this.#head) this.#release();
    };
  }

  #release(): void {
    const slots = this.#slots;
    for (let text = slots[this.#head]; text !== undefined; text = slots[this.#head]) {
      slots[this.#head++] = undefined;
      this.#send(text);
    }
    // Moving those that wait costs least when they are few beside those that have gone.
    if (this.#head * 2 < slots.length) return;
    this.#slots = slots.slice(this.#head);
    this.#firstSlot += this.#head;
    this.#head = 0;
  }
}
