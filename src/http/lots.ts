/** `/api/lots`: lots, their meals, the coherence of their chain, and the sites' statistics. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import {
  CloseLotBody,
  CoherenceList,
  CreatedLots,
  CreateLotsBody,
  DoseList,
  Lot,
  LotList,
  type NewLot,
  SiteStatsList,
} from "../contract/lots.ts";
import type { FieldIssue } from "../contract/issues.ts";
import { GENETIQUES, STATUTS_LOT, text, word } from "../contract/words.ts";
import type { LotRepository, NewLotWithSite } from "../db/lot_repository.ts";
import type { PeopleRepository } from "../db/people_repository.ts";
import { holds, sendingFault } from "../domain/roles.ts";
import { actorName, identityOf, onlyGaveur } from "./auth/mod.ts";
import { notFound, refusal } from "./problems.ts";
import { json, jsonBody, problemAnswer, router } from "./routes.ts";

export interface LotRoutesDeps {
  lots: Pick<
    LotRepository,
    "create" | "list" | "find" | "close" | "doses" | "coherence" | "siteStats"
  >;
  people: Pick<PeopleRepository, "gaveur" | "hasSite" | "reload">;
}

const tags = ["Lots"];
const LotId = z.object({
  id: word(50).meta({ param: { name: "id", in: "path" }, description: "code_lot or LOT_… id" }),
});
/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;
const Cursor = z.string().refine((text) => /^\d+$/.test(text) && Number(text) <= MAX_ID, {
  error: "expected a next_cursor",
}).transform(Number);
const Bool = z.enum(["true", "false"]).transform((text) => text === "true");

const listRoute = createRoute({
  method: "get",
  path: "/api/lots",
  tags,
  summary: "Lots, newest first",
  request: {
    query: z.object({
      site: word(2).optional(),
      gaveur_id: z.coerce.number().int().min(1).max(MAX_ID).optional(),
      statut: z.enum(STATUTS_LOT).optional(),
      genetique: z.enum(GENETIQUES).optional(),
      pret_abattage: Bool.optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(100),
      cursor: Cursor.optional(),
    }),
  },
  responses: { 200: json(LotList, "A page of lots"), 422: problemAnswer("Bad filter") },
});

const createLotsRoute = createRoute({
  method: "post",
  path: "/api/lots",
  tags,
  summary: "Place lots (J-1); the server gives each its code",
  request: {
    headers: z.object({
      "idempotency-key": word(100).optional().meta({
        description: "The same key again answers with the same lots",
      }),
    }),
    body: jsonBody(CreateLotsBody),
  },
  responses: {
    200: json(CreatedLots, "The lots that this key made before"),
    201: json(CreatedLots, "The new lots, in the order of the request"),
    409: problemAnswer("A chosen code is borne by another lot"),
    422: problemAnswer("Bad body, unknown gaveur or site, or a key used for other lots"),
  },
});

const coherenceRoute = createRoute({
  method: "get",
  path: "/api/lots/coherence",
  tags,
  summary: "The coherence check: each finished lot's meals and quality control",
  request: {
    query: z.object({
      code_lot: text(20_000).optional().meta({
        description: "Comma-separated; a device has to name the lots that it asks for",
      }),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      cursor: Cursor.optional(),
    }),
  },
  responses: {
    200: json(CoherenceList, "One row a lot"),
    403: problemAnswer("A device that names no lots"),
    422: problemAnswer("Bad filter"),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/api/lots/{id}",
  tags,
  summary: "One lot",
  request: { params: LotId },
  responses: { 200: json(Lot, "The lot"), 404: problemAnswer("No such lot") },
});

const closeRoute = createRoute({
  method: "post",
  path: "/api/lots/{id}/close",
  tags,
  summary: "End a lot that will not be finished; it never comes to quality control",
  request: { params: LotId, body: jsonBody(CloseLotBody) },
  responses: {
    200: json(Lot, "The lot, closed now or before; the first reason stays"),
    404: problemAnswer("No such lot"),
    409: problemAnswer("The lot is finished already"),
    422: problemAnswer("No reason, or nobody who says so"),
  },
});

const dosesRoute = createRoute({
  method: "get",
  path: "/api/lots/{id}/doses",
  tags,
  summary: "A lot's meals in their order",
  request: { params: LotId },
  responses: { 200: json(DoseList, "The meals"), 404: problemAnswer("No such lot") },
});

const statsRoute = createRoute({
  method: "get",
  path: "/api/sites/stats",
  tags: ["Sites"],
  summary: "Lots being fed, by site",
  request: { query: z.object({ site: word(2).optional() }) },
  responses: { 200: json(SiteStatsList, "One row a site") },
});

export function addLotRoutes(app: OpenAPIHono, { lots, people }: LotRoutesDeps): void {
  const routes = router();

  routes.openapi(listRoute, async (c) => {
    const { site, gaveur_id, statut, genetique, pret_abattage, limit, cursor } = c.req.valid(
      "query",
    );
    const gaveurId = onlyGaveur(c) ?? gaveur_id;
    const filter = { site, gaveurId, statut, genetique, pretAbattage: pret_abattage };
    return c.json(answerOf(await lots.list(filter, { beforeId: cursor, limit })), 200);
  });

  routes.openapi(createLotsRoute, async (c) => {
    const wanted = c.req.valid("json").lots;
    if (wanted.some((lot) => !people.gaveur(lot.gaveur_id))) await people.reload();
    const checked = withSites(wanted, people);
    if ("field" in checked) {
      const detail = `${checked.field}: ${checked.message}`;
      throw refusal({ status: 422, code: "invalid", detail, errors: [checked] });
    }
    const foreign = lotsNotTheirs(c, checked.lots);
    if (foreign) {
      const detail = `${foreign.field}: ${foreign.message}`;
      throw refusal({ status: 403, code: "forbidden", detail, errors: [foreign] });
    }
    const made = await lots.create(checked.lots, c.req.valid("header")["idempotency-key"]);
    if (made.status === "code_taken") {
      const detail = `code_lot: another lot bears ${made.code}`;
      throw refusal({ status: 409, code: "code_taken", detail });
    }
    if (made.status === "key_mismatch") {
      const detail = "Idempotency-Key: another request, for other lots, had this key";
      throw refusal({ status: 422, code: "idempotency_mismatch", detail });
    }
    return c.json({ lots: made.lots }, made.status === "created" ? 201 : 200);
  });

  routes.openapi(coherenceRoute, async (c) => {
    const { code_lot, limit, cursor } = c.req.valid("query");
    const identity = identityOf(c);
    if (code_lot === undefined && identity && !holds(identity, "viewer")) {
      const detail = `code_lot: is missing; ${identity.name} may only ask for lots by their codes`;
      throw refusal({ status: 403, code: "forbidden", detail });
    }
    const page = await lots.coherence(code_lot?.split(","), { beforeId: cursor, limit });
    const gaveurId = onlyGaveur(c);
    const seen = page.lots.filter((lot) => gaveurId === undefined || lot.gaveur_id === gaveurId);
    return c.json(answerOf({ ...page, lots: seen }), 200);
  });

  routes.openapi(getRoute, async (c) => {
    const { id } = c.req.valid("param");
    const lot = await lots.find(id);
    if (!lot) throw notFound(`no lot ${id}`);
    return c.json(lot, 200);
  });

  routes.openapi(closeRoute, async (c) => {
    const { id } = c.req.valid("param");
    const { by, reason } = c.req.valid("json");
    const outcome = await lots.close(id, { by: actorName(c, by), reason });
    const lot = await lots.find(id);
    if (!lot) throw notFound(`no lot ${id}`);
    if (outcome === "finished") {
      const detail = `close lot ${lot.code_lot}: expected it being fed, it is finished`;
      throw refusal({ status: 409, code: "lot_finished", detail });
    }
    return c.json(lot, 200);
  });

  routes.openapi(dosesRoute, async (c) => {
    const { id } = c.req.valid("param");
    const lot = await lots.find(id);
    if (!lot) throw notFound(`no lot ${id}`);
    const { code_lot, lot_id } = lot;
    return c.json({ code_lot, lot_id, doses: await lots.doses(code_lot) }, 200);
  });

  routes.openapi(statsRoute, async (c) => {
    return c.json({ sites: await lots.siteStats(c.req.valid("query").site) }, 200);
  });

  app.route("/", routes);
}

function answerOf<T>({ lots, nextBeforeId }: { lots: T[]; nextBeforeId: number | null }) {
  return { lots, next_cursor: nextBeforeId === null ? null : String(nextBeforeId) };
}

/** The first field that says that a lot is not this client's to place. */
function lotsNotTheirs(c: Context, lots: readonly NewLotWithSite[]): FieldIssue | undefined {
  const identity = identityOf(c);
  if (!identity) return undefined;
  for (const [i, lot] of lots.entries()) {
    const fault = sendingFault(identity, lot);
    if (fault) return { ...fault, field: `lots.${i}.${fault.field}` };
  }
  return undefined;
}

/** Each lot with its site, or the first field that names somebody unknown. */
function withSites(
  wanted: readonly NewLot[],
  people: LotRoutesDeps["people"],
): { lots: NewLotWithSite[] } | { field: string; message: string } {
  const placed: NewLotWithSite[] = [];
  for (const [i, lot] of wanted.entries()) {
    const gaveur = people.gaveur(lot.gaveur_id);
    if (!gaveur) {
      return { field: `lots.${i}.gaveur_id`, message: `unknown gaveur ${lot.gaveur_id}` };
    }
    if (!gaveur.actif) {
      return { field: `lots.${i}.gaveur_id`, message: `gaveur ${lot.gaveur_id} is not active` };
    }
    const site = lot.site ?? gaveur.site_code;
    if (site === null || !people.hasSite(site)) {
      return { field: `lots.${i}.site`, message: `unknown site ${JSON.stringify(site)}` };
    }
    placed.push({ ...lot, site });
  }
  return { lots: placed };
}
