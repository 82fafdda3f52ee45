/**
 * Proves a lot's chain of events in the browser itself: each hash is worked out anew from what the
 * page shows, so that nobody has to take the server's word.
 */
import canonicalize from "canonicalize";
import type { LotEvent } from "../../../contract/registry.ts";

export type ChainVerdict =
  | { status: "intact" }
  /** The first event that is not what was recorded. */
  | { status: "broken"; sequence: number }
  /** The browser offers no hashing: the page did not come by HTTPS, or it is old. */
  | { status: "unchecked" };

/** @param events all of one lot, in any order */
export async function checkChain(events: readonly LotEvent[]): Promise<ChainVerdict> {
  if (!globalThis.crypto?.subtle || !("isWellFormed" in String.prototype)) {
    return { status: "unchecked" };
  }
  let previous: string | null = null;
  for (const [i, event] of events.toSorted((a, b) => a.sequence - b.sequence).entries()) {
    const isNext = event.sequence === i + 1 && event.previous_hash === previous;
    if (!isNext || await hashOf(event) !== event.hash) {
      return { status: "broken", sequence: event.sequence };
    }
    previous = event.hash;
  }
  return { status: "intact" };
}

/** SHA-256, hexadecimal, of the RFC 8785 JSON of all fields but the hash. */
async function hashOf({ hash: _, ...hashed }: LotEvent): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalize(hashed)!);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
