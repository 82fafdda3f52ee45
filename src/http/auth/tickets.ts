/**
 * Tickets for browsers, which cannot send a header with a WebSocket.
 *
 * A ticket stands in a URL, and URLs end up in the logs of proxies: it is good once, for one path,
 * and for as long as a page needs to connect. Held by the server that sold it.
 */
import { randomBytes } from "node:crypto";
import type { Identity } from "../../domain/roles.ts";
import type { Clock } from "../../lib/clock.ts";

export const TICKET_MS = 30_000;
const TICKET_BYTES = 32;
const MAX_TICKETS = 10_000;

interface Sold {
  identity: Identity;
  path: string;
  untilMs: number;
}

export class Tickets {
  readonly #clock: Clock;
  readonly #max: number;
  /** In the order of their end. */
  readonly #sold = new Map<string, Sold>();

  constructor(clock: Clock, { max = MAX_TICKETS }: { max?: number } = {}) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#sold.size;
  }

  /** A ticket for one connection to `path`, or undefined when too many wait to be used. */
  sell(identity: Identity, path: string): string | undefined {
    const nowMs = this.#clock.now();
    for (const [ticket, { untilMs }] of this.#sold) {
      if (untilMs > nowMs) break;
      this.#sold.delete(ticket);
    }
    if (this.#sold.size >= this.#max) return undefined;
    const ticket = randomBytes(TICKET_BYTES).toString("base64url");
    this.#sold.set(ticket, { identity, path: bare(path), untilMs: nowMs + TICKET_MS });
    return ticket;
  }

  /** Whose it is; whatever the answer, the ticket is used up. */
  take(ticket: string, path: string): Identity | undefined {
    const sold = this.#sold.get(ticket);
    this.#sold.delete(ticket);
    if (!sold || sold.untilMs <= this.#clock.now() || sold.path !== bare(path)) return undefined;
    return sold.identity;
  }
}

/** Both spellings of a path are served. */
function bare(path: string): string {
  return path.replace(/\/$/, "");
}
