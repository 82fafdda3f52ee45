/** What is said of a lot that somebody ended before it was ready. */
import type { Closure } from "../contract/lots.ts";
import { readable } from "./output.ts";

/** `ended early on 2026-11-22 by Anne: the barn was sold`. */
export function closureText({ closed_at, closed_by, reason }: Closure): string {
  return String(readable(`ended early on ${closed_at.slice(0, 10)} by ${closed_by}: ${reason}`));
}
