/**
 * Access tokens of an OpenID provider, such as Keycloak.
 *
 * The provider is asked for its description and its keys when the first token comes, and again
 * after it failed: this server starts without it. Whoever comes meanwhile is told to come back.
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import type { OidcSettings } from "../../contract/access.ts";
import { type Identity, type Role, ROLES } from "../../domain/roles.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/log.ts";
import type { Authentication, Authenticator } from "./authenticator.ts";

export interface OidcOptions {
  issuer: string;
  /** One of these must stand in a token's `aud`. */
  audience: readonly string[];
  /** The panel's client, for the login in a browser. */
  clientId: string;
  scope: string;
  /** Where the roles stand: a claim, or a path to one, `realm_access.roles`. */
  rolesClaim: string;
  gaveurClaim: string;
  clockSkewSeconds: number;
  clock: Clock;
  log: Logger;
  /** Keys are fetched anew for an unknown key id, but not more often than this. */
  keysCooldownMs?: number;
}

/** Signatures that only the provider can make: no `none`, and no HMAC, whose key we would share. */
const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const FETCH_TIMEOUT_MS = 5_000;
/** A provider that does not answer is left alone for so long. */
const RETRY_MS = 2_000;
const KEYS_COOLDOWN_MS = 10_000;
/** An audit row holds so much of a name. */
const MAX_NAME_CHARS = 100;

const Discovery = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
});

interface Provider {
  discovery: z.infer<typeof Discovery>;
  keys: JWTVerifyGetKey;
}

export class OidcAuthenticator implements Authenticator {
  readonly kind = "oidc";
  readonly #options: OidcOptions;
  #provider: Promise<Provider> | undefined;
  #retryAtMs = -Infinity;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  async authenticate(credential: string): Promise<Authentication> {
    const { issuer, audience, clockSkewSeconds, clock, log } = this.#options;
    const provider = await this.#known();
    if (!provider) return this.#unavailable();
    try {
      const { payload } = await jwtVerify(credential, provider.keys, {
        issuer,
        audience: [...audience],
        algorithms: ALGORITHMS,
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(clock.now()),
        requiredClaims: ["exp", "sub"],
      });
      return this.#identify(payload);
    } catch (error) {
      if (!(error instanceof KeysFault)) return refusalOf(error);
      const reason = messageOf(error.cause);
      log.warn("cannot read the keys of the OpenID provider", { issuer, reason });
      // Its description may have changed with it.
      this.#provider = undefined;
      this.#retryAtMs = clock.now() + RETRY_MS;
      return this.#unavailable();
    }
  }

  async panelSettings(): Promise<OidcSettings> {
    const { issuer, clientId, scope } = this.#options;
    const discovery = (await this.#known())?.discovery;
    return {
      issuer,
      client_id: clientId,
      scope,
      authorization_endpoint: discovery?.authorization_endpoint ?? null,
      token_endpoint: discovery?.token_endpoint ?? null,
      end_session_endpoint: discovery?.end_session_endpoint ?? null,
    };
  }

  /** The provider, or undefined while it does not answer; callers at the same time share one try. */
  async #known(): Promise<Provider | undefined> {
    const { issuer, clock, log } = this.#options;
    if (!this.#provider && clock.now() < this.#retryAtMs) return undefined;
    const asked = this.#provider ??= this.#discover();
    try {
      return await asked;
    } catch (error) {
      if (this.#provider === asked) {
        this.#provider = undefined;
        this.#retryAtMs = clock.now() + RETRY_MS;
        log.warn("the OpenID provider does not answer", { issuer, reason: messageOf(error) });
      }
      return undefined;
    }
  }

  async #discover(): Promise<Provider> {
    const { issuer, keysCooldownMs = KEYS_COOLDOWN_MS } = this.#options;
    const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const response = await fetch(address, {
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
      redirect: "error",
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const discovery = Discovery.parse(JSON.parse(body));
    if (discovery.issuer !== issuer) {
      throw new Error(`${address}: expected issuer ${issuer}, got ${discovery.issuer}`);
    }
    const remote = createRemoteJWKSet(new URL(discovery.jwks_uri), {
      timeoutDuration: FETCH_TIMEOUT_MS,
      cooldownDuration: keysCooldownMs,
    });
    const keys: JWTVerifyGetKey = async (header, token) => {
      try {
        return await remote(header, token);
      } catch (cause) {
        throw isAboutToken(cause) ? cause : new KeysFault("cannot read the keys", { cause });
      }
    };
    return { discovery, keys };
  }

  #identify(payload: JWTPayload): Authentication {
    // Keycloak signs identity tokens with the same keys; they say who somebody is, not what for.
    if (payload["typ"] === "ID") {
      const message = "expected an access token, got an identity token";
      return { status: "refused", reason: "invalid", message };
    }
    const { rolesClaim, gaveurClaim, clockSkewSeconds } = this.#options;
    const claimed = rolesIn(claimAt(payload, rolesClaim));
    const gaveurId = gaveurIn(claimAt(payload, gaveurClaim));
    // Without a number a gaveur has no lots to see.
    const roles = claimed.filter((role) => role !== "gaveur" || gaveurId !== undefined);
    const identity: Identity = {
      name: nameIn(payload),
      auth: "oidc",
      roles,
      ...(gaveurId !== undefined && { gaveurId }),
      expiresMs: (payload.exp! + clockSkewSeconds) * 1_000,
    };
    return { status: "known", identity };
  }

  #unavailable(): Authentication {
    return { status: "unavailable", retryAfterSeconds: Math.ceil(RETRY_MS / 1_000) };
  }
}

/** The provider's fault; everything else that verifying throws is the token's. */
class KeysFault extends Error {}

function isAboutToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;
}

function refusalOf(error: unknown): Authentication {
  if (error instanceof errors.JWTExpired) {
    return { status: "refused", reason: "expired", message: "the token has expired" };
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const message = `the token's ${error.claim} is not what this server expects`;
    return { status: "refused", reason: "invalid", message };
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
    return { status: "refused", reason: "malformed", message: "not a token of an OpenID provider" };
  }
  const message = "the token is not signed by the provider of this server";
  return { status: "refused", reason: "invalid", message };
}

/** A claim by its whole name, or by a path: names of claims may be URLs, dots and all. */
function claimAt(payload: JWTPayload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  return path.split(".").reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    payload,
  );
}

/** Roles as a list or as words with spaces; those of other programs are passed over. */
function rolesIn(claim: unknown): Role[] {
  const words: unknown[] = typeof claim === "string"
    ? claim.split(" ")
    : Array.isArray(claim)
    ? claim
    : [];
  return ROLES.filter((role) => words.includes(role));
}

function gaveurIn(claim: unknown): number | undefined {
  const text = typeof claim === "number" || typeof claim === "string" ? String(claim) : "";
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function nameIn(payload: JWTPayload): string {
  const candidates = [payload["preferred_username"], payload["email"], payload["client_id"]];
  const name = candidates.find((one) => typeof one === "string" && one !== "") ?? payload.sub;
  return String(name).slice(0, MAX_NAME_CHARS);
}
