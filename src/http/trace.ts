/** Tracing both ways, a lot's EPCIS document, and recalls. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { MAX_RECALL_LOTS, RecallCriteria, RecallOrder, RecallReport } from "../contract/recall.ts";
import {
  MaizeTrace,
  type Trace,
  type TraceGraph,
  TraceLotList,
  TraceWithGraph,
} from "../contract/trace.ts";
import { word } from "../contract/words.ts";
import type { TraceFilter } from "../db/trace_repository.ts";
import { actorName } from "./auth/mod.ts";
import { notFound, refusal } from "./problems.ts";
import { json, jsonBody, problemAnswer, router } from "./routes.ts";

type Page = { beforeId?: number; limit: number };

export interface TraceRoutesDeps {
  trace: {
    tracer: {
      lot(id: string): Promise<Trace | undefined>;
      product(name: string): Promise<Trace | undefined>;
      sample(sampleId: string): Promise<Trace | undefined>;
      maize(code: string, page: Page): Promise<MaizeTrace | undefined>;
      lots(filter: TraceFilter, page: Page): Promise<TraceLotList>;
    };
    graph(trace: Trace): TraceGraph;
    /** The lot's EPCIS 2.0 document. */
    epcis(id: string): Promise<z.infer<typeof EpcisAnswer> | undefined>;
    recaller: {
      drill(criteria: RecallCriteria): Promise<RecallOutcome>;
      execute(order: RecallOrder): Promise<RecallOutcome>;
    };
  };
}

type RecallOutcome =
  | { status: "done"; report: RecallReport }
  | { status: "unknown"; what: string; id: string }
  | { status: "too_many" };

const tags = ["Trace"];
const EpcisAnswer = z.object({
  "@context": z.unknown(),
  type: z.literal("EPCISDocument"),
  schemaVersion: z.string(),
  creationDate: z.string(),
  epcisHeader: z.unknown(),
  epcisBody: z.object({ eventList: z.array(z.unknown()).readonly() }),
}).meta({ id: "EpcisDocument" });
/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;
const EPCIS_VERSION = "2.0.0";

const page = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().refine((text) => /^\d+$/.test(text) && Number(text) <= MAX_ID, {
    error: "expected a next_cursor",
  }).transform(Number).optional(),
};
const graphQuery = z.object({
  graph: z.enum(["true", "false"]).default("false").meta({ description: "Nodes and edges, too" }),
});

/** What can be traced both ways, by its id. */
const TRACED = [
  {
    what: "lot",
    path: "/api/lots/{id}/trace",
    summary: "A lot back to maize and gaveur, forward to products and feedback",
    id: word(50),
  },
  {
    what: "product",
    path: "/api/products/{id}/trace",
    summary: "A product, by its id or QR code, back to maize and gaveur, forward to its feedback",
    id: word(200),
  },
  {
    what: "sample",
    path: "/api/samples/{id}/trace",
    summary: "A sample both ways; the newest, where a device used its id again",
    id: word(100),
  },
] as const;

const maizeRoute = createRoute({
  method: "get",
  path: "/api/maize/{code}/trace",
  tags,
  summary: "Forward from a maize lot: the lots fed with it, their products and feedback",
  request: { params: z.object({ code: word(50) }), query: z.object(page) },
  responses: { 200: json(MaizeTrace, "A page of lots"), 404: problemAnswer("No such maize lot") },
});

const lotsRoute = createRoute({
  method: "get",
  path: "/api/trace",
  tags,
  summary: "Lots and what became of them, newest first",
  request: {
    query: z.object({
      from: z.iso.date().optional().meta({ description: "First J0" }),
      to: z.iso.date().optional().meta({ description: "Last J0" }),
      site: word(2).optional(),
      maize_lot: word(50).optional(),
      gaveur_id: z.coerce.number().int().min(1).max(MAX_ID).optional(),
      ...page,
    }),
  },
  responses: { 200: json(TraceLotList, "A page of lots"), 422: problemAnswer("Bad filter") },
});

const epcisRoute = createRoute({
  method: "get",
  path: "/api/lots/{id}/epcis",
  tags,
  summary: "A lot's life as an EPCIS 2.0 document",
  request: { params: z.object({ id: word(50) }) },
  responses: {
    200: {
      description: "An EPCISDocument, valid against GS1's JSON Schema",
      content: { "application/ld+json": { schema: EpcisAnswer } },
    },
    404: problemAnswer("No such lot"),
  },
});

const drillRoute = createRoute({
  method: "get",
  path: "/api/recall",
  tags,
  summary: "A recall drill: what a recall would concern",
  request: { query: RecallCriteria },
  responses: {
    200: json(RecallReport, "Lots, products and feedback; nothing is changed"),
    404: problemAnswer("No such maize lot, lot, gaveur or site"),
    422: problemAnswer("Nothing named, or too much"),
  },
});

const recallRoute = createRoute({
  method: "post",
  path: "/api/recall",
  tags,
  summary: "A recall: the products of these lots leave the market, those to come too",
  request: { body: jsonBody(RecallOrder) },
  responses: {
    200: json(RecallReport, "What was recalled"),
    404: problemAnswer("No such maize lot, lot, gaveur or site"),
    422: problemAnswer("Nothing named, too much, or no reason"),
  },
});

export function addTraceRoutes(app: OpenAPIHono, { trace }: TraceRoutesDeps): void {
  const { tracer, graph, epcis, recaller } = trace;
  const routes = router();

  for (const { what, path, summary, id } of TRACED) {
    const route = createRoute({
      method: "get",
      path,
      tags,
      summary,
      request: { params: z.object({ id }), query: graphQuery },
      responses: { 200: json(TraceWithGraph, "The trace"), 404: problemAnswer(`No such ${what}`) },
    });
    routes.openapi(route, async (c) => {
      const { id } = c.req.valid("param");
      const found = await tracer[what](id);
      if (!found) throw notFound(`no ${what} ${id}`);
      const isDrawn = c.req.valid("query").graph === "true";
      return c.json(isDrawn ? { ...found, graph: graph(found) } : found, 200);
    });
  }

  routes.openapi(maizeRoute, async (c) => {
    const { code } = c.req.valid("param");
    const { limit, cursor } = c.req.valid("query");
    const found = await tracer.maize(code, { beforeId: cursor, limit });
    if (!found) throw notFound(`no maize lot ${code}`);
    return c.json(found, 200);
  });

  routes.openapi(lotsRoute, async (c) => {
    const { maize_lot, gaveur_id, limit, cursor, ...rest } = c.req.valid("query");
    const filter = { ...rest, maizeLot: maize_lot, gaveurId: gaveur_id };
    return c.json(await tracer.lots(filter, { beforeId: cursor, limit }), 200);
  });

  routes.openapi(epcisRoute, async (c) => {
    const { id } = c.req.valid("param");
    const document = await epcis(id);
    if (!document) throw notFound(`no lot ${id}`);
    return c.json(document, 200, {
      "content-type": "application/ld+json",
      "GS1-EPCIS-Version": EPCIS_VERSION,
      "GS1-CBV-Version": EPCIS_VERSION,
    });
  });

  routes.openapi(drillRoute, async (c) => {
    return c.json(reportOf(await recaller.drill(c.req.valid("query"))), 200);
  });

  routes.openapi(recallRoute, async (c) => {
    const order = c.req.valid("json");
    const by = actorName(c, order.by);
    return c.json(reportOf(await recaller.execute({ ...order, by })), 200);
  });

  app.route("/", routes);
}

function reportOf(outcome: RecallOutcome): RecallReport {
  if (outcome.status === "unknown") throw notFound(`no ${outcome.what} ${outcome.id}`);
  if (outcome.status === "too_many") {
    const detail = `narrow the recall: it names more than ${MAX_RECALL_LOTS} lots`;
    throw refusal({ status: 422, code: "too_many_lots", detail });
  }
  return outcome.report;
}
