/** What every way to prove who one is looks like from outside. */
import type { OidcSettings } from "../../contract/access.ts";
import type { Identity } from "../../domain/roles.ts";

export type Authentication =
  | { status: "known"; identity: Identity }
  /** `reason` is for counters, `message` for the client: neither holds the credential. */
  | { status: "refused"; reason: RefusalReason; message: string }
  /** Nobody can tell now: who judges is away. */
  | { status: "unavailable"; retryAfterSeconds: number };

export const REFUSAL_REASONS = ["malformed", "unknown", "expired", "invalid", "ticket"] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Authenticator {
  readonly kind: "none" | "token" | "oidc";
  authenticate(credential: string): Promise<Authentication>;
  /** False for an identity whose credential was taken back; without it, none ever is. */
  knows?(identity: Identity): boolean;
  /** What a panel needs to send people to the provider. */
  panelSettings?(): Promise<OidcSettings>;
}
