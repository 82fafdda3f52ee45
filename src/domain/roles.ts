/** Who somebody is, and what the roles of the house mean. */

/**
 * viewer < operator < admin; `device` sends, places lots and reads what it needs of those that it
 * names; `gaveur` sees and feeds only their own lots.
 */
export const ROLES = ["viewer", "operator", "admin", "device", "gaveur"] as const;
export type Role = (typeof ROLES)[number];

export interface Identity {
  /** As people know them; stands in the audit trail and in decisions. */
  readonly name: string;
  /** How it was shown: `none` is a server without authentication, for this machine alone. */
  readonly auth: "none" | "token" | "oidc" | "internal";
  readonly roles: readonly Role[];
  /** Whose lots: all that a gaveur sees, all that a bound device may send. */
  readonly gaveurId?: number;
  /** The only site that a bound device may send for. */
  readonly site?: string;
  /** When it ends, epoch milliseconds; never when absent. */
  readonly expiresMs?: number;
}

/** Without authentication everybody who reaches the server may do everything. */
export const LOCAL: Identity = { name: "local", auth: "none", roles: ["admin"] };

const IMPLIED: Partial<Record<Role, readonly Role[]>> = {
  operator: ["viewer"],
  admin: ["operator", "viewer"],
};

/** True when one of its roles is this one, or stands above it. */
export function holds({ roles }: Pick<Identity, "roles">, role: Role): boolean {
  return roles.some((own) => own === role || IMPLIED[own]?.includes(role));
}

/** The gaveur whose lots alone this identity may read, or undefined when it may read all. */
export function readsOnlyLotsOf(identity: Identity): number | undefined {
  return holds(identity, "viewer") ? undefined : identity.gaveurId;
}

/** True when somebody proved who they are: their name then stands for whatever a body says. */
export function isProven({ auth }: Identity): boolean {
  return auth !== "none";
}

/** The field of a meal or a new lot that is not this identity's to send, in words. */
export function sendingFault(
  { gaveurId, site, roles }: Identity,
  sent: { gaveur_id: number; site?: string | undefined },
): { field: "gaveur_id" | "site"; message: string } | undefined {
  if (holds({ roles }, "operator")) return undefined;
  if (gaveurId !== undefined && sent.gaveur_id !== gaveurId) {
    const message = `may only be your own, ${gaveurId}, got ${sent.gaveur_id}`;
    return { field: "gaveur_id", message };
  }
  if (site !== undefined && sent.site !== undefined && sent.site !== site) {
    return { field: "site", message: `may only be your own, ${site}, got ${sent.site}` };
  }
  return undefined;
}
