/** `/api/products`: what was made of the livers, the labels to print, and recalls. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { Product, ProductList, Recall } from "../contract/consumer.ts";
import { GRADES } from "../contract/realtime.ts";
import { word } from "../contract/words.ts";
import type { StoredProduct } from "../db/product_repository.ts";
import { actorName } from "./auth/mod.ts";
import type { ConsumerRoutesDeps } from "./consumer.ts";
import { notFound } from "./problems.ts";
import { json, jsonBody, problemAnswer, router } from "./routes.ts";

const tags = ["Products"];
const params = z.object({
  product_id: word(100).meta({ param: { name: "product_id", in: "path" } }),
});

const listRoute = createRoute({
  method: "get",
  path: "/api/products",
  tags,
  summary: "Products, newest first",
  request: {
    query: z.object({
      lot: word(50).optional().meta({ description: "code_lot or LOT_… id" }),
      site: word(2).optional(),
      grade: z.enum(GRADES).optional(),
      active: z.stringbool().optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: z.string().regex(/^\d{1,15}$/, { error: "expected a next_cursor" })
        .transform(Number).optional(),
    }),
  },
  responses: { 200: json(ProductList, "A page of products"), 422: problemAnswer("Bad filter") },
});

const getRoute = createRoute({
  method: "get",
  path: "/api/products/{product_id}",
  tags,
  summary: "One product",
  request: { params },
  responses: { 200: json(Product, "The product"), 404: problemAnswer("No such product") },
});

const svgRoute = createRoute({
  method: "get",
  path: "/api/products/{product_id}/qr.svg",
  tags,
  summary: "The QR code to print: the address of the product's page",
  request: { params },
  responses: {
    200: { description: "The code", content: { "image/svg+xml": { schema: z.string() } } },
    404: problemAnswer("No such product"),
  },
});

const pngRoute = createRoute({
  method: "get",
  path: "/api/products/{product_id}/qr.png",
  tags,
  summary: "The same as an image of pixels",
  request: {
    params,
    query: z.object({
      scale: z.coerce.number().int().min(1).max(40).default(8).meta({
        description: "Pixels of one module",
      }),
    }),
  },
  responses: {
    200: { description: "The code", content: { "image/png": { schema: z.string() } } },
    404: problemAnswer("No such product"),
    422: problemAnswer("Bad scale"),
  },
});

const recallRoute = createRoute({
  method: "post",
  path: "/api/products/{product_id}/recall",
  tags,
  summary: "Take a product off the market for good; the first reason stands",
  request: { params, body: jsonBody(Recall) },
  responses: {
    200: json(Product, "The product, recalled now or before"),
    404: problemAnswer("No such product"),
    422: problemAnswer("No reason given"),
  },
});

const CACHE = "private, max-age=3600";

/** Where consumers reach this server. */
export function publicOrigin(c: Context, publicUrl: string | undefined): string {
  return publicUrl ?? new URL(c.req.url).origin;
}

export function addProductRoutes(app: OpenAPIHono, deps: ConsumerRoutesDeps): void {
  const { consumer: { products, publicUrl }, clock } = deps;
  const routes = router();
  const shown = (c: Context, product: StoredProduct) => ({
    ...product,
    url: `${publicOrigin(c, publicUrl)}/p/${product.qr_code}`,
  });
  const find = async (c: Context, productId: string) => {
    const product = await products.find(productId);
    if (!product) throw notFound(`no product ${productId}`);
    return shown(c, product);
  };

  routes.openapi(listRoute, async (c) => {
    const { lot, site, grade, active, limit, cursor } = c.req.valid("query");
    const filter = { lot, site, grade, isActive: active };
    const page = await products.list(filter, { before: cursor ?? null, limit });
    return c.json({
      products: page.products.map((product) => shown(c, product)),
      next_cursor: page.nextBefore === null ? null : String(page.nextBefore),
    }, 200);
  });

  routes.openapi(
    getRoute,
    async (c) => c.json(await find(c, c.req.valid("param").product_id), 200),
  );

  routes.openapi(svgRoute, async (c) => {
    const { url } = await find(c, c.req.valid("param").product_id);
    const { svgCode } = await import("./qr_image.ts");
    return c.body(await svgCode(url), 200, {
      "content-type": "image/svg+xml",
      "cache-control": CACHE,
    });
  });

  routes.openapi(pngRoute, async (c) => {
    const { url } = await find(c, c.req.valid("param").product_id);
    const { scale } = c.req.valid("query");
    const { pngCode } = await import("./qr_image.ts");
    return c.body(await pngCode(url, scale), 200, {
      "content-type": "image/png",
      "cache-control": CACHE,
    });
  });

  routes.openapi(recallRoute, async (c) => {
    const { product_id } = c.req.valid("param");
    const { reason, by } = c.req.valid("json");
    await find(c, product_id);
    await products.recall({
      productId: product_id,
      reason,
      by: actorName(c, by),
      nowMs: clock.now(),
    });
    return c.json(await find(c, product_id), 200);
  });

  app.route("/", routes);
}
