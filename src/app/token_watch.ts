/** Reads access tokens again when their file changes: one is taken back without a restart. */
import type { OpenVisits, TokenAuthenticator, TokenEntry } from "../http/mod.ts";
import type { Clock } from "../lib/clock.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";

export interface TokenSource {
  /** Another text whenever the tokens may be others. */
  stamp(): string;
  /** What it was before the tokens in force were read. */
  readonly stampInForce: string;
  /** @throws Error when they cannot be read */
  read(): readonly TokenEntry[];
}

export interface TokenWatchDeps {
  authenticator: Pick<TokenAuthenticator, "replace">;
  visits: Pick<OpenVisits, "closeForgotten">;
  clock: Clock;
  log: Logger;
}

const PERIOD_MS = 2_000;

/** Looks at the source every two seconds; the result ends that. What is broken changes nothing. */
export function watchTokens(source: TokenSource, deps: TokenWatchDeps): () => void {
  const { authenticator, visits, clock, log } = deps;
  let inForce = source.stampInForce;
  let told: string | undefined;
  let cancel = () => {};
  const look = () => {
    cancel = clock.schedule(PERIOD_MS, look);
    const current = source.stamp();
    if (current === inForce) return;
    try {
      const tokens = source.read();
      // A file that is being written is empty for a moment; without tokens nobody could enter.
      if (tokens.length === 0) throw new AppError("config_invalid", "expected tokens, got none");
      authenticator.replace(tokens);
      inForce = current;
      told = undefined;
      const closed_sockets = visits.closeForgotten();
      log.info("access tokens were read again", { tokens: tokens.length, closed_sockets });
    } catch (error) {
      // It may become readable without looking another.
      if (current === told) return;
      told = current;
      log.error("cannot read the changed access tokens: those before stay in force", {
        reason: messageOf(error),
      });
    }
  };
  // They may have changed while the server started.
  look();
  return () => cancel();
}
