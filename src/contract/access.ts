/** The REST bodies of access: who am I, tickets for WebSockets, the audit trail. */
import { z } from "zod";
import { word } from "./words.ts";

const role = z.enum(["viewer", "operator", "admin", "device", "gaveur"]);
const instant = z.string().meta({ description: "ISO 8601, UTC" });

/** What a panel needs for the authorization code flow with PKCE. */
export const OidcSettings = z.object({
  issuer: z.string(),
  client_id: z.string(),
  scope: z.string(),
  authorization_endpoint: z.string().nullable().meta({
    description: "null while the provider cannot be reached",
  }),
  token_endpoint: z.string().nullable(),
  end_session_endpoint: z.string().nullable(),
}).meta({ id: "OidcSettings" });
export type OidcSettings = z.infer<typeof OidcSettings>;

export const Session = z.object({
  auth: z.enum(["none", "token", "oidc"]).meta({ description: "How this server is entered" }),
  authenticated: z.boolean().meta({
    description: "True when this request may do something; always, where auth is none",
  }),
  name: z.string().nullable(),
  roles: z.array(role).meta({ description: "With those that they imply" }),
  gaveur_id: z.int().nullable(),
  site: z.string().nullable(),
  expires_at: instant.nullable(),
  oidc: OidcSettings.nullable(),
}).meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const TicketRequest = z.object({
  path: word(200).regex(/^\/[^?#]*$/).meta({
    description: "The WebSocket it is for: /ws/realtime/",
  }),
}).meta({ id: "TicketRequest" });

export const Ticket = z.object({
  ticket: z.string().meta({ description: "Good for one connection: ?ticket=…" }),
  expires_in: z.int().meta({ description: "s" }),
}).meta({ id: "Ticket" });

export const AUDIT_OUTCOMES = ["done", "denied", "refused", "failed"] as const;

export const AuditRow = z.object({
  id: z.string(),
  recorded_at: instant,
  actor: z.string(),
  roles: z.array(z.string()),
  auth: z.string(),
  action: z.string(),
  target: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES).meta({
    description: "denied: this role may not; refused: the request was wrong; failed: a fault",
  }),
  status: z.int(),
  address_hash: z.string().meta({ description: "Salted: the same for the same address" }),
  request_id: z.string(),
}).meta({ id: "AuditRow" });
export type AuditRow = z.infer<typeof AuditRow>;

export const AuditList = z.object({
  actions: z.array(AuditRow),
  next_cursor: z.string().nullable().meta({ description: "Send back as `cursor`" }),
}).meta({ id: "AuditList" });
