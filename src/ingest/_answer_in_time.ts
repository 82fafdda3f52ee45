/** Waiting for an answer no longer than it may take, or than somebody wants it. */
import type { Clock } from "../lib/clock.ts";

export interface Patience {
  clock: Clock;
  /** Ends all waiting at once. */
  signal: AbortSignal;
}

/** Whether what was asked for was done is not known. */
export class NoAnswer extends Error {}

/** The answer to what `ask` asks for; its signal aborts when nobody waits any more. @throws NoAnswer */
export async function answerInTime<A>(
  ask: (signal: AbortSignal) => Promise<A>,
  timeoutMs: number,
  patience: Patience,
): Promise<A> {
  const over = new AbortController();
  const late = pause(timeoutMs, patience);
  const gaveUp = late.ended.then(() => {
    over.abort();
    throw new NoAnswer(`no answer within ${timeoutMs} ms`);
  });
  try {
    return await Promise.race([ask(over.signal), gaveUp]);
  } finally {
    late.cancel();
  }
}

/** Ends after its time, or at once when nobody wants to wait any longer. */
export function pause(
  delayMs: number,
  { clock, signal }: Patience,
): { ended: Promise<void>; cancel(): void } {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const cancel = () => {
    cancelTimer();
    signal.removeEventListener("abort", end);
  };
  const end = () => {
    cancel();
    resolve();
  };
  const cancelTimer = clock.schedule(delayMs, end);
  signal.addEventListener("abort", end);
  return { ended, cancel };
}
