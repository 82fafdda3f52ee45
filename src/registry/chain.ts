/**
 * Proves chains of events unaltered, without trusting the database that holds them.
 *
 * An event's hash is the SHA-256 of the RFC 8785 JSON of its other fields, the hash of the event
 * before it among them. So an event that was changed does not match its own hash, one whose hash
 * was changed with it is not the one that its successor names, and one that is gone leaves a gap.
 * Only the end of a chain can be cut off unseen, or all of it be written anew: heads that were saved
 * earlier show that.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { LotEvent } from "../contract/registry.ts";

/** The newest event of each lot, by lot_id. */
export type Heads = Record<string, { sequence: number; hash: string }>;

export interface ChainFault {
  lotId: string;
  /** The first event of the lot that is not as it was recorded. */
  sequence: number;
  kind: "altered" | "missing" | "reordered" | "cut_off";
  message: string;
}

/** How far from its place an event is looked for before it counts as altered. */
const REORDER_REACH = 1_000;

/** Checks events that come along the chains, lot by lot; holds one event and the heads. */
export class ChainCheck {
  readonly faults: ChainFault[] = [];
  readonly heads: Heads = {};
  events = 0;
  readonly #expected: Heads;
  #last: LotEvent | undefined;
  #isBroken = false;

  /** `expected` are heads that were saved earlier. */
  constructor(expected: Heads = {}) {
    this.#expected = expected;
  }

  get lots(): number {
    return Object.keys(this.heads).length;
  }

  add(event: LotEvent): void {
    this.events++;
    if (event.lot_id !== this.#last?.lot_id) {
      this.#endLot();
      this.#last = undefined;
      this.#isBroken = false;
    }
    // What comes after a broken link proves nothing more.
    if (!this.#isBroken) {
      const fault = faultOf(event, this.#last) ?? this.#faultByHeads(event);
      if (fault) this.#blame(event.lot_id, fault);
    }
    this.#last = event;
    this.heads[event.lot_id] = { sequence: event.sequence, hash: event.hash };
  }

  /** After the last event; `names` are the lots that must have been among them. */
  end(names: readonly string[]): void {
    this.#endLot();
    for (const lotId of new Set(names)) {
      if (this.heads[lotId]) continue;
      const message = "the whole chain is missing";
      this.faults.push({ lotId, sequence: 1, kind: "cut_off", message });
    }
  }

  #endLot(): void {
    const last = this.#last;
    const expected = last && this.#expected[last.lot_id];
    if (!expected || this.#isBroken || last.sequence >= expected.sequence) return;
    this.#blame(last.lot_id, {
      sequence: last.sequence + 1,
      kind: "cut_off",
      message: `the chain ends at event ${last.sequence}, and had ${expected.sequence} events`,
    });
  }

  #faultByHeads({ lot_id, sequence, hash }: LotEvent): Fault | undefined {
    const expected = this.#expected[lot_id];
    if (expected?.sequence !== sequence || expected.hash === hash) return undefined;
    return {
      sequence,
      kind: "altered",
      message: `event ${sequence} or one before it was written anew: its hash is not the saved one`,
    };
  }

  #blame(lotId: string, fault: Fault): void {
    this.#isBroken = true;
    this.faults.push({ lotId, ...fault });
  }
}

type Fault = Omit<ChainFault, "lotId">;

/** What is wrong with an event that comes after `last`, if anything. */
function faultOf(event: LotEvent, last: LotEvent | undefined): Fault | undefined {
  const { sequence, event_type } = event;
  const place = (last?.sequence ?? 0) + 1;
  if (sequence > place) {
    const gap = sequence - 1 > place
      ? `events ${place} to ${sequence - 1} are`
      : `event ${place} is`;
    return { sequence: place, kind: "missing", message: `${gap} missing` };
  }
  if (hashOf(event) !== event.hash) {
    const former = formerPlace(event);
    return former === undefined
      ? {
        sequence,
        kind: "altered",
        message: `event ${sequence} (${event_type}) does not match its hash`,
      }
      : {
        sequence,
        kind: "reordered",
        message: `event ${sequence} (${event_type}) was recorded as event ${former}`,
      };
  }
  if (event.previous_hash !== (last?.hash ?? null)) {
    // Its own hash is right: it is the one before it that is not what it was.
    const blamed = Math.max(1, sequence - 1);
    return {
      sequence: blamed,
      kind: "altered",
      message: `event ${sequence} does not follow the event ${blamed} that is there`,
    };
  }
  return undefined;
}

function formerPlace(event: LotEvent): number | undefined {
  for (let reach = 1; reach <= REORDER_REACH; reach++) {
    for (const sequence of [event.sequence - reach, event.sequence + reach]) {
      if (sequence > 0 && hashOf({ ...event, sequence }) === event.hash) return sequence;
    }
  }
  return undefined;
}

/** SHA-256, hexadecimal, of the canonical JSON of all fields of an event but its hash. */
export function hashOf(event: LotEvent): string {
  const { hash: _, ...hashed } = event;
  return createHash("sha256").update(canonicalize(hashed)!, "utf8").digest("hex");
}
