/** Asks the server which lots of a run somebody ended early. */
import { chunk } from "es-toolkit";
import { z } from "zod";
import { type Closure, Coherence } from "../../src/contract/lots.ts";
import { noAnswerReason } from "../../src/lib/no_answer.ts";
import { refusalText } from "../kernel/mod.ts";
import type { Fetch } from "./place_lots.ts";

export interface AskClosuresOptions {
  /** The resource of the lots. */
  url: string;
  fetch: Fetch;
  /** The end of all patience. */
  signal: AbortSignal;
}

export type ClosuresAnswer =
  /** By `code_lot`; null where nobody ended the lot early. */
  | { kind: "told"; closures: ReadonlyMap<string, Closure | null> }
  | { kind: "untold"; reason: string };

/** A query string holds so many codes comfortably. */
const CODES_PER_REQUEST = 200;

const Closures = z.object({ lots: z.array(Coherence.pick({ code_lot: true, cloture: true })) });

/** Reads only, and tries once: a server that does not tell of each of the lots tells of none. */
export async function askClosures(
  codes: readonly string[],
  options: AskClosuresOptions,
): Promise<ClosuresAnswer> {
  const closures = new Map<string, Closure | null>();
  for (const some of chunk([...codes], CODES_PER_REQUEST)) {
    const answer = await read(some, options);
    if (answer.kind === "untold") return answer;
    for (const [codeLot, closure] of answer.closures) closures.set(codeLot, closure);
  }
  const missing = codes.find((codeLot) => !closures.has(codeLot));
  return missing === undefined
    ? { kind: "told", closures }
    : { kind: "untold", reason: `the answer lacks lot ${missing}` };
}

async function read(
  codes: readonly string[],
  { url, fetch, signal }: AskClosuresOptions,
): Promise<ClosuresAnswer> {
  const query = new URLSearchParams({ code_lot: codes.join(",") });
  try {
    const response = await fetch(`${url}/coherence?${query}`, {
      method: "GET",
      headers: { accept: "application/json" },
      signal,
    });
    const body = await response.text();
    if (response.status !== 200) {
      return { kind: "untold", reason: refusalText(response.status, body.slice(0, 200)) };
    }
    const { data } = Closures.safeParse(JSON.parse(body));
    if (!data) return { kind: "untold", reason: "the answer is no coherence check" };
    return { kind: "told", closures: new Map(data.lots.map((lot) => [lot.code_lot, lot.cloture])) };
  } catch (error) {
    return { kind: "untold", reason: noAnswerReason(error) };
  }
}
