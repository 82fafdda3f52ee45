/** The coherence check of a running server, page by page. */
import { chunk } from "es-toolkit";
import type { Coherence, CoherenceList } from "../contract/lots.ts";
import { getJson } from "./client.ts";

const PATH = "/api/lots/coherence";
/** A query string holds so many codes comfortably. */
const NAMES_PER_REQUEST = 200;
const LOTS_PER_PAGE = 1_000;

/** The lots of these codes or registry ids, as far as there are any. */
export async function coherenceOfNamed(
  url: string,
  names: readonly string[],
): Promise<Coherence[]> {
  const lots: Coherence[] = [];
  for (const some of chunk([...names], NAMES_PER_REQUEST)) {
    const query = new URLSearchParams({ code_lot: some.join(",") });
    lots.push(...(await getJson<CoherenceList>(url, `${PATH}?${query}`)).lots);
  }
  return lots;
}

/** All finished lots, newest first. */
export async function coherenceOfFinished(
  url: string,
  { limit = LOTS_PER_PAGE }: { limit?: number } = {},
): Promise<Coherence[]> {
  const lots: Coherence[] = [];
  for (let cursor: string | null = "";;) {
    const query = new URLSearchParams({ limit: String(limit), ...cursor && { cursor } });
    const page: CoherenceList = await getJson<CoherenceList>(url, `${PATH}?${query}`);
    lots.push(...page.lots);
    cursor = page.next_cursor;
    if (cursor === null) return lots;
  }
}
