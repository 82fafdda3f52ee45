/** Who is signed in, where the server asks that anybody be, and what they may do. */
import { signal } from "@preact/signals";
import type { Session as Answer } from "../../contract/access.ts";
import { ApiError, ask, find } from "./api.ts";
import { credential, forgetCredential, isSignInAsked, keepCredential } from "./credentials.ts";

export type Session = Pick<Answer, "auth" | "name" | "roles" | "oidc">;

/** Where nobody signs in everybody may do everything. */
const EVERYBODY: Session = {
  auth: "none",
  name: null,
  roles: ["viewer", "operator", "admin"],
  oidc: null,
};

export const session = signal<Session>({ ...EVERYBODY, roles: [] });
let isRead = false;

/** True when whoever is signed in has this role, or one above it. */
export function may(role: "viewer" | "operator" | "admin"): boolean {
  return session.value.roles.includes(role);
}

/** @throws ApiError when the server is out of reach. */
export async function readSession(): Promise<void> {
  const token = credential.value;
  let answer: Answer | undefined;
  try {
    answer = await find<Answer>("/api/session", { token });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    forgetCredential();
    answer = await find<Answer>("/api/session", { token: null });
  }
  take(answer);
  if (answer && !answer.authenticated) isSignInAsked.value = true;
}

/** @throws ApiError 401 when the token is not good. */
export async function signIn(token: string): Promise<void> {
  take(await ask<Answer>("/api/session", { token }));
  keepCredential(token);
}

/** Nothing that was shown stays: the page starts anew. */
export function signOut(): void {
  const { oidc } = session.value;
  forgetCredential();
  if (!oidc?.end_session_endpoint) return location.reload();
  const url = new URL(oidc.end_session_endpoint);
  url.searchParams.set("client_id", oidc.client_id);
  url.searchParams.set("post_logout_redirect_uri", `${location.origin}/`);
  location.assign(url);
}

function take(answer: Answer | undefined): void {
  isRead = true;
  session.value = answer && answer.auth !== "none" ? answer : EVERYBODY;
}

/** A socket of this server; a browser cannot send a token with it, so it buys a ticket. */
export async function openSocket(path: string): Promise<WebSocket> {
  if (!isRead) await readSession();
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  if (session.value.auth !== "none") {
    const { ticket } = await ask<{ ticket: string }>("/api/tickets", { body: { path } });
    url.searchParams.set("ticket", ticket);
  }
  return new WebSocket(url);
}

/** The stream of events. */
export function openLiveSocket(): Promise<WebSocket> {
  return openSocket("/ws/realtime/");
}
