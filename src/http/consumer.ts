/** `/api/consumer`: what consumers and their apps ask for. Shapes and codes are the old clients'. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import {
  ConsumerProduct,
  FeedbackReceipt,
  FeedbackRow,
  LatestProduct,
  NewFeedback,
  ProductStats,
  PublicTraceability,
  ScanAnswer,
} from "../contract/consumer.ts";
import { text, word } from "../contract/words.ts";
import type { FeedbackRepository } from "../db/feedback_repository.ts";
import type { FeedbackStatsRepository } from "../db/feedback_stats_repository.ts";
import type { ProductRepository, ScannedProduct } from "../db/product_repository.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { badField, detail, detailAnswer, fastapiRouter, invalidAnswer } from "./_fastapi.ts";
import { averageShown, isReviewed, publicTraceability, traceability } from "./traceability.ts";
import { addressOf, type TrustedProxies } from "./client_address.ts";
import { addConsumerChainRoutes, type ConsumerChainDeps } from "./consumer_chain.ts";
import { addConsumerMlRoutes } from "./consumer_ml.ts";
import { addProducerRoutes } from "./consumer_producer.ts";
import { json, jsonBody } from "./routes.ts";

export interface GivenFeedback {
  feedback: NewFeedback;
  person: string;
  idempotencyKey: string | null;
}

export type FeedbackOutcome =
  | { status: "accepted"; receipt: FeedbackReceipt }
  | { status: "bad_date"; message: string }
  | { status: "unknown_qr" | "wrong_product" | "repeated" | "key_mismatch" };

export type ScanOutcome =
  | { status: "found"; product: ScannedProduct }
  | { status: "refused"; reason: string };

/** What the routes about products and consumers need. */
export interface ConsumerParts {
  products: Pick<
    ProductRepository,
    "market" | "latest" | "list" | "find" | "recall" | "ofSample"
  >;
  feedbacks: Pick<FeedbackRepository, "list" | "comments" | "trainingData" | "markUsed">;
  stats: Pick<FeedbackStatsRepository, "ofProduct" | "of">;
  chain: ConsumerChainDeps["chain"];
  scanner: { scan(code: string, person: string | null): Promise<ScanOutcome> };
  desk: { take(given: GivenFeedback): Promise<FeedbackOutcome> };
  /** Who an address, and whom of those behind it, is: nothing can be read from it. */
  personOf(address: string, consumerId: string | null): string;
  /** Issues a lot's products now. */
  issueLot(codeLot: string): Promise<void>;
  /** Where consumers reach this server, `https://host`; without it, where the request came. */
  publicUrl: string | undefined;
}

export interface ConsumerRoutesDeps {
  consumer: ConsumerParts;
  access: { proxies: TrustedProxies };
  clock: Clock;
  log: Logger;
}

const tags = ["Consumer"];
const NO_PRODUCT = "QR code invalide ou produit introuvable";
const REVIEWED = "Vous avez déjà donné votre avis sur ce produit ces 30 derniers jours";
const MIN_REVIEWS = 5;
const MAX_ID = 2 ** 31 - 1;

const who = z.object({
  "consumer-id": word(100).optional().meta({
    description: "Tells people behind one address apart; stored as a keyed hash only",
  }),
});
const qrParam = z.object({
  qr_code: z.string().meta({ param: { name: "qr_code", in: "path" } }),
});

const productsRoute = createRoute({
  method: "get",
  path: "/api/consumer/products",
  tags,
  summary: "Products on the market, newest first: all, or a lot's",
  request: {
    query: z.object({
      lot_id: z.coerce.number().int().min(0).max(MAX_ID).optional(),
      code_lot: text(50).optional(),
    }),
  },
  responses: {
    200: json(z.array(ConsumerProduct), "The products; none for an unknown lot"),
    400: detailAnswer("Two lots were named"),
    422: invalidAnswer,
  },
});

const scanRoute = createRoute({
  method: "get",
  path: "/api/consumer/scan/{qr_code}",
  tags,
  summary: "What a QR code tells",
  request: { params: qrParam, headers: who },
  responses: {
    200: json(ScanAnswer, "The product"),
    404: detailAnswer("Not one of our codes, or its product is off the market"),
    422: invalidAnswer,
  },
});

const feedbackRoute = createRoute({
  method: "post",
  path: "/api/consumer/feedback",
  tags,
  summary: "Rate a product",
  request: {
    headers: who.extend({
      "idempotency-key": word(100).optional().meta({
        description: "The same request again answers like the first and counts once",
      }),
    }),
    body: jsonBody(NewFeedback),
  },
  responses: {
    200: json(FeedbackReceipt, "Thanks"),
    400: detailAnswer("The product is not the QR code's"),
    404: detailAnswer("Not one of our codes, or its product is off the market"),
    409: detailAnswer("This person rated this product less than 30 days ago"),
    422: invalidAnswer,
  },
});

const feedbacksRoute = createRoute({
  method: "get",
  path: "/api/consumer/feedbacks",
  tags,
  summary: "The last feedbacks received",
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(10) }) },
  responses: { 200: json(z.array(FeedbackRow), "The feedbacks"), 422: invalidAnswer },
});

const statsRoute = createRoute({
  method: "get",
  path: "/api/consumer/product/{product_id}/stats",
  tags,
  summary: "A product's ratings, from five reviews up",
  request: {
    params: z.object({
      product_id: text(200).meta({ param: { name: "product_id", in: "path" } }),
    }),
  },
  responses: { 200: json(ProductStats, "The ratings"), 404: detailAnswer("Fewer than five") },
});

const latestRoute = createRoute({
  method: "get",
  path: "/api/consumer/latest-product",
  tags,
  summary: "The newest product on the market",
  responses: { 200: json(LatestProduct, "The product"), 404: detailAnswer("There is none") },
});

const publicRoute = createRoute({
  method: "get",
  path: "/api/public/traceability/{qr_code}",
  tags,
  summary: "A product's story, for other sites to show",
  request: { params: qrParam },
  responses: { 200: json(PublicTraceability, "The story"), 404: detailAnswer("No such product") },
});

/** Who asks: their address, and whom of those behind it they say they are. */
export function personOf(
  c: Context,
  { consumer, access }: Pick<ConsumerRoutesDeps, "consumer" | "access">,
  consumerId = c.req.header("consumer-id") ?? null,
): string {
  return consumer.personOf(addressOf(c, access.proxies), consumerId);
}

export function addConsumerRoutes(app: OpenAPIHono, deps: ConsumerRoutesDeps): void {
  const { consumer, log } = deps;
  const { products, feedbacks, stats, scanner, desk } = consumer;
  const routes = fastapiRouter(log);

  routes.openapi(productsRoute, async (c) => {
    const { lot_id, code_lot } = c.req.valid("query");
    if (lot_id !== undefined && code_lot !== undefined) {
      throw detail(400, "Donner lot_id ou code_lot, pas les deux");
    }
    return c.json(await products.market({ lotNumber: lot_id, lot: code_lot }), 200);
  });

  routes.openapi(scanRoute, async (c) => {
    const scan = await scanner.scan(c.req.valid("param").qr_code, personOf(c, deps));
    if (scan.status === "refused") throw detail(404, NO_PRODUCT);
    const { product } = scan;
    return c.json({
      success: true as const,
      traceability: traceability(product),
      already_reviewed: isReviewed(product, deps.clock.now()),
      average_rating: averageShown(product),
      total_reviews: product.total_reviews,
    }, 200);
  });

  routes.openapi(feedbackRoute, async (c) => {
    const outcome = await desk.take({
      feedback: c.req.valid("json"),
      person: personOf(c, deps),
      idempotencyKey: c.req.valid("header")["idempotency-key"] ?? null,
    });
    switch (outcome.status) {
      case "accepted":
        return c.json(outcome.receipt, 200);
      case "bad_date":
        throw badField(["body", "consumption_date"], outcome.message);
      case "key_mismatch":
        throw badField(["header", "idempotency-key"], "another feedback had this key");
      case "unknown_qr":
        throw detail(404, NO_PRODUCT);
      case "wrong_product":
        throw detail(400, "Le produit ne correspond pas au QR code");
      case "repeated":
        throw detail(409, REVIEWED);
    }
  });

  routes.openapi(
    feedbacksRoute,
    async (c) => c.json(await feedbacks.list(c.req.valid("query").limit), 200),
  );

  routes.openapi(statsRoute, async (c) => {
    const found = await stats.ofProduct(c.req.valid("param").product_id);
    if (!found || found.total_reviews < MIN_REVIEWS) {
      throw detail(404, `Pas assez d'avis : ${found?.total_reviews ?? 0} sur ${MIN_REVIEWS}`);
    }
    return c.json(found, 200);
  });

  routes.openapi(latestRoute, async (c) => {
    const latest = await products.latest();
    if (!latest) throw detail(404, "Aucun produit");
    return c.json(latest, 200);
  });

  routes.openapi(publicRoute, async (c) => {
    const scan = await scanner.scan(c.req.valid("param").qr_code, null);
    if (scan.status === "refused") throw detail(404, "Produit non trouvé");
    return c.json(publicTraceability(scan.product), 200);
  });

  addProducerRoutes(routes, deps);
  addConsumerChainRoutes(routes, deps);
  addConsumerMlRoutes(routes, deps);
  app.route("/", routes);
  app.all("/api/consumer/*", async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    if (!pathname.endsWith("/")) return await next();
    return c.redirect(pathname.replace(/\/+$/, "") + search, 307);
  });
}
