/** `/api/consumer/producer`: what is said of a lot, of a site; and products registered by hand. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  CommentList,
  ProducerLotStats,
  ProducerSiteStats,
  Registered,
} from "../contract/consumer.ts";
import { text, word } from "../contract/words.ts";
import { detail, detailAnswer, invalidAnswer } from "./_fastapi.ts";
import type { ConsumerRoutesDeps } from "./consumer.ts";
import { json } from "./routes.ts";

const tags = ["Consumer"];
const MAX_ID = 2 ** 31 - 1;
const PERIOD_DAYS: Readonly<Record<string, number | null>> = { "7d": 7, "90d": 90, all: null };
const DEFAULT_DAYS = 30;
/** What is shorter says little. */
const MIN_COMMENT_CHARS = 11;
const SHOWN_COMMENTS = 5;

const period = z.object({
  period: text(20).default("30d").meta({ description: "7d, 30d, 90d, all; other words mean 30d" }),
});
const lotNumber = z.coerce.number().int().min(0).max(MAX_ID);

const lotStatsRoute = createRoute({
  method: "get",
  path: "/api/consumer/producer/lot/{lot_id}/stats",
  tags,
  summary: "What is said of a lot's products",
  request: { params: z.object({ lot_id: lotNumber }), query: period },
  responses: {
    200: json(ProducerLotStats, "The figures"),
    404: detailAnswer("Nobody rated it in this period"),
    422: invalidAnswer,
  },
});

const siteStatsRoute = createRoute({
  method: "get",
  path: "/api/consumer/producer/site/{site}/stats",
  tags,
  summary: "What is said of a site's products",
  request: { params: z.object({ site: text(20) }), query: period },
  responses: { 200: json(ProducerSiteStats, "The figures"), 422: invalidAnswer },
});

const commentsRoute = createRoute({
  method: "get",
  path: "/api/consumer/producer/comments/recent",
  tags,
  summary: "Comments, newest first",
  request: {
    query: z.object({
      site_code: text(20).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(20),
    }),
  },
  responses: { 200: json(CommentList, "The comments"), 422: invalidAnswer },
});

const registerRoute = createRoute({
  method: "post",
  path: "/api/consumer/internal/register-product",
  tags,
  summary: "Make sure that a sample has its product now",
  request: {
    query: z.object({ lot_id: lotNumber, sample_id: word(100), site_code: text(20) }),
  },
  responses: {
    200: json(Registered, "The product, made now or before"),
    404: detailAnswer("No such lot, or no such sample of it"),
    409: detailAnswer("The sample may not become a product"),
    422: invalidAnswer,
  },
});

function daysOf(name: string): number | null {
  return Object.hasOwn(PERIOD_DAYS, name) ? PERIOD_DAYS[name]! : DEFAULT_DAYS;
}

export function addProducerRoutes(
  routes: OpenAPIHono,
  { consumer: { products, feedbacks, stats, issueLot }, clock }: ConsumerRoutesDeps,
): void {
  routes.openapi(lotStatsRoute, async (c) => {
    const { lot_id } = c.req.valid("param");
    const { period } = c.req.valid("query");
    const nowMs = clock.now();
    const { analytics } = await stats.of({ lotNumber: lot_id, days: daysOf(period), nowMs });
    if (analytics.total_feedbacks === 0) throw detail(404, `Aucun avis pour le lot ${lot_id}`);
    const recent_comments = await feedbacks.comments({
      lotNumber: lot_id,
      minChars: MIN_COMMENT_CHARS,
      limit: SHOWN_COMMENTS,
    });
    return c.json({ lot_id, period, analytics, recent_comments, insights: null }, 200);
  });

  routes.openapi(siteStatsRoute, async (c) => {
    const { site } = c.req.valid("param");
    const { period } = c.req.valid("query");
    const scope = { site, days: daysOf(period), nowMs: clock.now() };
    const { analytics, totalLots, totalProducts } = await stats.of(scope);
    const comments = { site, minChars: MIN_COMMENT_CHARS, limit: SHOWN_COMMENTS };
    return c.json({
      site_code: site,
      period,
      message: `${analytics.total_feedbacks} avis sur ${totalProducts} produits`,
      total_lots: totalLots,
      total_products: totalProducts,
      analytics,
      recent_comments: await feedbacks.comments(comments),
    }, 200);
  });

  routes.openapi(commentsRoute, async (c) => {
    const { site_code, limit } = c.req.valid("query");
    const comments = await feedbacks.comments({ site: site_code, limit });
    return c.json({ total: comments.length, comments }, 200);
  });

  routes.openapi(registerRoute, async (c) => {
    const { lot_id, sample_id } = c.req.valid("query");
    const before = await products.ofSample(lot_id, sample_id);
    if (!before) throw detail(404, `Lot ${lot_id} introuvable`);
    if (!before.product) await issueLot(before.codeLot);
    const after = before.product ? before : await products.ofSample(lot_id, sample_id);
    if (after?.product) {
      return c.json({
        success: true as const,
        product_id: after.product.productId,
        qr_code: after.product.qrCode,
        message: before.product ? "Produit déjà enregistré" : "Produit enregistré",
      }, 200);
    }
    if (before.isCompliant === null) {
      throw detail(404, `Échantillon ${sample_id} introuvable dans le lot ${lot_id}`);
    }
    throw detail(
      409,
      before.isCompliant
        ? `Lot ${lot_id} : contrôle qualité ${before.sqalStatus ?? "non commencé"}`
        : `Échantillon ${sample_id} : non conforme`,
    );
  });
}
