/** The registry: lots with their chains of events. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  GAVAGE_STATUSES,
  type LotEvent,
  LotEventPage,
  RegistryLotPage,
  RegistryStats,
  Timeline,
} from "../contract/registry.ts";
import { word } from "../contract/words.ts";
import type { RegistryRepository } from "../db/registry_repository.ts";
import { notFound } from "./problems.ts";
import { json, problemAnswer, router } from "./routes.ts";

export interface RegistryRoutesDeps {
  registry: {
    timeline(id: string): Promise<Timeline | undefined>;
    lots: RegistryRepository["list"];
    events: RegistryRepository["events"];
    stats: RegistryRepository["stats"];
  };
}

const tags = ["Registry"];
/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;
const LotCursor = z.string().refine((text) => /^\d+$/.test(text) && Number(text) <= MAX_ID, {
  error: "expected a next_cursor",
}).transform(Number);
/** An event's place, `LOT_20251101_0001/12`. */
const EventCursor = z.string().max(61).regex(/^LOT_\w+\/\d{1,9}$/, {
  error: "expected a next_cursor",
}).transform((text) => {
  const [lotId, sequence] = text.split("/");
  return { lotId: lotId!, sequence: Number(sequence) };
});

const timelineRoute = createRoute({
  method: "get",
  path: "/api/lots/{id}/timeline",
  tags,
  summary: "What happened to a lot, from its placing to its eaters' opinion",
  request: {
    params: z.object({
      id: word(50).meta({
        param: { name: "id", in: "path" },
        description: "code_lot or LOT_… id",
      }),
    }),
  },
  responses: { 200: json(Timeline, "Lot, summary, events"), 404: problemAnswer("No such lot") },
});

const lotsRoute = createRoute({
  method: "get",
  path: "/api/registry/lots",
  tags,
  summary: "Lots of the registry, newest first",
  request: {
    query: z.object({
      status: z.enum(GAVAGE_STATUSES).optional(),
      site: word(2).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: LotCursor.optional(),
    }),
  },
  responses: { 200: json(RegistryLotPage, "A page of lots"), 422: problemAnswer("Bad filter") },
});

const statsRoute = createRoute({
  method: "get",
  path: "/api/registry/stats",
  tags,
  summary: "All lots in figures",
  responses: { 200: json(RegistryStats, "Figures") },
});

const eventsRoute = createRoute({
  method: "get",
  path: "/api/registry/events",
  tags,
  summary: "Events along the chains, lot by lot, for verification and export",
  request: {
    query: z.object({
      lot: word(50).optional().meta({ description: "One lot only, by its LOT_… id" }),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
      cursor: EventCursor.optional(),
    }),
  },
  responses: { 200: json(LotEventPage, "A page of events"), 422: problemAnswer("Bad filter") },
});

export function addRegistryRoutes(app: OpenAPIHono, { registry }: RegistryRoutesDeps): void {
  const routes = router();

  routes.openapi(timelineRoute, async (c) => {
    const { id } = c.req.valid("param");
    const timeline = await registry.timeline(id);
    if (!timeline) throw notFound(`no lot ${id}`);
    return c.json(timeline, 200);
  });

  routes.openapi(lotsRoute, async (c) => {
    const { status, site, limit, cursor } = c.req.valid("query");
    const { lots, nextBeforeId } = await registry.lots({ status, site }, {
      beforeId: cursor,
      limit,
    });
    return c.json(
      { lots, next_cursor: nextBeforeId === null ? null : String(nextBeforeId) },
      200,
    );
  });

  routes.openapi(statsRoute, async (c) => c.json(await registry.stats(), 200));

  routes.openapi(eventsRoute, async (c) => {
    const { lot, limit, cursor } = c.req.valid("query");
    const events = await registry.events({ lotId: lot, after: cursor, limit });
    return c.json({ events, next_cursor: events.length < limit ? null : placeOf(events) }, 200);
  });

  app.route("/", routes);
}

function placeOf(events: readonly LotEvent[]): string {
  const { lot_id, sequence } = events.at(-1)!;
  return `${lot_id}/${sequence}`;
}
