/** A lot's life read from the database, as an EPCIS document. */
import type { TraceRepository } from "../db/trace_repository.ts";
import { type EpcisDocument, epcisDocument, type EpcisOptions } from "./epcis.ts";

export type EpcisStore = Pick<
  TraceRepository,
  "lots" | "origin" | "maizeOf" | "meals" | "measures" | "products" | "feedbacks" | "facts"
>;

/** By `code_lot` or by registry id; undefined when there is none. */
export async function epcisOfLot(
  id: string,
  { store, ...options }: EpcisOptions & { store: EpcisStore },
): Promise<EpcisDocument | undefined> {
  const [lot] = await store.lots({ lots: [id] }, { limit: 1 });
  if (!lot) return undefined;
  const [origin, maize, meals, measures, facts, products] = await Promise.all([
    store.origin(lot.code_lot),
    store.maizeOf(lot.id),
    store.meals(lot.code_lot),
    store.measures(lot.code_lot),
    store.facts(lot.lot_id),
    store.products({ lotNumbers: [lot.id] }),
  ]);
  const rated = products.map(({ product_id }) => product_id);
  const feedbacks = await store.feedbacks(rated, lot.nb_feedbacks);
  const life = { ...origin, lot, maize, meals, measures, facts, products, feedbacks };
  return epcisDocument(life, options);
}
