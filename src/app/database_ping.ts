/** Is the database there? Asked by any number of probes, answered in time. */
import type { Clock } from "../lib/clock.ts";

/** Probes give up after a few seconds: they should get an answer before. */
export const PING_MS = 2_000;

/**
 * Asks one question at a time, whoever wants to know: those of a database that hangs would fill the
 * pool. The result rejects when the question fails, or has no answer within `PING_MS`.
 */
export function databasePing(ask: () => Promise<unknown>, clock: Clock): () => Promise<void> {
  let asking: Promise<unknown> | undefined;
  return async () => {
    asking ??= ask().finally(() => asking = undefined);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = clock.schedule(
      PING_MS,
      () => reject(new Error(`wait for the database: no answer in ${PING_MS} ms`)),
    );
    try {
      await Promise.race([asking, late]);
    } finally {
      cancel();
    }
  };
}
