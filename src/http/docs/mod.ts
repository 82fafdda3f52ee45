/** `/openapi.json`, `/asyncapi.json`, and pages to browse and watch them. */
import { gzipSync } from "node:zlib";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import { json, router } from "../routes.ts";
import { openApiDocument, type OpenApiOptions } from "./openapi.ts";
import { HTTP_PAGE, LIVE_PAGE, PAGE_POLICY } from "./pages.ts";
import liveJs from "./live.js" with { type: "text" };
import pageCss from "./page.css" with { type: "text" };
import startJs from "./start.js" with { type: "text" };
import type { SwaggerFile } from "./swagger.ts";

export { type OpenApiDocument, openApiDocument } from "./openapi.ts";

const SCRIPT = "text/javascript; charset=utf-8";
const PLAIN = "text/plain; charset=utf-8";
const STYLE = "text/css; charset=utf-8";
/** Swagger UI's own files are read when they are first asked for. */
const ASSETS: Record<string, readonly [contentType: string, text: () => Promise<string>]> = {
  "page.css": [STYLE, () => Promise.resolve(pageCss)],
  "live.js": [SCRIPT, () => Promise.resolve(liveJs)],
  "start.js": [SCRIPT, () => Promise.resolve(startJs)],
  "swagger-ui.css": [STYLE, () => swagger("swagger-ui.css")],
  "swagger-ui-bundle.js": [SCRIPT, () => swagger("swagger-ui-bundle.js")],
  "swagger-ui-bundle.js.LICENSE.txt": [PLAIN, () => swagger("swagger-ui-bundle.js.LICENSE.txt")],
};

async function swagger(file: SwaggerFile): Promise<string> {
  return (await import("./swagger.ts")).SWAGGER_FILES[file];
}

const tags = ["Operation"];
const Document = z.looseObject({});
const documentRoute = <P extends string>(path: P, summary: string) =>
  createRoute({
    method: "get",
    path,
    tags,
    summary,
    responses: { 200: json(Document, "The document") },
  });

/** Adds the documentation of everything that the app holds when it is first asked for. */
export function addDocsRoutes(app: OpenAPIHono, options: OpenApiOptions): void {
  const routes = router();
  let openApi: object | undefined;
  let asyncApi: object | undefined;
  routes.openapi(documentRoute("/openapi.json", "This document"), (c) => {
    return c.json({ ...(openApi ??= openApiDocument(app, options)) }, 200);
  });
  routes.openapi(documentRoute("/asyncapi.json", "The same of the WebSockets"), async (c) => {
    // Its schemas are of frames that the server itself only writes.
    const { asyncApiDocument } = await import("../../contract/asyncapi.ts");
    return c.json({ ...(asyncApi ??= asyncApiDocument(options)) }, 200);
  });
  app.route("/", routes);

  for (const [path, page] of [["/docs", HTTP_PAGE], ["/docs/live", LIVE_PAGE]] as const) {
    app.get(path, (c) => c.html(page, 200, { "content-security-policy": PAGE_POLICY }));
  }
  for (const [name, [contentType, text]] of Object.entries(ASSETS)) {
    let gzipped: Uint8Array<ArrayBuffer> | undefined;
    app.get(`/docs/${name}`, async (c) => {
      const headers = {
        "content-type": contentType,
        "cache-control": "public, max-age=3600",
        "vary": "Accept-Encoding",
      };
      if (!takesGzip(c)) return c.body(await text(), 200, headers);
      gzipped ??= Uint8Array.from(gzipSync(await text()));
      return c.body(gzipped, 200, { ...headers, "content-encoding": "gzip" });
    });
  }
}

function takesGzip(c: Context): boolean {
  return /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
}
