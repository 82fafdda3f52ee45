/** The WebSockets that bearers of tokens hold open: they end when the token is taken back. */
import type { Identity } from "../domain/roles.ts";
import { CLOSE } from "../lib/socket.ts";
import type { OpenVisit } from "./deno_server.ts";

type Sockets = Readonly<Record<string, OpenVisit>>;

export class OpenVisits {
  readonly #isKnown: (identity: Identity) => boolean;
  readonly #open = new Set<{ readonly identity: Identity; end(): void }>();

  /** @param isKnown false for an identity whose token was taken back */
  constructor(isKnown: (identity: Identity) => boolean) {
    this.#isKnown = isKnown;
  }

  /** The same WebSockets, known here while they are open. */
  watched(sockets: Sockets): Sockets {
    return Object.fromEntries(
      Object.entries(sockets).map(([path, open]) => [path, this.#watched(open)]),
    );
  }

  /** Closes those of whom nobody knows any more; returns how many these were. */
  closeForgotten(): number {
    const forgotten = [...this.#open].filter(({ identity }) => !this.#isKnown(identity));
    for (const visit of forgotten) {
      try {
        visit.end();
      } catch {
        // A session that fails at its end must not keep the others open.
      }
    }
    return forgotten.length;
  }

  #watched(open: OpenVisit): OpenVisit {
    return (socket, visit) => {
      const { identity } = visit;
      const session = open(socket, visit);
      if (identity.auth !== "token") return session;
      let isOver = false;
      // A peer that does not answer the close keeps its socket, and may go on sending.
      const close = () => {
        if (isOver) return;
        isOver = true;
        this.#open.delete(own);
        session.onClose();
      };
      const own = {
        identity,
        end: () => {
          close();
          socket.close(CLOSE.expired.code, CLOSE.expired.reason);
        },
      };
      this.#open.add(own);
      // The token may have been taken back since it was shown.
      if (!this.#isKnown(identity)) own.end();
      return {
        onText(text) {
          if (!isOver) session.onText(text);
        },
        onBinary(byteLength) {
          if (!isOver) session.onBinary(byteLength);
        },
        onClose: close,
      };
    };
  }
}
