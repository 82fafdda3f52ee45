/** Asks a server until it answers, whatever happens to it meanwhile. */
import { anySignal } from "any-signal";
import { backoffMs } from "../../src/lib/backoff.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { noAnswerReason } from "../../src/lib/no_answer.ts";
import type { RandomSource } from "../kernel/mod.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The part of `fetch` that is needed here. */
export type Fetch = (
  url: string,
  init: Omit<HttpRequest, "url"> & { signal: AbortSignal },
) => Promise<Response>;

export interface HttpAnswer {
  readonly status: number;
  /** Undefined when it is no JSON. */
  readonly body: unknown;
  /** 1 when it was the first try. */
  readonly tries: number;
}

export interface HttpCallerOptions {
  fetch: Fetch;
  clock: Clock;
  /** For the jitter of the waiting times. */
  random: RandomSource;
  onAway(retryInMs: number, reason: string): void;
  onBack(): void;
}

const TIMEOUT_MS = 10_000;
const BACKOFF = { baseMs: 250, maxMs: 10_000 };
/** Longer than this no server is believed to need. */
const MAX_RETRY_AFTER_MS = 300_000;
/** What time may cure. */
const PASSING_STATUSES = [408, 425, 429, 502, 503, 504];
/** A fault of the server may pass too, but one that comes back is an answer. */
const FAULT_TRIES = 5;

type Try =
  | { readonly kind: "answered"; readonly status: number; readonly body: unknown }
  | {
    readonly kind: "passing";
    readonly reason: string;
    readonly retryAfterMs: number | undefined;
  };

export class HttpCaller {
  readonly #options: HttpCallerOptions;
  #isAway = false;

  constructor(options: HttpCallerOptions) {
    this.#options = options;
  }

  /** Whether the last that was heard of the server is that it does not answer. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** The answer, or undefined when the signal aborted. The same request is sent until then. */
  async ask(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | undefined> {
    const { clock, random } = this.#options;
    for (let tries = 1; !signal.aborted; tries++) {
      const outcome = await this.#try(request, { tries, signal });
      if (outcome.kind === "answered") {
        this.#back();
        return { ...outcome, tries };
      }
      if (signal.aborted) break;
      const backoff = backoffMs(tries - 1, BACKOFF, () => random.next());
      const retryInMs = Math.max(outcome.retryAfterMs ?? 0, backoff);
      this.#away(retryInMs, outcome.reason);
      await pause(retryInMs, { clock, signal });
    }
    return undefined;
  }

  async #try(
    request: HttpRequest,
    { tries, signal }: { tries: number; signal: AbortSignal },
  ): Promise<Try> {
    const { fetch, clock } = this.#options;
    const { url, ...init } = request;
    const timeout = new AbortController();
    const cancelTimeout = clock.schedule(
      TIMEOUT_MS,
      () => timeout.abort(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)),
    );
    const either = anySignal([signal, timeout.signal]);
    try {
      const response = await fetch(url, { ...init, signal: either });
      const text = await response.text();
      const { status } = response;
      const isFault = status === 500 && tries < FAULT_TRIES;
      if (!isFault && !PASSING_STATUSES.includes(status)) {
        return { kind: "answered", status, body: jsonIn(text) };
      }
      return {
        kind: "passing",
        reason: `${status} ${reasonIn(jsonIn(text)) ?? text.slice(0, 200)}`,
        retryAfterMs: retryAfterMs(response.headers.get("retry-after"), clock.now()),
      };
    } catch (error) {
      return { kind: "passing", reason: noAnswerReason(error), retryAfterMs: undefined };
    } finally {
      either.clear();
      cancelTimeout();
    }
  }

  #away(retryInMs: number, reason: string): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#options.onAway(retryInMs, reason);
  }

  #back(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#options.onBack();
  }
}

/** Why a server said no: `detail`, as text or as a list of faults with a `msg` each. */
export function reasonIn(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  const { detail } = body;
  return typeof detail === "string" ? detail : JSON.stringify(detail).slice(0, 200);
}

/** Seconds, or an HTTP date. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return waitMs > 0 ? Math.min(waitMs, MAX_RETRY_AFTER_MS) : undefined;
}

/** Resolves after the delay, or when the signal aborts. */
export function pause(
  delayMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.schedule(delayMs, done);
    signal.addEventListener("abort", done);
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
