/** `/api/curves`: feeding curves, proposed by people or by the optimiser, decided by people. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  CURVE_STATUSES,
  CurveActBody,
  FeedingCurve,
  FeedingCurveDetail,
  FeedingCurveList,
  NoProposal,
  ProposeCurveBody,
} from "../contract/curves.ts";
import { GENETIQUES, word } from "../contract/words.ts";
import type { CurveAct, CurveRepository } from "../db/curve_repository.ts";
import { curveFaults, plannedDoses } from "../domain/feeding_curve.ts";
import type { Clock } from "../lib/clock.ts";
import { actorName } from "./auth/mod.ts";
import { notFound, refusal } from "./problems.ts";
import { json, jsonBody, problemAnswer, router } from "./routes.ts";

export interface CurveRoutesDeps {
  clock: Pick<Clock, "now">;
  curves: Pick<CurveRepository, "list" | "find" | "active" | "propose" | "act">;
  people: { hasSite(code: string): boolean };
  /** Asks the optimiser, and stores what it proposes. */
  optimiseCurve(
    wanted: { genetique: string; site: string | null; by: string | undefined },
  ): Promise<{ status: "proposed"; curve: FeedingCurve } | NoProposal>;
}

const tags = ["Curves"];
const CurveId = z.object({
  id: z.coerce.number().int().min(1).max(2 ** 31 - 1).meta({ param: { name: "id", in: "path" } }),
});

const listRoute = createRoute({
  method: "get",
  path: "/api/curves",
  tags,
  summary: "Feeding curves, newest first",
  request: {
    query: z.object({
      genetique: z.enum(GENETIQUES).optional(),
      site: word(2).optional(),
      status: z.enum(CURVE_STATUSES).optional(),
    }),
  },
  responses: { 200: json(FeedingCurveList, "The curves"), 422: problemAnswer("Bad filter") },
});

const activeRoute = createRoute({
  method: "get",
  path: "/api/curves/active",
  tags,
  summary: "The curve that a new lot would get: its site's own, else that of every site",
  request: { query: z.object({ genetique: z.enum(GENETIQUES), site: word(2).optional() }) },
  responses: {
    200: json(FeedingCurveDetail, "The curve"),
    404: problemAnswer("None is active: lots follow their gaveur's own"),
    422: problemAnswer("Bad filter"),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/api/curves/{id}",
  tags,
  summary: "One curve with its planned doses",
  request: { params: CurveId },
  responses: { 200: json(FeedingCurveDetail, "The curve"), 404: problemAnswer("No such curve") },
});

const proposeRoute = createRoute({
  method: "post",
  path: "/api/curves",
  tags,
  summary: "Propose a curve: the one in the body, or the optimiser's",
  request: { body: jsonBody(ProposeCurveBody) },
  responses: {
    200: json(NoProposal, "The optimiser has none, and says why"),
    201: json(FeedingCurve, "The proposal, for an operator to approve"),
    422: problemAnswer("Bad body, unknown site, or a curve outside the safe bounds"),
  },
});

const actRoute = <A extends CurveAct>(act: A, summary: string) =>
  createRoute({
    method: "post",
    path: `/api/curves/{id}/${act}`,
    tags,
    summary,
    request: { params: CurveId, body: jsonBody(CurveActBody) },
    responses: {
      200: json(FeedingCurve, "The curve in its new state"),
      404: problemAnswer("No such curve"),
      409: problemAnswer("The curve is in another state"),
    },
  });

const ACT_ROUTES = [
  { act: "approve", from: "proposed", route: actRoute("approve", "Approve a proposed curve") },
  {
    act: "activate",
    from: "approved",
    route: actRoute("activate", "Let new lots follow an approved curve; retires the former"),
  },
  {
    act: "retire",
    from: "proposed, approved or active",
    route: actRoute("retire", "Take a curve out of use; lots that have it keep it"),
  },
] as const;

export function addCurveRoutes(
  app: OpenAPIHono,
  { clock, curves, people, optimiseCurve }: CurveRoutesDeps,
): void {
  const routes = router();

  routes.openapi(listRoute, async (c) => {
    return c.json({ curves: await curves.list(c.req.valid("query")) }, 200);
  });

  routes.openapi(activeRoute, async (c) => {
    const { genetique, site } = c.req.valid("query");
    const curve = await curves.active(genetique, site ?? null);
    if (!curve) throw notFound(`no active curve for ${genetique} at ${site ?? "every site"}`);
    return c.json(withDoses(curve), 200);
  });

  routes.openapi(getRoute, async (c) => {
    const { id } = c.req.valid("param");
    const curve = await curves.find(id);
    if (!curve) throw notFound(`no curve ${id}`);
    return c.json(withDoses(curve), 200);
  });

  routes.openapi(proposeRoute, async (c) => {
    const { genetique, site = null, curve, by: said } = c.req.valid("json");
    const by = actorName(c, said);
    if (site !== null && !people.hasSite(site)) {
      throw invalid([{ field: "site", message: `unknown site ${JSON.stringify(site)}` }]);
    }
    if (!curve) {
      const result = await optimiseCurve({ genetique, site, by });
      if (result.status !== "proposed") return c.json(result, 200);
      return c.json(result.curve, 201);
    }
    const faults = curveFaults(curve);
    if (faults.length > 0) {
      throw invalid(faults.map(({ field, message }) => ({ field: `curve.${field}`, message })));
    }
    const proposed = await curves.propose({
      ...{ genetique, site, curve, source: "manual", expected: null },
      by: by ?? "operator",
      at: new Date(clock.now()),
    });
    return c.json(proposed, 201);
  });

  for (const { act, from, route } of ACT_ROUTES) {
    routes.openapi(route, async (c) => {
      const { id } = c.req.valid("param");
      const by = actorName(c, c.req.valid("json").by);
      const result = await curves.act(act, { id, by, at: new Date(clock.now()) });
      if (result.status === "not_found") throw notFound(`no curve ${id}`);
      if (result.status === "wrong_state") {
        const detail = `${act} curve ${id}: expected it ${from}, it is ${result.now}`;
        throw refusal({ status: 409, code: "wrong_state", detail });
      }
      return c.json(result.curve, 200);
    });
  }

  app.route("/", routes);
}

function withDoses(curve: FeedingCurve) {
  return { ...curve, doses: plannedDoses(curve.curve) };
}

function invalid(errors: { field: string; message: string }[]) {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join("; ");
  return refusal({ status: 422, code: "invalid", detail, errors });
}
