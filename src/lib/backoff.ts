/**
 * How long to wait before the next try: exponential, capped, with full jitter, so that many clients
 * that lost one server do not come back in step.
 *
 * @param attempt 0 for the first retry
 * @param random a draw from [0, 1)
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  random: () => number,
): number {
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return ceilingMs / 2 + random() * ceilingMs / 2;
}
