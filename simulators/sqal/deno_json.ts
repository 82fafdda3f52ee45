/** The only place where the sensors' simulator asks over HTTP. */
import { anySignal } from "any-signal";
import { noAnswerReason } from "../../src/lib/no_answer.ts";
import { refusalText } from "../kernel/mod.ts";
import type { GetJson } from "./lot_lookup.ts";

const TIMEOUT_MS = 30_000;
/** The only client errors that time may cure. */
const PASSING_STATUSES = [408, 425, 429];

/** Asks by these means. */
export function jsonOver(ask: typeof fetch): GetJson {
  return async (url, signal) => {
    const either = anySignal([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const response = await ask(url, { signal: either });
      const body: unknown = await response.json().catch(() => undefined);
      if (response.ok && body !== undefined) return { kind: "body", body };
      const reason = refusalText(response.status, detailOf(body));
      const passing = response.ok || response.status >= 500 ||
        PASSING_STATUSES.includes(response.status);
      return { kind: passing ? "unavailable" : "refused", reason };
    } catch (error) {
      return { kind: "unavailable", reason: noAnswerReason(error) };
    } finally {
      either.clear();
    }
  };
}

export const fetchJson = jsonOver(fetch);

function detailOf(body: unknown): string {
  if (typeof body !== "object" || body === null || !("detail" in body)) return "no reason given";
  return String(body.detail);
}
