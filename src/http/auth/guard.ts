/** The gate as middleware: nobody reaches a route past it, and what they change is written down. */
import type { Context, MiddlewareHandler } from "hono";
import type { Action } from "../../db/audit_repository.ts";
import { type Identity, isProven, readsOnlyLotsOf } from "../../domain/roles.ts";
import type { Logger } from "../../lib/log.ts";
import { addressOf, type TrustedProxies } from "../client_address.ts";
import { problem } from "../problems.ts";
import type { Gate } from "./gate.ts";
import type { PolicyMatch } from "./policy.ts";

export interface GuardOptions {
  gate: Gate;
  proxies: TrustedProxies;
  log: Logger;
  audit: { record(action: Action): Promise<void> };
  /** Whose a lot is, by code or registry id; undefined when there is no such lot. */
  lots: { find(id: string): Promise<{ gaveur_id: number | null } | undefined> };
}

const IDENTITY = "identity";
const MAX_TARGET_CHARS = 300;

/** Who asks; nobody in particular on routes that everyone may use. */
export function identityOf(c: Context): Identity | undefined {
  return c.get(IDENTITY);
}

/** The name under which an act is stored: theirs if they proved it, else what they say. */
export function actorName<S extends string | undefined>(c: Context, said: S): S | string {
  const identity = identityOf(c);
  return identity && isProven(identity) ? identity.name : said;
}

/** The only gaveur whose lots this request may see, or undefined when it may see all. */
export function onlyGaveur(c: Context): number | undefined {
  const identity = identityOf(c);
  return identity && readsOnlyLotsOf(identity);
}

export function guard(options: GuardOptions): MiddlewareHandler {
  const { gate, proxies } = options;
  return async (c, next) => {
    const address = addressOf(c, proxies);
    const admission = await gate.admit({
      method: c.req.method,
      path: c.req.path,
      headers: c.req.raw.headers,
      address,
    });
    if ("refusal" in admission) {
      const { denied, refusal, match } = admission;
      if (denied) await record(options, { c, match, address, identity: denied, denied: true });
      return refusal;
    }
    const { identity, match } = admission;
    c.set(IDENTITY, identity);
    if (match && identity) {
      const hidden = await hiddenLot(options, { match, identity });
      if (hidden) return hidden;
    }
    await next();
    if (identity) await record(options, { c, match, address, identity });
  };
}

/** The answer for a lot that does not exist, when it is somebody else's. */
async function hiddenLot(
  { lots }: GuardOptions,
  { match: { rule, params }, identity }: { match: PolicyMatch; identity: Identity },
): Promise<Response | undefined> {
  const gaveurId = readsOnlyLotsOf(identity);
  if (!rule.ofLot || gaveurId === undefined) return undefined;
  const id = params["id"] ?? "";
  const lot = await lots.find(id);
  if (lot?.gaveur_id === gaveurId) return undefined;
  return problem({ status: 404, code: "not_found", detail: `no lot ${id}` });
}

async function record(
  { audit, log }: GuardOptions,
  { c, match, address, identity, denied = false }: {
    c: Context;
    match: PolicyMatch | undefined;
    address: string;
    identity: Identity;
    denied?: boolean;
  },
): Promise<void> {
  const action = match?.rule.audit;
  if (action === undefined) return;
  const status = denied ? 403 : c.res.status;
  try {
    await audit.record({
      actor: identity.name,
      roles: identity.roles,
      auth: identity.auth,
      action,
      target: c.req.path.slice(0, MAX_TARGET_CHARS),
      outcome: denied ? "denied" : status < 400 ? "done" : status < 500 ? "refused" : "failed",
      status,
      address,
      requestId: c.get("requestId"),
    });
  } catch (error) {
    // What is done is done: the answer stands, and the log has what the trail lacks.
    log.error("an action is missing in the audit trail", {
      actor: identity.name,
      action,
      path: c.req.path,
      status,
      error,
    });
  }
}
