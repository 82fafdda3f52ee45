/** `/` and what its page loads. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Asset, SCRIPT, STYLES } from "./assets.ts";
import { contentSecurityPolicy, ICON, PAGE } from "./page.ts";

/** Its name changes with its content: nobody needs to ask again. */
const FOREVER = "public, max-age=31536000, immutable";
const DAY = "public, max-age=86400";

export interface PanelRoutesDeps {
  /** Origins that the page talks to while somebody signs in. */
  signInOrigins(): Promise<readonly string[]>;
}

/** Adds the panel to the server; `/` reaches it when a browser asks. */
export function addPanelRoutes(app: OpenAPIHono, { signInOrigins }: PanelRoutesDeps): void {
  app.get("/", async (c) => {
    c.header("content-security-policy", contentSecurityPolicy(await signInOrigins()));
    c.header("cache-control", "no-cache");
    return c.html(PAGE);
  });
  for (const path of ["/panel/icon.svg", "/favicon.ico"]) {
    app.get(
      path,
      (c) => c.body(ICON, 200, { "content-type": "image/svg+xml", "cache-control": DAY }),
    );
  }
  for (const asset of [SCRIPT, STYLES]) app.get(asset.path, (c) => sent(c, asset));
}

function sent(c: Context, { contentType, text, gzipped }: Asset): Response {
  c.header("content-type", contentType);
  c.header("cache-control", FOREVER);
  c.header("x-content-type-options", "nosniff");
  c.header("vary", "Accept-Encoding");
  if (!/\bgzip\b/.test(c.req.header("accept-encoding") ?? "")) return c.body(text);
  c.header("content-encoding", "gzip");
  return c.body(gzipped());
}
