/** Quality control by lot: what was measured, what waits, and an operator's word on it. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  Decision,
  LotAggregateList,
  LotQuality,
  PendingLot,
  PendingLotList,
} from "../contract/sqal.ts";
import { SQAL_STATUSES, word } from "../contract/words.ts";
import type { DecisionRepository } from "../db/decision_repository.ts";
import type { SampleRepository } from "../db/sample_repository.ts";
import type { SqalStatsRepository } from "../db/sqal_stats_repository.ts";
import { detail, detailAnswer, invalidAnswer } from "./_fastapi.ts";
import { actorName } from "./auth/mod.ts";
import { json, jsonBody } from "./routes.ts";

export interface QualityLotRoutesDeps {
  sqal: {
    stats: Pick<SqalStatsRepository, "lots">;
    samples: Pick<SampleRepository, "list">;
    decisions: Pick<DecisionRepository, "list" | "find" | "decide">;
  };
}

const tags = ["SQAL"];
/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;
const SHOWN_SAMPLES = 50;

const lotRoute = createRoute({
  method: "get",
  path: "/api/sqal/integration/lot/{lot_id}",
  tags,
  summary: "A lot's quality, by its number",
  request: { params: z.object({ lot_id: z.coerce.number().int().min(1).max(MAX_ID) }) },
  responses: {
    200: json(LotQuality, "The lot"),
    404: detailAnswer("No sample of such a lot"),
    422: invalidAnswer,
  },
});

const lotsRoute = createRoute({
  method: "get",
  path: "/api/sqal/integration/lots-aggregated",
  tags,
  summary: "Every lot's quality, newest first",
  request: {
    query: z.object({ limit: z.coerce.number().int().min(1).max(10_000).default(1_000) }),
  },
  responses: { 200: json(LotAggregateList, "Lots with samples"), 422: invalidAnswer },
});

const pendingRoute = createRoute({
  method: "get",
  path: "/api/sqal/pending-lots",
  tags,
  summary: "Lots in quality control, the longest slaughtered first",
  request: {
    query: z.object({
      status: z.enum(SQAL_STATUSES).optional(),
      site: word(2).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
    }),
  },
  responses: { 200: json(PendingLotList, "The lots"), 422: invalidAnswer },
});

const decideRoute = (verb: "approve" | "reject") =>
  createRoute({
    method: "post",
    path: `/api/sqal/pending-lots/{code_lot}/${verb}`,
    tags,
    summary: `An operator's word: ${verb} an inspected lot`,
    request: { params: z.object({ code_lot: word(50) }), body: jsonBody(Decision) },
    responses: {
      200: json(PendingLot, "The lot"),
      404: detailAnswer("No such lot in quality control"),
      409: detailAnswer("The lot is not one that waits for a decision"),
      422: invalidAnswer,
    },
  });

export function addQualityLotRoutes(routes: OpenAPIHono, { sqal }: QualityLotRoutesDeps): void {
  const { stats, samples, decisions } = sqal;

  routes.openapi(lotRoute, async (c) => {
    const { lot_id } = c.req.valid("param");
    const [lot] = await stats.lots({ id: lot_id, limit: 1 });
    if (!lot) throw detail(404, `No sample found for lot ${lot_id}`);
    return c.json({
      lot_id,
      code_lot: lot.code_lot,
      registry_lot_id: lot.registry_lot_id,
      total_samples: lot.nb_echantillons,
      avg_quality_score: lot.score_qualite_moyen,
      compliance_rate_pct: lot.compliance_rate_pct,
      grade_distribution: lot.grades,
      samples: await samples.list({ codeLot: lot.code_lot, limit: SHOWN_SAMPLES }),
    }, 200);
  });

  routes.openapi(lotsRoute, async (c) => {
    const found = await stats.lots({ limit: c.req.valid("query").limit });
    const lots = found.map(({ grades: _, registry_lot_id: __, compliance_rate_pct: ___, ...lot }) =>
      lot
    );
    return c.json({ total_lots: lots.length, lots }, 200);
  });

  routes.openapi(pendingRoute, async (c) => {
    const lots = await decisions.list(c.req.valid("query"));
    return c.json({ lots, total: lots.length }, 200);
  });

  for (const [verb, status] of [["approve", "approved"], ["reject", "rejected"]] as const) {
    routes.openapi(decideRoute(verb), async (c) => {
      const { code_lot: id } = c.req.valid("param");
      const { by: said, reason } = c.req.valid("json");
      const by = actorName(c, said);
      const lot = await decisions.find(id);
      if (!lot) throw detail(404, `Lot ${id} is not in quality control`);
      const codeLot = lot.code_lot;
      if (!await decisions.decide({ codeLot, status, by, reason: reason ?? null })) {
        const now = await decisions.find(codeLot);
        throw detail(
          409,
          `Lot ${codeLot}: expected status inspected, got ${now?.status ?? "none"}`,
        );
      }
      return c.json((await decisions.find(codeLot))!, 200);
    });
  }
}
