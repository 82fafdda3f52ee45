/**
 * Access tokens that an administrator hands out, known to the server by their hash alone.
 *
 * A token is 256 random bits: there is nothing to guess, so the slow and salted hashes that protect
 * passwords would only cost time at each request. SHA-256 of it cannot be reversed by trying.
 */
import { isEqual } from "es-toolkit";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Identity, Role } from "../../domain/roles.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Authentication, Authenticator } from "./authenticator.ts";

/** One token in the configuration. */
export interface TokenEntry {
  name: string;
  /** `sha256:` and 64 hexadecimal digits. */
  hash: string;
  roles: readonly Role[];
  gaveur_id?: number | undefined;
  site?: string | undefined;
  /** ISO 8601; the token is good before it. */
  expires?: string | undefined;
}

/** Tells secret scanners, and people, what was found. */
const TOKEN_PREFIX = "gvg_";
const TOKEN_BYTES = 32;
const HASH_PREFIX = "sha256:";

/** A new token, to be shown once, and the hash to keep. */
export function createToken(): { token: string; hash: string } {
  const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashOf(token) };
}

export function hashOf(token: string): string {
  return HASH_PREFIX + createHash("sha256").update(token).digest("hex");
}

/** Compared in a time that tells nothing of where they differ. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

interface KnownToken {
  readonly hash: string;
  readonly identity: Identity;
}

export class TokenAuthenticator implements Authenticator {
  readonly kind = "token";
  #tokens: readonly KnownToken[];
  readonly #clock: Clock;

  constructor(tokens: readonly TokenEntry[], clock: Clock) {
    this.#clock = clock;
    this.#tokens = tokens.map(knownToken);
  }

  /** Only these are good from now on; one that stays as it was is the same identity as before. */
  replace(tokens: readonly TokenEntry[]): void {
    const before = this.#tokens;
    this.#tokens = tokens.map(knownToken)
      .map((token) => before.find((one) => isEqual(one, token)) ?? token);
  }

  knows(identity: Identity): boolean {
    return this.#tokens.some((token) => token.identity === identity);
  }

  authenticate(credential: string): Promise<Authentication> {
    const hash = hashOf(credential);
    let found: Identity | undefined;
    for (const token of this.#tokens) if (sameHash(token.hash, hash)) found = token.identity;
    if (!found) {
      return Promise.resolve({ status: "refused", reason: "unknown", message: "unknown token" });
    }
    if (found.expiresMs !== undefined && found.expiresMs <= this.#clock.now()) {
      const message = `token ${found.name}: expired on ${new Date(found.expiresMs).toISOString()}`;
      return Promise.resolve({ status: "refused", reason: "expired", message });
    }
    return Promise.resolve({ status: "known", identity: found });
  }
}

function knownToken({ name, hash, roles, gaveur_id, site, expires }: TokenEntry): KnownToken {
  const identity: Identity = {
    name,
    auth: "token",
    roles,
    ...(gaveur_id !== undefined && { gaveurId: gaveur_id }),
    ...(site !== undefined && { site }),
    ...(expires !== undefined && { expiresMs: Date.parse(expires) }),
  };
  return { hash, identity };
}
