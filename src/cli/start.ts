/** Starts a server unless a signal says otherwise first. */
import { type Gavaged, startGavaged, type TokenSource } from "../app/mod.ts";
import type { Config } from "../config/mod.ts";
import { systemClock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { aborted, type Interruption } from "./signals.ts";

/** A start that is nearly done is waited for, so that what it began is stopped in order. */
const GRACE_MS = 1_000;

/**
 * The running server, or undefined when a signal came before it listened: it may wait for a
 * database for long. What hangs then ends with the process, as after a kill: an embedded database
 * notices and stops.
 */
export async function startUnlessInterrupted(
  config: Config,
  { log, interruption, tokens }: {
    log: Logger;
    interruption: Interruption;
    tokens: TokenSource | undefined;
  },
): Promise<Gavaged | undefined> {
  const starting = startGavaged(config, { log, clock: systemClock, tokens });
  await Promise.race([starting, aborted(interruption.signal)]);
  if (!interruption.signal.aborted) return await starting;
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const cancel = systemClock.schedule(GRACE_MS, resolve);
  await Promise.race([starting.then((gavaged) => gavaged.stop(), () => {}), late]);
  cancel();
  return undefined;
}
