/** Waits until quality control and the issuing of products are done with lots that were fed. */
import type { Coherence } from "../contract/lots.ts";
import type { Clock } from "../lib/clock.ts";
import { coherenceOfNamed } from "./coherence.ts";
import { hasItsProducts, isInspected } from "./trace.ts";

const POLL_MS = 200;

export interface SettledOptions {
  /** Nothing may happen for so long; 0 to look once. */
  patienceMs: number;
  clock: Clock;
  signal: AbortSignal;
  onProgress(settled: number): void;
}

/** The chain of each lot, once those that reached quality control left it with their products. */
export async function settledLots(
  url: string,
  codes: readonly string[],
  { patienceMs, clock, signal, onProgress }: SettledOptions,
): Promise<Coherence[]> {
  const lots = new Map<string, Coherence>();
  let open = codes;
  let settled = 0;
  let untilMs = clock.now() + patienceMs;
  for (;;) {
    for (const lot of await coherenceOfNamed(url, open)) lots.set(lot.code_lot, lot);
    open = [...lots.values()].filter((lot) => !isSettled(lot)).map((lot) => lot.code_lot);
    if (lots.size - open.length > settled) {
      settled = lots.size - open.length;
      untilMs = clock.now() + patienceMs;
      onProgress(settled);
    }
    if (open.length === 0 || signal.aborted || clock.now() >= untilMs) break;
    await new Promise<void>((resolve) => clock.schedule(POLL_MS, resolve));
  }
  return [...lots.values()];
}

/** A lot without a status is not finished: nothing is to be expected of it. */
function isSettled(lot: Coherence): boolean {
  return lot.sqal_status === null || isInspected(lot) && hasItsProducts(lot);
}
