/**
 * Everybody comes through here, over HTTP and to a WebSocket: who are you, are you too fast, may
 * you do that.
 */
import { randomBytes } from "node:crypto";
import { holds, type Identity, LOCAL } from "../../domain/roles.ts";
import type { Clock } from "../../lib/clock.ts";
import { problem } from "../problems.ts";
import { RateLimit } from "../rate_limit.ts";
import type { Authenticator, RefusalReason } from "./authenticator.ts";
import { type Policy, type PolicyMatch, verdict } from "./policy.ts";
import { Tickets } from "./tickets.ts";
import { hashOf, sameHash } from "./tokens.ts";

export interface GateMetrics {
  /** A credential that was not accepted. */
  failed(reason: RefusalReason | "unavailable"): void;
  limited(): void;
}

export interface GateOptions {
  /** Undefined without authentication. */
  authenticator: Authenticator | undefined;
  policy: Policy;
  /** Requests a minute of one identity, and of one address that is nobody's; 0 for no limit. */
  ratePerMinute: { identity: number; anonymous: number };
  clock: Clock;
  metrics: GateMetrics;
  /** Told of failed authentication, never of what was shown. */
  warnFailed(fields: { reason: string; address: string }): void;
}

export interface Visitor {
  method: string;
  /** As routes see it. */
  path: string;
  headers: Headers;
  /** `?ticket=`, where the request is for a WebSocket. */
  ticket?: string | undefined;
  address: string;
}

export type Admission =
  | { identity: Identity | undefined; match: PolicyMatch | undefined }
  /** `denied` is set when somebody known may not. */
  | { refusal: Response; match: PolicyMatch | undefined; denied?: Identity };

/** Wrong credentials a minute from one address, after which none are looked at. */
const FAILURES_PER_MINUTE = 60;
const OWN_CLIENT: Identity = { name: "gavaged", auth: "internal", roles: ["device", "viewer"] };
const LOOPBACK_ADDRESS = /^(127\.|::1$)/;

export class Gate {
  readonly tickets: Tickets;
  /** What the server's own clients show: good for the life of this process. */
  readonly internalToken: string = randomBytes(32).toString("base64url");
  readonly #internalHash = hashOf(this.internalToken);
  readonly #options: GateOptions;
  readonly #failures: RateLimit;
  readonly #known: RateLimit;
  readonly #anonymous: RateLimit;

  constructor(options: GateOptions) {
    const { clock, ratePerMinute } = options;
    this.#options = options;
    this.tickets = new Tickets(clock);
    this.#failures = new RateLimit({ perMinute: FAILURES_PER_MINUTE, clock });
    this.#known = new RateLimit({ perMinute: ratePerMinute.identity, clock });
    this.#anonymous = new RateLimit({ perMinute: ratePerMinute.anonymous, clock });
  }

  get authenticator(): Authenticator | undefined {
    return this.#options.authenticator;
  }

  /** Who may do what here. */
  get policy(): Policy {
    return this.#options.policy;
  }

  async admit(visitor: Visitor): Promise<Admission> {
    const { policy, authenticator } = this.#options;
    const match = policy.find(visitor.method, visitor.path);
    const isForAll = match?.rule.who === "everyone" && authenticator !== undefined;
    const shown = isForAll ? this.#ownClient(visitor) : await this.#identify(visitor);
    if ("refusal" in shown) return { ...shown, match };
    const { identity } = shown;
    const limited = match?.rule.unlimited ? undefined : this.#limit(identity, visitor.address);
    if (limited) return { refusal: limited, match };
    // Without authentication the table has nothing to say, and a new route needs no row to be tried.
    if (!authenticator) return { identity, match };
    switch (verdict(match, identity)) {
      case "may":
        return { identity, match };
      case "no_rule":
        return {
          refusal: problem({ status: 404, code: "not_found", detail: "Not Found" }),
          match,
        };
      case "unknown":
        return { refusal: unauthorized("credentials are required", "none"), match };
      case "may_not": {
        const roles = identity!.roles.join(", ") || "none";
        const detail = `not allowed to ${identity!.name}: its roles are ${roles}`;
        const refusal = problem({ status: 403, code: "forbidden", detail });
        return { refusal, match, denied: identity! };
      }
    }
  }

  /** This server's own clients are known everywhere, or their number would count as an attack. */
  #ownClient({ headers }: Visitor): { identity?: Identity } {
    const credential = bearerOf(headers);
    const isOwn = credential !== undefined && sameHash(hashOf(credential), this.#internalHash);
    return isOwn ? { identity: OWN_CLIENT } : {};
  }

  async #identify(visitor: Visitor): Promise<{ identity?: Identity } | { refusal: Response }> {
    const { authenticator, metrics } = this.#options;
    const { address, ticket, path, headers } = visitor;
    const own = this.#ownClient(visitor);
    if (own.identity) return own;
    const credential = bearerOf(headers);
    if (!authenticator) return { identity: LOCAL };
    if (credential === undefined && ticket === undefined) {
      const scheme = headers.get("authorization")?.split(" ")[0];
      if (scheme === undefined) return {};
      return this.#failed(address, "malformed", `Authorization: expected Bearer, got ${scheme}`);
    }
    const wait = this.#failures.wait(address);
    if (wait !== undefined) {
      metrics.limited();
      return { refusal: tooMany(wait, "too many wrong credentials from this address") };
    }
    if (credential === undefined) {
      const identity = this.tickets.take(ticket!, path);
      return identity && (authenticator.knows?.(identity) ?? true)
        ? { identity }
        : this.#failed(address, "ticket", "the ticket is used, too old, or for another path");
    }
    const answer = await authenticator.authenticate(credential);
    if (answer.status === "known") return { identity: answer.identity };
    if (answer.status === "refused") return this.#failed(address, answer.reason, answer.message);
    metrics.failed("unavailable");
    const refusal = problem({
      status: 503,
      code: "provider_unreachable",
      detail: "the OpenID provider does not answer at the moment",
    });
    refusal.headers.set("retry-after", String(answer.retryAfterSeconds));
    return { refusal };
  }

  #failed(address: string, reason: RefusalReason, message: string): { refusal: Response } {
    this.#failures.take(address);
    this.#options.metrics.failed(reason);
    this.#options.warnFailed({ reason, address });
    return { refusal: unauthorized(message, "invalid_token") };
  }

  /** Programs on this machine are not counted where nobody needs to say who they are. */
  #limit(identity: Identity | undefined, address: string): Response | undefined {
    if (identity?.auth === "internal") return undefined;
    if (identity?.auth === "none" && (LOOPBACK_ADDRESS.test(address) || address === "unknown")) {
      return undefined;
    }
    const wait = identity === undefined
      ? this.#anonymous.take(address)
      : this.#known.take(identity.auth === "none" ? address : `${identity.auth} ${identity.name}`);
    if (wait === undefined) return undefined;
    this.#options.metrics.limited();
    return tooMany(wait, "too many requests");
  }
}

/** The names of a WebSocket's subprotocols, for clients that can send nothing else. */
export const BEARER_PROTOCOL = "bearer";

/** `Authorization: Bearer …`, or the subprotocols `bearer, …` of a handshake. */
function bearerOf(headers: Headers): string | undefined {
  const named = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (named !== undefined) return named;
  const [protocol, token] = (headers.get("sec-websocket-protocol") ?? "").split(/ *, */);
  return protocol === BEARER_PROTOCOL && token ? token : undefined;
}

function unauthorized(detail: string, error: "none" | "invalid_token"): Response {
  const refusal = problem({ status: 401, code: "unauthorized", detail });
  const challenge = `Bearer realm="gavaged"${error === "none" ? "" : `, error="${error}"`}`;
  refusal.headers.set("www-authenticate", challenge);
  return refusal;
}

function tooMany(waitSeconds: number, detail: string): Response {
  const refusal = problem({ status: 429, code: "too_many_requests", detail });
  refusal.headers.set("retry-after", String(waitSeconds));
  return refusal;
}

/** Roles with those they imply, for clients that only compare names. */
export function impliedRoles(identity: Identity): Identity["roles"] {
  return (["viewer", "operator", "admin", "device", "gaveur"] as const)
    .filter((role) => holds(identity, role));
}
