import type { Closure } from "../contract/lots.ts";
import { restTimestamp } from "../domain/time.ts";

/** A stored instant as REST answers write it, microseconds kept. */
export function restInstant(text: string): string {
  return text.replace("Z", "+00:00");
}

/** As `Closure`, of what PostgreSQL made JSON of. */
export function restClosure(stored: Closure | null): Closure | null {
  return stored && { ...stored, closed_at: restTimestamp(stored.closed_at) };
}
