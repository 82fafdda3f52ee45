/**
 * The last events, each with its offset, so that a client that was away or slow can catch up.
 *
 * Bounded by count and by bytes: the oldest go first. An epoch names one life of the process;
 * offsets of another epoch mean nothing here.
 */
import type { EventSubject } from "../contract/realtime.ts";

export interface StreamEvent {
  readonly offset: number;
  readonly subject: EventSubject;
  /** The frame as sent, made once and only when the first client wants it. */
  text(): string;
}

export interface StreamLimits {
  maxEvents: number;
  maxBytes: number;
}

export class Stream {
  readonly epoch: string;
  readonly #limits: StreamLimits;
  readonly #events = new Map<number, { event: StreamEvent; bytes: number }>();
  #bytes = 0;
  #first = 1;
  #last = 0;

  constructor(epoch: string, limits: StreamLimits) {
    this.epoch = epoch;
    this.#limits = limits;
  }

  /** Offset of the newest event, 0 before the first. */
  get lastOffset(): number {
    return this.#last;
  }

  /** Offset of the oldest event still held. */
  get firstOffset(): number {
    return this.#first;
  }

  get heldBytes(): number {
    return this.#bytes;
  }

  /** Adds an event; `body` becomes the frame together with its offset. */
  append(subject: EventSubject, body: object, estimatedBytes: number): StreamEvent {
    const offset = ++this.#last;
    let frame: string | undefined;
    const event: StreamEvent = {
      offset,
      subject,
      text: () => frame ??= JSON.stringify({ ...body, offset }),
    };
    this.#events.set(offset, { event, bytes: estimatedBytes });
    this.#bytes += estimatedBytes;
    while (this.#events.size > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes) {
      if (this.#first === this.#last) break;
      this.#bytes -= this.#events.get(this.#first)!.bytes;
      this.#events.delete(this.#first++);
    }
    return event;
  }

  /** The event at an offset, or undefined when it is gone or yet to come. */
  at(offset: number): StreamEvent | undefined {
    return this.#events.get(offset)?.event;
  }

  /** True when everything after `offset` is still held. */
  reachesBackTo(offset: number): boolean {
    return offset <= this.#last && offset >= this.#first - 1;
  }
}
