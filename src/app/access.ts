/**
 * Who may enter this server, from its configuration.
 *
 * The server's own clients (the lot monitor, simulator runs in its workers) show
 * `gate.internalToken`, which is made at each start: give it to a run as its token, as
 * `withToken(token)` of simulators/kernel takes it; a worker gets it in the message that starts it.
 */
import type { Config } from "../config/mod.ts";
import type { EventSubject } from "../contract/realtime.ts";
import { type Authenticator, Gate, OidcAuthenticator, Policy } from "../http/mod.ts";
import { OpenVisits, TokenAuthenticator, TrustedProxies } from "../http/mod.ts";
import type { LotOwners } from "../db/lot_owners.ts";
import { type Identity, readsOnlyLotsOf, sendingFault } from "../domain/roles.ts";
import { type MealIngest, permittedMeals } from "../ingest/mod.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import type { Sees } from "../realtime/mod.ts";
import type { Metrics } from "./metrics.ts";
import { type TokenSource, watchTokens } from "./token_watch.ts";

export interface Access {
  gate: Gate;
  proxies: TrustedProxies;
  allowedOrigins: readonly string[];
  visits: OpenVisits;
  /** Follows the tokens of a file, where they are what lets people in; the result ends that. */
  followTokens(source: TokenSource): () => void;
}

const NEWS: readonly EventSubject["kind"][] = ["alert", "alert_update", "lot_update"];
/** Failed attempts are told of once in so long; all of them are counted. */
const WARNING_PERIOD_MS = 10_000;

/** @throws AppError `config_invalid`, see `checkConfig` */
export function createAccess(
  config: Config,
  { clock, log, metrics }: { clock: Clock; log: Logger; metrics: Pick<Metrics, "access"> },
): Access {
  let nextWarningMs = -Infinity;
  let leftOut = 0;
  const authenticator = authenticatorOf(config, { clock, log });
  const gate = new Gate({
    authenticator,
    policy: new Policy({ publicProducts: config.public_products }),
    ratePerMinute: { identity: config.rate_limit, anonymous: config.rate_limit_anonymous },
    clock,
    metrics: metrics.access,
    warnFailed(fields) {
      if (clock.now() < nextWarningMs) return void leftOut++;
      log.warn("authentication failed", { ...fields, left_out: leftOut });
      nextWarningMs = clock.now() + WARNING_PERIOD_MS;
      leftOut = 0;
    },
  });
  const visits = new OpenVisits((identity) => authenticator?.knows?.(identity) ?? true);
  return {
    gate,
    proxies: new TrustedProxies(config.trusted_proxies ?? []),
    allowedOrigins: config.allowed_origins ?? [],
    visits,
    followTokens: (source) =>
      authenticator instanceof TokenAuthenticator
        ? watchTokens(source, { authenticator, visits, clock, log })
        : () => {},
  };
}

/** Where the panel's page exchanges the code of a login for a token. */
export async function signInOrigins({ authenticator }: Gate): Promise<string[]> {
  const address = (await authenticator?.panelSettings?.())?.token_endpoint;
  return address ? [new URL(address).origin] : [];
}

/** What of the stream of events somebody may see; undefined for all. */
export function seenBy(identity: Identity, owners: LotOwners): Sees | undefined {
  const gaveurId = readsOnlyLotsOf(identity);
  return gaveurId === undefined ? undefined : ofLotsOf(gaveurId, owners);
}

/** Of what somebody may see, what calls for their attention: alerts, and lots that moved on. */
export function newsFor(identity: Identity, owners: LotOwners): Sees {
  const sees = seenBy(identity, owners);
  return (subject) => NEWS.includes(subject.kind) && (sees?.(subject) ?? true);
}

/** What is about one gaveur's lots. */
export function ofLotsOf(gaveurId: number, owners: LotOwners): Sees {
  return ({ codeLot }) => {
    if (codeLot === undefined) return false;
    const owner = owners.known(codeLot);
    if (owner !== undefined) return owner === gaveurId;
    return owners.find(codeLot).then((found) => found === gaveurId);
  };
}

/** Ingestion for somebody's meals: all of them, or their own only, of lots that are theirs. */
export function mealsOf(
  identity: Identity,
  { ingest, owners }: { ingest: MealIngest; owners: LotOwners },
): Pick<MealIngest, "submit"> {
  const { gaveurId, site } = identity;
  if (gaveurId === undefined && site === undefined) return ingest;
  return permittedMeals(ingest, async (meal) => {
    const fault = sendingFault(identity, meal);
    if (fault || gaveurId === undefined) return fault;
    const owner = await owners.find(meal.code_lot);
    if (owner === undefined || owner === gaveurId) return undefined;
    return { field: "code_lot", message: `not a lot of gaveur ${gaveurId}, got ${meal.code_lot}` };
  });
}

function authenticatorOf(
  config: Config,
  { clock, log }: { clock: Clock; log: Logger },
): Authenticator | undefined {
  switch (config.auth) {
    case "none":
      return undefined;
    case "token":
      return new TokenAuthenticator(config.tokens ?? [], clock);
    case "oidc":
      return new OidcAuthenticator({
        issuer: config.oidc_issuer!,
        audience: config.oidc_audience!,
        clientId: config.oidc_client_id,
        scope: config.oidc_scope,
        rolesClaim: config.oidc_roles_claim,
        gaveurClaim: config.oidc_gaveur_claim,
        clockSkewSeconds: config.oidc_clock_skew,
        clock,
        log,
      });
  }
}
