/** How every resource of this server declares its routes. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { z } from "zod";
import { invalidRequest, Problem } from "./problems.ts";

/** A router whose refused input answers with a problem that names field and value. */
export function router(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: async (result, c) => {
      if (result.success) return;
      const input = result.target === "json"
        ? await c.req.json().catch(() => undefined)
        : result.target === "query"
        ? c.req.query()
        : result.target === "header"
        ? c.req.header()
        : c.req.param();
      return invalidRequest(result.error as z.ZodError, input);
    },
  });
}

/** A JSON answer in a route's description. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A JSON body that must be there, whatever content type the client names. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { "application/json": { schema } } };
}

export function problemAnswer(description: string) {
  return { description, content: { "application/problem+json": { schema: Problem } } };
}
