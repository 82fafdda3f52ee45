/** Which address a request comes from, with proxies in between that say so. */
import type { Context } from "hono";
import { isAddress, TrustedProxies } from "./deno_addresses.ts";

export { TrustedProxies };

/**
 * The address of whoever asks: the peer's, or, behind trusted proxies, the last address of
 * `X-Forwarded-For` that is not one of theirs. What stands before it anybody may have written.
 */
export function clientAddress(
  { peer, forwardedFor, proxies }: {
    peer: string;
    forwardedFor: string | null;
    proxies: TrustedProxies;
  },
): string {
  let address = plainAddress(peer);
  if (forwardedFor === null) return address;
  for (const hop of forwardedFor.split(",").toReversed()) {
    if (!proxies.has(address)) return address;
    const before = plainAddress(hop.trim());
    if (!isAddress(before)) return address;
    address = before;
  }
  return address;
}

/** The address behind a request; `unknown` where no socket is, as in `app.request()`. */
export function addressOf(c: Context, proxies: TrustedProxies): string {
  return clientAddress({
    peer: peerOf(c.env),
    forwardedFor: c.req.header("x-forwarded-for") ?? null,
    proxies,
  });
}

/** True when the client's side of the connection is encrypted, as far as we are told. */
export function isHttps(c: Context, proxies: TrustedProxies): boolean {
  if (new URL(c.req.url).protocol === "https:") return true;
  const isToldByProxy = proxies.has(plainAddress(peerOf(c.env)));
  return isToldByProxy && c.req.header("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
}

/** The server passes Deno's connection information as the environment of each request. */
function peerOf(env: { remoteAddr?: { hostname?: string } } | undefined): string {
  return env?.remoteAddr?.hostname ?? "unknown";
}

/** IPv4 inside IPv6 is the same machine; some proxies add the port, or brackets. */
function plainAddress(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  const withoutPort = /^(\d+(?:\.\d+){3}):\d+$/.exec(bracketed)?.[1] ?? bracketed;
  return withoutPort.replace(/^::ffff:(?=\d+\.)/i, "");
}
