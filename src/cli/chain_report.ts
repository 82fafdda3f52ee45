/** The end of some lots' chain: what was made of them, what people say, whether it is unaltered. */
import type { Product, ProductList } from "../contract/consumer.ts";
import type { Coherence } from "../contract/lots.ts";
import type { Timeline } from "../contract/registry.ts";
import type { TraceLot, TraceLotList } from "../contract/trace.ts";
import { ChainCheck } from "../registry/mod.ts";
import { getJson } from "./client.ts";
import { localMinute, table } from "./output.ts";
import { checkLots } from "./verify.ts";

export type LotChain =
  & Pick<
    TraceLot,
    "code_lot" | "lot_id" | "nb_products" | "nb_feedbacks" | "average_rating" | "itm"
  >
  & {
    nb_events: number;
    /** What is wrong with its chain of events; null when nothing is. */
    fault: string | null;
  };

const PRODUCTS_PER_PAGE = 1_000;
const LOTS_PER_PAGE = 500;

/** The products of lots that are among a server's newest, newest first. */
export async function productsOf(url: string, lots: readonly Coherence[]): Promise<Product[]> {
  const codes = new Set(lots.map(({ code_lot }) => code_lot));
  const total = lots.reduce((sum, { nb_products }) => sum + nb_products, 0);
  const found: Product[] = [];
  for (let cursor: string | null = ""; cursor !== null && found.length < total;) {
    const query = new URLSearchParams({
      limit: String(PRODUCTS_PER_PAGE),
      ...cursor && { cursor },
    });
    const page: ProductList = await getJson(url, `/api/products?${query}`);
    found.push(...page.products.filter(({ code_lot }) => codes.has(code_lot)));
    cursor = page.next_cursor;
  }
  return found;
}

/**
 * What became of lots that are among a server's newest, each chain of events recomputed; undefined
 * when the signal came first.
 */
export async function chainsOf(
  url: string,
  lots: readonly Coherence[],
  signal: AbortSignal,
): Promise<LotChain[] | undefined> {
  const check = new ChainCheck();
  for (const { lot_id } of lots) {
    if (signal.aborted) return undefined;
    await checkLots(url, [lot_id], check);
  }
  const faults = new Map(check.faults.map(({ lotId, message }) => [lotId, message]));
  const codes = new Set(lots.map(({ code_lot }) => code_lot));
  const found: LotChain[] = [];
  for (let cursor: string | null = ""; cursor !== null && found.length < codes.size;) {
    const query = new URLSearchParams({ limit: String(LOTS_PER_PAGE), ...cursor && { cursor } });
    const page: TraceLotList = await getJson(url, `/api/trace?${query}`);
    for (const lot of page.lots) {
      if (!codes.has(lot.code_lot)) continue;
      const { code_lot, lot_id, nb_products, nb_feedbacks, average_rating, itm } = lot;
      found.push({
        ...{ code_lot, lot_id, nb_products, nb_feedbacks, average_rating, itm },
        nb_events: check.heads[lot_id]?.sequence ?? 0,
        fault: faults.get(lot_id) ?? null,
      });
    }
    cursor = page.next_cursor;
  }
  return found;
}

export function chainTable(chains: readonly LotChain[]): string {
  const head = ["code_lot", "products", "opinions", "stars", "ITM", "chain of events"];
  const rows = chains.map((lot) => [
    lot.code_lot,
    lot.nb_products,
    lot.nb_feedbacks,
    lot.average_rating?.toFixed(2) ?? "–",
    lot.itm?.toFixed(2) ?? "–",
    lot.fault === null ? `${lot.nb_events}, unaltered` : `ALTERED: ${lot.fault}`,
  ]);
  return table(head, rows);
}

/** Of so many events alike in a row each has its line; of more, those left out are counted. */
const MOST_ALIKE = 3;

/** What happened to a lot, in the order of simulated time, a line each. */
export function timelineLines({ events }: Timeline, zone: string): string[] {
  let alike = 0;
  return events.flatMap(({ timestamp, event_type, actor, description }, i) => {
    alike = events[i - 1]?.event_type === event_type ? alike + 1 : 1;
    const line = `${localMinute(Date.parse(timestamp), zone)}  ${event_type.padEnd(18)} ${
      description ?? ""
    } (${actor})`;
    if (alike <= MOST_ALIKE) return [line];
    if (events[i + 1]?.event_type === event_type) return [];
    return [`${" ".repeat(18)}… ${alike - MOST_ALIKE} more ${event_type}`];
  });
}
