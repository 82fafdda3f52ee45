/**
 * Which names and pages this server answers.
 *
 * A browser connects to this machine for any page it shows: the page's origin tells them apart. A
 * page may also point a name of its own at this machine (DNS rebinding) and so be of one origin
 * with the server: its name gives it away.
 */
import { isLoopback } from "../lib/loopback.ts";
import { problem } from "./problems.ts";

export interface AccessRules {
  /** Where the server listens. */
  host: string;
  /** Origins whose pages may use it, beside its own; a proxy may ask it by their names. */
  allowedOrigins: readonly string[];
}

/** The answer to a request that this server must not serve, or undefined when it may. */
export function accessRefusal(
  request: Request,
  { host, allowedOrigins }: AccessRules,
): Response | undefined {
  const url = URL.parse(request.url);
  if (!url) return problem({ status: 400, code: "bad_request", detail: "Host: expected a name" });
  const isKnown = isLoopback(url.hostname) ||
    allowedOrigins.some((origin) => new URL(origin).hostname === url.hostname);
  if (isLoopback(host) && !isKnown) {
    const detail = `Host: this server is not ${url.hostname}; allowed_origins may name it`;
    return problem({ status: 421, code: "unknown_host", detail });
  }
  const origin = request.headers.get("origin");
  if (origin === null || allowedOrigins.includes(origin) || isOwn(origin, url)) return undefined;
  const detail = `Origin: pages of ${origin} may not use this server; allowed_origins may name it`;
  return problem({ status: 403, code: "foreign_origin", detail });
}

/** Behind a proxy the page may be of https and the request of http: the port follows the page. */
function isOwn(origin: string, { host }: URL): boolean {
  const page = URL.parse(origin);
  return page !== null && page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}
