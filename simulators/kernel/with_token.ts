/** How a client of a server that asks who it is opens its connections. */
import type { OpenSocket } from "./client_socket.ts";
import { denoSocketsWith, openDenoSocket } from "./deno_socket.ts";

export interface Credentials {
  readonly openSocket: OpenSocket;
  readonly fetch: typeof fetch;
}

/** Shows an access token with each request and handshake; without one, nothing. */
export function withToken(token: string | undefined): Credentials {
  if (token === undefined) return { openSocket: openDenoSocket, fetch };
  return {
    openSocket: denoSocketsWith(token),
    fetch(input: string | URL | Request, init?: RequestInit) {
      const headers = new Headers(init?.headers);
      headers.set("authorization", `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    },
  };
}
