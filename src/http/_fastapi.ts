/** Routes whose errors have the shape that clients of `/api/sqal` have always read. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { fieldIssues } from "../contract/issues.ts";
import { isConnectionLoss } from "../db/pool.ts";
import { blamesData, refusalReason } from "../db/postgres_errors.ts";
import type { Logger } from "../lib/log.ts";
import { isMalformedBody } from "./problems.ts";
import { json } from "./routes.ts";

const Detail = z.object({ detail: z.string() }).meta({ id: "Detail" });
const InvalidRequest = z.object({
  detail: z.array(z.object({
    loc: z.array(z.union([z.string(), z.int()])),
    msg: z.string(),
    type: z.string(),
  })),
}).meta({ id: "InvalidRequest" });

export const invalidAnswer = json(InvalidRequest, "A parameter or field is not what it should be");

export function detailAnswer(description: string) {
  return json(Detail, description);
}

export function fastapiRouter(log: Logger): OpenAPIHono {
  const routes = new OpenAPIHono({
    defaultHook: async (result, c) => {
      if (result.success) return;
      const { target, error } = result;
      const input = target === "json"
        ? await c.req.json().catch(() => undefined)
        : target === "query"
        ? c.req.query()
        : c.req.param();
      return c.json(invalid(target === "json" ? "body" : target, error as z.ZodError, input), 422);
    },
  });
  routes.onError((error, c) => answerTo(error, c, log));
  return routes;
}

/** To throw where a route finds that it cannot answer as described. */
export function detail(status: ContentfulStatusCode, message: string): HTTPException {
  return new HTTPException(status, { message });
}

/** To throw for a field that only the database could tell to be wrong. */
export function badField(loc: readonly string[], message: string): HTTPException {
  const body = { detail: [{ loc, msg: message, type: "value_error" }] };
  return new HTTPException(422, { res: Response.json(body, { status: 422 }) });
}

function invalid(place: string, error: z.ZodError, input: unknown) {
  const messages = fieldIssues(error, input);
  return {
    detail: error.issues.map(({ path, code }, i) => ({
      loc: [place, ...path.map((key) => typeof key === "number" ? key : String(key))],
      msg: messages[i]!.message,
      type: messages[i]!.message === "is missing" ? "missing" : code,
    })),
  };
}

function answerTo(error: Error, c: Context, log: Logger): Response {
  if (error instanceof HTTPException) {
    if (error.res) return error.getResponse();
    if (isMalformedBody(error)) {
      const fault = { loc: ["body"], msg: "expected JSON", type: "json_invalid" };
      return c.json({ detail: [fault] }, 422);
    }
    return c.json({ detail: error.message || "Error" }, error.status as ContentfulStatusCode);
  }
  if (blamesData(error)) return c.json({ detail: refusalReason(error) }, 422);
  log.error("request failed", { method: c.req.method, path: c.req.path, error });
  return isConnectionLoss(error)
    ? c.json({ detail: "cannot reach the database" }, 503)
    : c.json({ detail: "internal error" }, 500);
}
