import { messageOf } from "./errors.ts";

/**
 * Why a `fetch` got no answer: `tcp connect error: Connection refused`. Deno tells it with who
 * asked what of whom in front, newer ones as the cause of a "fetch failed".
 */
export function noAnswerReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return messageOf(cause)
    .replace(/^error sending request for url \(.*?\): (client error \(Connect\): )?/, "")
    .replace(/ \(os error \d+\)$/, "");
}
