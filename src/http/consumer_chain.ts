/** `/api/consumer/blockchain`: the hash chain of lots' events, under the name that clients know. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  BlockchainEvent,
  BlockchainHistory,
  BlockchainLinked,
  BlockchainVerdict,
} from "../contract/consumer.ts";
import { text, word } from "../contract/words.ts";
import type { ProductChainRepository } from "../db/product_chain_repository.ts";
import type { Clock } from "../lib/clock.ts";
import { detail, detailAnswer, invalidAnswer } from "./_fastapi.ts";
import { json } from "./routes.ts";

export interface ConsumerChainDeps {
  chain: Pick<ProductChainRepository, "recent" | "byHash" | "ofProduct" | "link">;
}

const tags = ["Consumer"];

const recentRoute = createRoute({
  method: "get",
  path: "/api/consumer/blockchain/recent",
  tags,
  summary: "The newest events of all lots' chains",
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(10) }) },
  responses: { 200: json(z.array(BlockchainEvent), "The events"), 422: invalidAnswer },
});

const verifyRoute = createRoute({
  method: "get",
  path: "/api/consumer/blockchain/verify/{hash}",
  tags,
  summary: "Whether the event of this hash is there and unaltered",
  request: { params: z.object({ hash: z.string() }) },
  responses: { 200: json(BlockchainVerdict, "The verdict") },
});

const historyRoute = createRoute({
  method: "get",
  path: "/api/consumer/blockchain/product/{product_id}/history",
  tags,
  summary: "The chained events of a product and its lot, oldest first",
  request: { params: z.object({ product_id: text(200) }) },
  responses: { 200: json(BlockchainHistory, "The events"), 404: detailAnswer("No such product") },
});

const linkRoute = createRoute({
  method: "post",
  path: "/api/consumer/internal/link-blockchain",
  tags,
  summary: "Note under which hash another ledger keeps a product",
  request: {
    query: z.object({
      product_id: word(100),
      blockchain_hash: word(128),
    }),
  },
  responses: {
    200: json(BlockchainLinked, "Noted"),
    404: detailAnswer("No such product"),
    422: invalidAnswer,
  },
});

export function addConsumerChainRoutes(
  routes: OpenAPIHono,
  { consumer: { chain }, clock }: { consumer: ConsumerChainDeps; clock: Clock },
): void {
  routes.openapi(recentRoute, async (c) => {
    const events = await chain.recent(c.req.valid("query").limit);
    return c.json(events, 200);
  });

  routes.openapi(verifyRoute, async (c) => {
    const { hash } = c.req.valid("param");
    const found = /^[0-9a-f]{64}$/.test(hash) ? await chain.byHash(hash) : undefined;
    const message = !found
      ? "Aucun événement ne porte cette empreinte"
      : found.isUnaltered
      ? "L'événement est intact"
      : "L'événement a été modifié";
    return c.json(
      { hash, valid: found?.isUnaltered ?? false, message, event: found?.event ?? null },
      200,
    );
  });

  routes.openapi(historyRoute, async (c) => {
    const { product_id } = c.req.valid("param");
    const events = await chain.ofProduct(product_id);
    if (events.length === 0) throw detail(404, "Produit introuvable");
    return c.json({
      product_id,
      blockchain_enabled: true as const,
      events,
    }, 200);
  });

  routes.openapi(linkRoute, async (c) => {
    const { product_id, blockchain_hash } = c.req.valid("query");
    const linked = await chain.link(product_id, { hash: blockchain_hash, nowMs: clock.now() });
    if (!linked) throw detail(404, "Produit introuvable");
    const message = "Empreinte liée au produit";
    return c.json({ success: true as const, product_id, blockchain_hash, message }, 200);
  });
}
