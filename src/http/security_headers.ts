/**
 * What every answer tells a browser, unless its route said it better: pages bring the policy of
 * their own content, which the ready-made middleware would overwrite.
 */
import type { Context, MiddlewareHandler } from "hono";

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
const HSTS = "max-age=31536000";

/** @param isHttps whether the client's side of the connection is encrypted */
export function securityHeaders(isHttps: (c: Context) => boolean): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!headers.has(name)) c.header(name, value);
    }
    if (isHttps(c)) c.header("strict-transport-security", HSTS);
  };
}
