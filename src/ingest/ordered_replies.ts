/** How a session answers: each question has its place, whose answer comes when it is known. */
export interface Replies {
  /** Questions not yet answered on the wire. */
  readonly pending: number;
  /** The result answers one question, once. */
  reserve(): (text: string) => void;
  /** Sends what may be sent, as before a connection is closed. */
  flush(): void;
  /** Nobody is there to be answered any more: nothing is kept for him. */
  close(): void;
}

/**
 * Answers in the order of the questions, though they become known in any order.
 *
 * A client that counts frames may match the n-th answer to its n-th frame, while commits of
 * different lots end in any order.
 */
export class OrderedReplies implements Replies {
  readonly #send: (text: string) => void;
  /** From the oldest slot not sent yet, which stands at `#head`. */
  #slots: (string | undefined)[] = [];
  #head = 0;
  #firstSlot = 0;
  #isClosed = false;

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
      if (this.#isClosed) return;
      const place = slot - this.#firstSlot;
      this.#slots[place] = text;
      if (place === this.#head) this.#release();
    };
  }

  /** Nothing waits that may be sent. */
  flush(): void {}

  close(): void {
    this.#isClosed = true;
    this.#slots = [];
    this.#head = 0;
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
