/**
 * The one stream of events of several servers, held by a bus.
 *
 * ```text
 *         all that the bus holds is read in
 *   alone ─────────────────────────────────▶ shared
 *     ▲                                        │
 *     └────────────────────────────────────────┘
 *         the connection, or an own event, does not come back in time
 * ```
 *
 * While it is shared, an event goes to the bus and is shown when it comes back, in its place among
 * those of the others: that it comes back is also how it is known to have arrived. The epoch is the
 * bus's stream and the offset its sequence, so a place that one server gave is good on all of them.
 *
 * While alone, a server shows its own events, at once, in an epoch of its own. Nobody else gets
 * them: when it is back it marks a gap in the stream, and at that mark every server lets go of what
 * it held and tells its dashboards to read anew. Nothing waits for the bus but events that are few
 * and bounded; what is ingested is stored and acknowledged long before.
 */
import type { EventSubject, StreamPlace } from "../contract/realtime.ts";
import { backoffMs } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import type { Hub } from "./hub.ts";
import { Stream } from "./stream.ts";

export interface Bus {
  /**
   * Connects, once.
   *
   * @param known the last place seen, with which the bus can tell that it has lost its end
   * @throws Error where nobody answers
   */
  join(options: { known: StreamPlace | undefined }): Promise<Membership>;
}

/** A connection to the bus, until it ends. */
export interface Membership {
  readonly epoch: string;
  /** The oldest event held when it was joined. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Hands an event over. The bus takes one id once. @throws Error when it is gone */
  publish(event: { id: string; kind: string; payload: string }): void;
  /** Resolves with the mark's offset once the bus holds it. */
  markGap(): Promise<number>;
  /** Reads from an offset on, in order, for as long as the membership lasts. */
  follow(offset: number, onMessage: (message: BusMessage) => void): Promise<void>;
  /** Resolves with the reason why it is over. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

export interface BusMessage {
  offset: number;
  /** Undefined for the mark of a gap. */
  payload: string | undefined;
}

export interface SharedEventsOptions {
  hub: Pick<Hub, "publish" | "switchTo" | "limits">;
  bus: Bus;
  clock: Clock;
  log: Logger;
  /** From [0, 1). */
  random: () => number;
  metrics: SharedEventsMetrics;
}

export interface SharedEventsMetrics {
  /** It began to show its own events alone. */
  left(): void;
}

export interface PublishOptions {
  /** Names an event that every server tells of: of several with one name the first is shown. */
  once?: string;
}

interface Pending {
  id: string;
  subject: EventSubject;
  text: string;
  payload: string;
}

/** What stands in front of the frame on the bus, on a line of its own. */
interface Envelope {
  id: string;
  once?: true;
  subject: EventSubject;
}

const CHECK_MS = 250;
/** An event or a connection that is away for so many checks is away: three seconds. */
const PATIENCE_CHECKS = 12;
/** Events handed over that have not come back yet; with more the bus cannot follow. */
const MAX_PENDING = 50_000;
const MAX_PENDING_CHARS = 32 * 1024 * 1024;
/** The others tell of the same thing within seconds. */
const ONCE_MS = 10_000;
const MAX_ONCE = 10_000;
const RETRY = { baseMs: 200, maxMs: 10_000 };
/** A connection that held for so long counts as good. */
const HELD_MS = 60_000;
/** A server starts without the bus when it does not answer within this. */
const START_MS = 3_000;
const READ_IN_MS = 15_000;

export class SharedEvents {
  readonly #options: SharedEventsOptions;
  readonly #server = crypto.randomUUID();
  #mode: "alone" | "shared" = "alone";
  #membership: Membership | undefined;
  /** The last event read of the bus's stream, whatever is shown. */
  #place: StreamPlace | undefined;
  /** What was read in and is not shown yet. */
  #readIn: Stream | undefined;
  #onRead = () => {};
  /** Events were shown here that the bus's stream lacks. */
  #hasGap = false;
  readonly #pending = new Map<string, Pending>();
  #pendingChars = 0;
  #handedOver = 0;
  readonly #onceAtMs = new Map<string, number>();
  #checks: { oldest: string | undefined; failed: number } = { oldest: undefined, failed: 0 };
  #cancelCheck = () => {};
  #isAwayTold = false;
  readonly #stop = Promise.withResolvers<void>();
  #isStopped = false;
  #running = Promise.resolve();

  constructor(options: SharedEventsOptions) {
    this.#options = options;
  }

  /** Whether dashboards here see the events of every server. */
  get isShared(): boolean {
    return this.#mode === "shared";
  }

  /** Events handed to the bus that have not come back. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Resolves once the stream is shared, or the first attempt has failed or takes its time. */
  async start(): Promise<void> {
    const { clock } = this.#options;
    const first = Promise.withResolvers<void>();
    this.#cancelCheck = clock.schedule(CHECK_MS, this.#check);
    this.#running = this.#run(first.resolve);
    const cancel = clock.schedule(START_MS, first.resolve);
    await first.promise;
    cancel();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelCheck();
    this.#stop.resolve();
    await this.#membership?.close();
    await this.#running;
  }

  /** Never waits; like the hub's, for all servers. */
  publish(
    subject: EventSubject,
    body: object,
    estimatedBytes: number,
    { once }: PublishOptions = {},
  ): void {
    if (this.#mode === "alone" && !this.#membership) {
      this.#hasGap = true;
      return this.#options.hub.publish(subject, body, estimatedBytes);
    }
    const id = once ?? `${this.#server}.${++this.#handedOver}`;
    const text = JSON.stringify(body);
    const envelope: Envelope = { id, ...(once !== undefined && { once: true }), subject };
    const event = { id, subject, text, payload: `${JSON.stringify(envelope)}\n${text}` };
    if (this.#mode === "alone") {
      // Read in at the moment: shown at once, and to the others by way of the bus.
      this.#hasGap = true;
      this.#options.hub.publish(subject, text, estimatedBytes);
      return this.#handOver(event);
    }
    if (once !== undefined && this.#isTold(once)) return;
    this.#pending.set(id, event);
    this.#pendingChars += text.length;
    this.#handOver(event);
    if (this.#pending.size > MAX_PENDING || this.#pendingChars > MAX_PENDING_CHARS) {
      this.#leave("too many events wait for it");
    }
  }

  #handOver({ id, subject, payload }: Pending): void {
    try {
      this.#membership?.publish({ id, kind: subject.kind, payload });
    } catch (error) {
      // Its end says what is wrong; until then the event waits among those that are pending.
      this.#options.log.debug("an event was not handed over", { reason: messageOf(error) });
    }
  }

  #isTold(once: string): boolean {
    if (this.#pending.has(once)) return true;
    const atMs = this.#onceAtMs.get(once);
    return atMs !== undefined && this.#options.clock.now() - atMs < ONCE_MS;
  }

  /** Joins again and again; `onFirst` is told when the first attempt is over. */
  async #run(onFirst: () => void): Promise<void> {
    const { bus, clock, random } = this.#options;
    for (let failures = 0; !this.#isStopped; failures++) {
      const sinceMs = clock.now();
      let membership: Membership | undefined;
      let reason = "stopped";
      try {
        membership = await bus.join({ known: this.#place });
        // A stop in the meantime had no membership to end.
        if (!this.#isStopped) {
          await this.#enter(membership);
          onFirst();
          reason = await membership.ended;
        }
      } catch (error) {
        reason = messageOf(error);
      }
      this.#membership = undefined;
      await membership?.close();
      onFirst();
      if (this.#isStopped) return;
      if (this.#mode === "alone") this.#tellAway(reason);
      if (clock.now() - sinceMs >= HELD_MS) failures = 0;
      const again = Promise.withResolvers<void>();
      const cancel = clock.schedule(backoffMs(failures, RETRY, random), again.resolve);
      await Promise.race([again.promise, this.#stop.promise]);
      cancel();
    }
  }

  /** Goes on where it was if nothing is missing between, or reads in all that the bus holds. */
  async #enter(membership: Membership): Promise<void> {
    const { epoch, firstOffset, lastOffset } = membership;
    const { offset } = this.#place ?? { offset: 0 };
    const goesOn = this.#mode === "shared" && this.#place?.epoch === epoch &&
      firstOffset <= offset + 1 && lastOffset >= offset;
    if (this.#mode === "shared" && !goesOn) this.#leave("its stream is not what it was");
    this.#membership = membership;
    this.#checks.failed = 0;
    let target = lastOffset;
    if (!goesOn) {
      if (this.#hasGap) target = await membership.markGap();
      const before = Math.max(firstOffset - 1, target - this.#options.hub.limits.maxEvents, 0);
      this.#place = { epoch, offset: before };
      this.#readIn = this.#streamAfter(this.#place);
    }
    await this.#read(membership, target);
    if (goesOn) return this.#pending.forEach((event) => this.#handOver(event));
    this.#options.hub.switchTo(this.#readIn!);
    this.#readIn = undefined;
    this.#mode = "shared";
    this.#hasGap = false;
    this.#isAwayTold = false;
    this.#options.log.info("dashboards see the events of every server", { epoch, offset: target });
  }

  /** Follows; resolves once the target is reached. */
  async #read(membership: Membership, target: number): Promise<void> {
    const reached = Promise.withResolvers<void>();
    const place = this.#place!;
    this.#onRead = () => {
      if (place.offset >= target) reached.resolve();
    };
    this.#onRead();
    await membership.follow(place.offset + 1, (message) => {
      if (membership === this.#membership) this.#take(message, place);
    });
    const late = Promise.withResolvers<never>();
    const cancel = this.#options.clock.schedule(READ_IN_MS, () => {
      late.reject(new Error(`read in the stream up to ${target}: at ${place.offset}`));
    });
    const over = membership.ended.then((reason) => {
      throw new Error(reason);
    });
    try {
      await Promise.race([reached.promise, late.promise, over]);
    } finally {
      cancel();
      over.catch(() => {});
    }
  }

  #take({ offset, payload }: BusMessage, place: StreamPlace): void {
    if (offset <= place.offset) return;
    const isNext = offset === place.offset + 1;
    place.offset = offset;
    const event = payload === undefined ? undefined : opened(payload);
    if (!event || !isNext) {
      this.#restart({ epoch: place.epoch, offset: event ? offset - 1 : offset });
    }
    if (event) this.#show(event);
    this.#onRead();
  }

  #show({ envelope: { id, once, subject }, text }: Opened): void {
    const pending = this.#pending.get(id);
    if (pending) {
      this.#pending.delete(id);
      this.#pendingChars -= pending.text.length;
    }
    if (once) this.#rememberTold(id);
    const target = this.#readIn;
    if (target) target.append(subject, text, text.length);
    else this.#options.hub.publish(subject, text, text.length);
  }

  #rememberTold(id: string): void {
    this.#onceAtMs.delete(id);
    this.#onceAtMs.set(id, this.#options.clock.now());
    if (this.#onceAtMs.size <= MAX_ONCE) return;
    for (const oldest of this.#onceAtMs.keys()) return void this.#onceAtMs.delete(oldest);
  }

  /** Something is missing before this place. */
  #restart(after: StreamPlace): void {
    const stream = this.#streamAfter(after);
    if (this.#readIn) this.#readIn = stream;
    else this.#options.hub.switchTo(stream);
  }

  #streamAfter(after: StreamPlace): Stream {
    return new Stream({ limits: this.#options.hub.limits, after, isShared: true });
  }

  #check = (): void => {
    this.#cancelCheck = this.#options.clock.schedule(CHECK_MS, this.#check);
    if (this.#mode === "alone") return;
    const [oldest] = this.#pending.keys();
    const isStuck = !this.#membership || (oldest !== undefined && oldest === this.#checks.oldest);
    // Checks are counted, not time: when the process itself stood still, nothing is wrong with them.
    this.#checks = { oldest, failed: isStuck ? this.#checks.failed + 1 : 0 };
    if (this.#checks.failed < PATIENCE_CHECKS) return;
    this.#leave(this.#membership ? "an event did not come back" : "the connection was lost");
  };

  /** Shows its own events alone, first those that are on their way. */
  #leave(reason: string): void {
    const { hub, metrics } = this.#options;
    const membership = this.#membership;
    this.#mode = "alone";
    this.#membership = undefined;
    this.#checks = { oldest: undefined, failed: 0 };
    this.#tellAway(reason);
    metrics.left();
    const after = { epoch: crypto.randomUUID(), offset: 0 };
    hub.switchTo(new Stream({ limits: hub.limits, after }));
    if (this.#pending.size > 0) this.#hasGap = true;
    for (const { subject, text } of this.#pending.values()) hub.publish(subject, text, text.length);
    this.#pending.clear();
    this.#pendingChars = 0;
    membership?.close().catch(() => {});
  }

  #tellAway(reason: string): void {
    if (this.#isAwayTold) return;
    this.#isAwayTold = true;
    this.#options.log.warn("NATS is away: dashboards see the events of this server alone", {
      reason,
    });
  }
}

interface Opened {
  envelope: Envelope;
  text: string;
}

/** Undefined for what no server of ours has sent. */
function opened(payload: string): Opened | undefined {
  const end = payload.indexOf("\n");
  try {
    const envelope = JSON.parse(payload.slice(0, end)) as Partial<Envelope> | null;
    const isOurs = end > 0 && payload.endsWith("}") && typeof envelope?.id === "string" &&
      typeof envelope.subject?.kind === "string";
    return isOurs ? { envelope: envelope as Envelope, text: payload.slice(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}
