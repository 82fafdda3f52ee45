/** Creates the lots of a run on the server, which gives them their codes. */
import { anySignal } from "any-signal";
import {
  CreatedLots,
  type Lot,
  MAX_LOTS_PER_REQUEST,
  type NewLot,
} from "../../src/contract/lots.ts";
import { backoffMs } from "../../src/lib/backoff.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { AppError } from "../../src/lib/errors.ts";
import { noAnswerReason } from "../../src/lib/no_answer.ts";
import { type RandomSource, refusalText } from "../kernel/mod.ts";

/** The part of `fetch` that is needed here. */
export type Fetch = (
  url: string,
  init: {
    method: "GET" | "POST";
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
) => Promise<Response>;

export interface PlaceLotsOptions {
  url: string;
  /** With the number of the chunk it names a request: a second try makes no second lot. */
  runId: string;
  fetch: Fetch;
  clock: Clock;
  random: RandomSource;
  signal: AbortSignal;
  onWaiting: (retryInMs: number, reason: string) => void;
}

/** What counts of a placed lot here; a server without curves answers none. */
export type PlacedLot = Pick<Lot, "code_lot" | "courbe">;

const REQUEST_TIMEOUT_MS = 60_000;
const BACKOFF = { baseMs: 250, maxMs: 10_000 };
/** The only client errors that time may cure. */
const PASSING_STATUSES = [408, 425, 429];

/**
 * The lots as the server placed them, in their order; undefined when the signal aborted. Waits for as
 * long as the server is away; an answer that says no ends it with `server_refused`.
 */
export async function placeLots(
  lots: readonly NewLot[],
  options: PlaceLotsOptions,
): Promise<PlacedLot[] | undefined> {
  const all: PlacedLot[] = [];
  for (let from = 0; from < lots.length; from += MAX_LOTS_PER_REQUEST) {
    const chunk = lots.slice(from, from + MAX_LOTS_PER_REQUEST);
    const key = `${options.runId}-${from / MAX_LOTS_PER_REQUEST}`;
    const placed = await placeChunk(chunk, key, options);
    if (!placed) return undefined;
    all.push(...placed);
  }
  return all;
}

async function placeChunk(
  lots: readonly NewLot[],
  idempotencyKey: string,
  options: PlaceLotsOptions,
): Promise<PlacedLot[] | undefined> {
  for (let attempt = 0; !options.signal.aborted; attempt++) {
    const answer = await post(lots, idempotencyKey, options);
    if (answer.kind === "placed") return answer.lots;
    if (options.signal.aborted) break;
    const retryInMs = backoffMs(attempt, BACKOFF, () => options.random.next());
    options.onWaiting(retryInMs, answer.reason);
    await wait(retryInMs, options);
  }
  return undefined;
}

type PlaceAnswer =
  | { kind: "placed"; lots: PlacedLot[] }
  | { kind: "unavailable"; reason: string };

async function post(
  lots: readonly NewLot[],
  idempotencyKey: string,
  { url, fetch, signal }: PlaceLotsOptions,
): Promise<PlaceAnswer> {
  let status: number;
  let body: string;
  const either = anySignal([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify({ lots }),
      signal: either,
    });
    status = response.status;
    body = await response.text();
  } catch (error) {
    return { kind: "unavailable", reason: noAnswerReason(error) };
  } finally {
    either.clear();
  }
  if (status >= 200 && status < 300) return { kind: "placed", lots: lotsIn(body, lots.length) };
  const reason = refusalText(status, detailOf(body));
  if (status >= 500 || PASSING_STATUSES.includes(status)) return { kind: "unavailable", reason };
  throw new AppError("server_refused", `create ${lots.length} lots at ${url}: ${reason}`);
}

function lotsIn(body: string, count: number): PlacedLot[] {
  const created = CreatedLots.safeParse(jsonOf(body));
  if (created.success && created.data.lots.length === count) {
    return created.data.lots;
  }
  throw new AppError(
    "server_refused",
    `create ${count} lots: the answer is no list of ${count} lots`,
    {
      cause: created.error,
    },
  );
}

/** RFC 9457's `detail`, or the start of whatever was answered. */
function detailOf(body: string): string {
  const problem = jsonOf(body);
  const detail = typeof problem === "object" && problem !== null && "detail" in problem
    ? problem.detail
    : undefined;
  return typeof detail === "string" ? detail : body.slice(0, 200);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function wait(delayMs: number, { clock, signal }: PlaceLotsOptions): Promise<void> {
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
