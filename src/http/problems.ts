/** Errors as RFC 9457 problem documents; `detail` is where existing clients look, too. */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { describeIssues, type FieldIssue, fieldIssues } from "../contract/issues.ts";
import { isConnectionLoss } from "../db/pool.ts";
import { blamesData, refusalReason } from "../db/postgres_errors.ts";
import { AppError, type ErrorCode, messageOf } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().meta({ description: "Stable, for programs" }),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

const TITLES: Partial<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Faults that are not the server's own fault have their own status. */
const STATUS_OF: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  database_unreachable: 503,
  database_auth: 503,
};

export interface ProblemOptions {
  status: ContentfulStatusCode;
  code: string;
  detail: string;
  errors?: FieldIssue[];
}

export function problem({ status, ...rest }: ProblemOptions): Response {
  const body: Problem = { type: "about:blank", title: TITLES[status] ?? "Error", status, ...rest };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** To throw where a route finds that it cannot answer as described. */
export function refusal(options: ProblemOptions): HTTPException {
  return new HTTPException(options.status, { res: problem(options) });
}

export function notFound(detail = "Not Found"): HTTPException {
  return refusal({ status: 404, code: "not_found", detail });
}

/** The answer to a request whose parameters or body zod refused. */
export function invalidRequest(error: z.ZodError, input: unknown): Response {
  const errors = fieldIssues(error, input);
  return problem({ status: 422, code: "invalid", detail: describeIssues(errors), errors });
}

/** True for what the framework throws when a body is no JSON: to clients that is input like other. */
export function isMalformedBody(error: HTTPException): boolean {
  return error.status === 400 && error.message.startsWith("Malformed JSON");
}

/** The last resort of the HTTP side: everything thrown becomes a problem, faults are logged. */
export function onError(log: Logger): (error: Error, c: Context) => Response {
  return (error, c) => {
    if (error instanceof HTTPException) {
      if (error.res) return error.getResponse();
      if (isMalformedBody(error)) {
        const errors = [{ field: "body", message: "expected JSON" }];
        return problem({ status: 422, code: "invalid", detail: describeIssues(errors), errors });
      }
      const detail = error.status === 415
        ? `expected application/json, got content type ${c.req.header("content-type") ?? "none"}`
        : error.message || (TITLES[error.status] ?? "Error");
      return problem({
        status: error.status as ContentfulStatusCode,
        code: error.status === 415 ? "unsupported_media_type" : "bad_request",
        detail,
      });
    }
    if (blamesData(error)) {
      return problem({ status: 422, code: "invalid", detail: refusalReason(error) });
    }
    log.error("request failed", { method: c.req.method, path: c.req.path, error });
    if (isConnectionLoss(error)) {
      const detail = "the database cannot be reached at the moment";
      return problem({ status: 503, code: "database_unreachable", detail });
    }
    const status = error instanceof AppError ? STATUS_OF[error.code] ?? 500 : 500;
    const detail = error instanceof AppError ? messageOf(error) : "internal error";
    return problem({
      status,
      code: error instanceof AppError ? error.code : "internal",
      detail,
    });
  };
}
