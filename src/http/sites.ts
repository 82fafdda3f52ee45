/** `/api/sites`: sites beside each other, their courses and the results of their lots. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { LotResults, SiteCourses } from "../contract/sites.ts";
import type { SiteRepository } from "../db/site_repository.ts";
import { json, problemAnswer, router } from "./routes.ts";

export interface SiteRoutesDeps {
  sites: Pick<SiteRepository, "courses" | "results">;
}

const tags = ["Sites"];

const coursesRoute = createRoute({
  method: "get",
  path: "/api/sites/courses",
  tags,
  summary: "The mean course of each site's lots, meal by meal",
  request: {
    query: z.object({
      days: z.coerce.number().int().min(1).max(400).default(30).meta({
        description: "Of lots begun in so many days to the newest one",
      }),
    }),
  },
  responses: { 200: json(SiteCourses, "Means by site and meal"), 422: problemAnswer("Bad period") },
});

const resultsRoute = createRoute({
  method: "get",
  path: "/api/sites/results",
  tags,
  summary: "What became of the newest finished lots: weight, mortality, score, ITM",
  request: {
    query: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) }),
  },
  responses: { 200: json(LotResults, "Newest first"), 422: problemAnswer("Bad limit") },
});

export function addSiteRoutes(app: OpenAPIHono, { sites }: SiteRoutesDeps): void {
  const routes = router();
  routes.openapi(coursesRoute, async (c) => {
    return c.json({ meals: await sites.courses(c.req.valid("query").days) }, 200);
  });
  routes.openapi(resultsRoute, async (c) => {
    return c.json({ lots: await sites.results(c.req.valid("query").limit) }, 200);
  });
  app.route("/", routes);
}
