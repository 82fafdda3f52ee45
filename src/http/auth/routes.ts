/** `/api/session`, `/api/tickets` and `/api/audit`: who am I, let me in, who did what. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import {
  AUDIT_OUTCOMES,
  AuditList,
  Session,
  Ticket,
  TicketRequest,
} from "../../contract/access.ts";
import { word } from "../../contract/words.ts";
import type { AuditRepository } from "../../db/audit_repository.ts";
import { restTimestamp } from "../../domain/time.ts";
import { json, jsonBody, problemAnswer, router } from "../routes.ts";
import { refusal } from "../problems.ts";
import { type Gate, impliedRoles } from "./gate.ts";
import { identityOf } from "./guard.ts";
import { TICKET_MS } from "./tickets.ts";

export interface AccessRoutesDeps {
  gate: Gate;
  audit: Pick<AuditRepository, "list">;
}

const tags = ["Access"];

const sessionRoute = createRoute({
  method: "get",
  path: "/api/session",
  tags,
  summary: "Who am I, what may I do, and how does one enter",
  responses: {
    200: json(Session, "The session"),
    401: problemAnswer("Credentials that are not, or no longer, good"),
  },
});

const ticketRoute = createRoute({
  method: "post",
  path: "/api/tickets",
  tags,
  summary: "A ticket for one WebSocket: for browsers, which cannot send headers with it",
  request: { body: jsonBody(TicketRequest) },
  responses: {
    201: json(Ticket, "Good for 30 s, once"),
    422: problemAnswer("No path"),
    503: problemAnswer("Too many tickets wait to be used"),
  },
});

const instant = z.iso.datetime({ offset: true });

const auditRoute = createRoute({
  method: "get",
  path: "/api/audit",
  tags,
  summary: "Who did what, newest first",
  request: {
    query: z.object({
      actor: word(100).optional(),
      action: word(60).optional(),
      outcome: z.enum(AUDIT_OUTCOMES).optional(),
      target: word(100).optional().meta({ description: "Part of the path acted upon" }),
      since: instant.optional(),
      until: instant.optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: z.string().regex(/^\d{1,18}$/, { error: "expected a next_cursor" }).optional(),
    }),
  },
  responses: { 200: json(AuditList, "A page of actions"), 422: problemAnswer("Bad filter") },
});

export function addAccessRoutes(app: OpenAPIHono, { gate, audit }: AccessRoutesDeps): void {
  const routes = router();

  routes.openapi(sessionRoute, async (c) => {
    const identity = identityOf(c);
    const { authenticator } = gate;
    return c.json(
      {
        auth: authenticator?.kind ?? "none",
        authenticated: identity !== undefined,
        name: identity?.name ?? null,
        roles: identity ? [...impliedRoles(identity)] : [],
        gaveur_id: identity?.gaveurId ?? null,
        site: identity?.site ?? null,
        expires_at: identity?.expiresMs === undefined
          ? null
          : restTimestamp(new Date(identity.expiresMs)),
        oidc: await authenticator?.panelSettings?.() ?? null,
      },
      200,
      { "cache-control": "no-store" },
    );
  });

  routes.openapi(ticketRoute, (c) => {
    const ticket = gate.tickets.sell(identityOf(c)!, c.req.valid("json").path);
    if (ticket === undefined) {
      const detail = "tickets: too many wait to be used, try again in a minute";
      throw refusal({ status: 503, code: "overloaded", detail });
    }
    const answer = { ticket, expires_in: TICKET_MS / 1_000 };
    return c.json(answer, 201, { "cache-control": "no-store" });
  });

  routes.openapi(auditRoute, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const page = await audit.list(filter, { beforeId: cursor, limit });
    return c.json({ actions: page.actions, next_cursor: page.nextBeforeId }, 200);
  });

  app.route("/", routes);
}
