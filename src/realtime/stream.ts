/**
 * The last events, each with its offset, so that a client that was away or slow can catch up.
 *
 * Bounded by count and by bytes: the oldest go first. An epoch names one life of the process, or of
 * what several of them share; offsets of another epoch mean nothing here.
 */
import type { EventSubject, StreamPlace } from "../contract/realtime.ts";

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

export interface StreamOptions {
  limits: StreamLimits;
  /** The place before its first event. */
  after: StreamPlace;
  /** Another server may have shown events of this epoch that are yet to come here. */
  isShared?: boolean;
}

export class Stream {
  readonly epoch: string;
  readonly #limits: StreamLimits;
  readonly #isShared: boolean;
  /** In their order; those before `#head` are gone. */
  #events: (HeldEvent | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #first: number;
  #last: number;

  constructor({ limits, after, isShared = false }: StreamOptions) {
    this.epoch = after.epoch;
    this.#last = after.offset;
    this.#first = after.offset + 1;
    this.#limits = limits;
    this.#isShared = isShared;
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

  get #held(): number {
    return this.#events.length - this.#head;
  }

  /** Adds an event; `body`, or its JSON, becomes the frame together with its offset. */
  append(subject: EventSubject, body: object | string, estimatedBytes: number): StreamEvent {
    const event = new HeldEvent(++this.#last, subject, body, estimatedBytes);
    this.#events.push(event);
    this.#bytes += estimatedBytes;
    while (this.#held > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes) {
      if (this.#first === this.#last) break;
      this.#bytes -= this.#events[this.#head]!.bytes;
      this.#events[this.#head++] = undefined;
      this.#first++;
    }
    // Moving those that are held costs least when they are few beside those that are gone.
    if (this.#head > this.#held) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }

  /** The event at an offset, or undefined when it is gone or yet to come. */
  at(offset: number): StreamEvent | undefined {
    return offset < this.#first ? undefined : this.#events[this.#head + offset - this.#first];
  }

  /** True when everything after `offset` is still held, or will come. */
  reachesBackTo(offset: number): boolean {
    const newest = this.#isShared ? this.#last + this.#limits.maxEvents : this.#last;
    return offset <= newest && offset >= this.#first - 1;
  }
}

/** One object an event: twenty thousand are held, and each is moved about by the collector. */
class HeldEvent implements StreamEvent {
  #body: object | string | undefined;
  #frame: string | undefined;

  constructor(
    readonly offset: number,
    readonly subject: EventSubject,
    body: object | string,
    readonly bytes: number,
  ) {
    this.#body = body;
  }

  text(): string {
    if (this.#frame === undefined) {
      const { offset } = this;
      this.#frame = typeof this.#body === "string"
        ? `${this.#body.slice(0, -1)},"offset":${offset}}`
        : JSON.stringify({ ...this.#body, offset });
      this.#body = undefined;
    }
    return this.#frame;
  }
}
