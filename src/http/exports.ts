/** `/api/export`: all rows of a kind, page by page, for analyses elsewhere. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { EXPORT_NAMES, type ExportName, ExportPage } from "../contract/exports.ts";
import { MOMENTS, word } from "../contract/words.ts";
import type { ExportPlace, ExportRepository } from "../db/export_repository.ts";
import { refusal } from "./problems.ts";
import { json, problemAnswer, router } from "./routes.ts";

export interface ExportRoutesDeps {
  exports: Pick<ExportRepository, "page">;
}

/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;
const id = z.int().min(0).max(MAX_ID);
/** Two names of a hundred characters, each written as six in JSON, and a time. */
const MAX_CURSOR_CHARS = 1_300;
/** What a row's place is made of. */
const PLACES: Record<ExportName, z.ZodType<ExportPlace>> = {
  lots: z.tuple([id]),
  doses: z.tuple([word(20), z.int().min(-1).max(MAX_ID), z.enum(MOMENTS)]),
  samples: z.tuple([word(100), word(100), z.iso.datetime()]),
  feedbacks: z.tuple([id]),
};

const pageRoute = createRoute({
  method: "get",
  path: "/api/export/{name}",
  tags: ["Export"],
  summary: "A page of stored rows; rows that come meanwhile are in a later page, or in none",
  request: {
    params: z.object({ name: z.enum(EXPORT_NAMES) }),
    query: z.object({
      site: word(2).optional(),
      from: z.iso.date().optional().meta({ description: "First day: J0 of lots, else its own" }),
      to: z.iso.date().optional().meta({ description: "Last day" }),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
      cursor: z.string().max(MAX_CURSOR_CHARS).optional().meta({ description: "A next_cursor" }),
    }),
  },
  responses: { 200: json(ExportPage, "A page"), 422: problemAnswer("Bad filter") },
});

export function addExportRoutes(app: OpenAPIHono, { exports }: ExportRoutesDeps): void {
  const routes = router();
  routes.openapi(pageRoute, async (c) => {
    const { name } = c.req.valid("param");
    const { limit, cursor, ...filter } = c.req.valid("query");
    const after = cursor === undefined ? undefined : placeOf(name, cursor);
    const { columns, rows, last } = await exports.page(name, filter, { after, limit });
    return c.json({ columns, rows, next_cursor: last && JSON.stringify(last) }, 200);
  });
  app.route("/", routes);
}

function placeOf(name: ExportName, cursor: string): ExportPlace {
  const place = PLACES[name].safeParse(parsed(cursor));
  if (place.success) return place.data;
  throw refusal({ status: 422, code: "invalid", detail: "cursor: expected a next_cursor" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
