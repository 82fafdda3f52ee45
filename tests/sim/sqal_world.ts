/** A sensor server without sockets, driven by the test's clock. */
import type { ManualClock } from "../../src/lib/clock.ts";
import type { ClientSocketEvents, OpenSocket } from "../../simulators/kernel/mod.ts";

export interface SentSample {
  sample_id: string;
  device_id: string;
  timestamp: string;
  lot_id?: string;
}

interface Peer {
  readonly events: ClientSocketEvents;
  isOpen: boolean;
}

/** What it stored outlives its outages, as a database does. */
export class FakeSensorServer {
  /** Texts of samples by id, in the order in which they first came. */
  readonly stored = new Map<string, string[]>();
  readonly others: Record<string, unknown>[] = [];
  isUp = true;
  /** What is said to a sample; nothing when undefined. */
  answer: (sample: SentSample) => object | undefined = acknowledge;
  readonly #clock: ManualClock;
  readonly #peers = new Set<Peer>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  readonly open: OpenSocket = (_url, events) => {
    const peer: Peer = { events, isOpen: false };
    this.#later(() => {
      if (!this.isUp) return events.onClose(1006, "refused");
      peer.isOpen = true;
      this.#peers.add(peer);
      events.onOpen();
      events.onText('{"type":"connection_established","message":"hello"}');
    });
    return {
      bufferedAmount: 0,
      send: (text) => {
        const frame = JSON.parse(text);
        if (frame.type !== "sensor_data") this.others.push(frame);
        else this.#later(() => this.#receive(peer, text));
      },
      close: () => {
        peer.isOpen = false;
        this.#peers.delete(peer);
      },
    };
  };

  /** Cuts every connection, and takes none while `isUp` is false. */
  cut(code = 1006, reason = "cut"): void {
    for (const peer of this.#peers) {
      peer.isOpen = false;
      peer.events.onClose(code, reason);
    }
    this.#peers.clear();
  }

  #receive(peer: Peer, text: string): void {
    if (!peer.isOpen) return;
    const frame = JSON.parse(text);
    this.stored.set(frame.sample_id, [...this.stored.get(frame.sample_id) ?? [], text]);
    const answer = this.answer(frame);
    if (answer) this.#later(() => peer.isOpen && peer.events.onText(JSON.stringify(answer)));
  }

  #later(run: () => void): void {
    this.#clock.schedule(1, run);
  }
}

export function acknowledge({ sample_id }: SentSample): object {
  return { type: "ack", sample_id, status: "saved" };
}
