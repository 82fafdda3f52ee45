/** The hash chain of lots' events, as those who ask for a product's blockchain know it. */
import type { Sql } from "postgres";
import type { BlockchainEvent } from "../contract/consumer.ts";
import { restInstant } from "./_rest_instant.ts";
import findEvent from "../../sql/queries/products/find_event.sql" with { type: "text" };
import linkHash from "../../sql/queries/products/link_hash.sql" with { type: "text" };
import listEvents from "../../sql/queries/products/list_events.sql" with { type: "text" };
import listEventsOfProduct from "../../sql/queries/products/list_events_of_product.sql" with {
  type: "text",
};

const PREPARED = { prepare: true };

export class ProductChainRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Of all lots, newest first. */
  recent(limit: number): Promise<BlockchainEvent[]> {
    return this.#list(listEvents, limit);
  }

  /** Of a product and its lot, oldest first. */
  ofProduct(productId: string): Promise<BlockchainEvent[]> {
    return this.#list(listEventsOfProduct, productId);
  }

  /** `isUnaltered`: its hash is that of its content, its link that of the event before it. */
  async byHash(
    hash: string,
  ): Promise<{ event: BlockchainEvent; isUnaltered: boolean } | undefined> {
    const rows = await this.#sql.unsafe<(BlockchainEvent & { is_unaltered: boolean })[]>(
      findEvent,
      [hash],
      PREPARED,
    );
    if (!rows[0]) return undefined;
    const { is_unaltered: isUnaltered, ...event } = rows[0];
    return { event: shown(event), isUnaltered };
  }

  /** Notes under which hash another ledger keeps a product; false when there is none. */
  async link(
    productId: string,
    { hash, nowMs }: { hash: string; nowMs: number },
  ): Promise<boolean> {
    const now = new Date(nowMs).toISOString();
    return (await this.#sql.unsafe(linkHash, [productId, hash, now])).length > 0;
  }

  async #list(query: string, parameter: string | number): Promise<BlockchainEvent[]> {
    return (await this.#sql.unsafe<BlockchainEvent[]>(query, [parameter], PREPARED)).map(shown);
  }
}

function shown(event: BlockchainEvent): BlockchainEvent {
  return { ...event, timestamp: restInstant(event.timestamp) };
}
