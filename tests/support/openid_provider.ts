/** A real OpenID provider on a loopback port, with the claims that Keycloak gives. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWK } from "jose";
// @ts-types="@types/oidc-provider"
import Provider, { type Configuration } from "oidc-provider";

export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
  /** The public half of the key it signs with now. */
  publicKey(): JWK;
  /** Signs with another key from now on; the old one is no longer published. */
  rotateKeys(): Promise<void>;
  /** An access token of the client credentials flow; the client's id is also its secret's start. */
  token(client: ClientName): Promise<string>;
  /** An access token of a person, by the authorization code flow with PKCE. */
  login(user: string): Promise<string>;
}

/** Clients by name: what their access tokens say. `elsewhere` gets tokens for another audience. */
export const CLIENTS = {
  "site-operator": { realm_access: { roles: ["operator", "offline_access"] } },
  "farm-3": { realm_access: { roles: ["gaveur"] }, gaveur_id: 3 },
  "nameless-farm": { realm_access: { roles: ["gaveur"] } },
  "custom": { "https://coop.example/roles": "viewer admin", groups: { a: ["device"] } },
  "elsewhere": { realm_access: { roles: ["admin"] } },
} as const;
export type ClientName = keyof typeof CLIENTS;

export const AUDIENCE = "gavaged";
const CALLBACK = "http://127.0.0.1:9/callback";
const PANEL = "panel";
/** The panel's own address; for programs on this machine the port does not count (RFC 8252 7.3). */
const LOOPBACK = "http://127.0.0.1/";

/** @param port 0 takes a free one */
export async function startOpenIdProvider({ port = 0 } = {}): Promise<OpenIdProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  let key: JWK = {};
  let keys = 0;

  const rotateKeys = async () => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    key = { ...await exportJWK(pair.privateKey), kid: `key-${++keys}`, alg: "RS256", use: "sig" };
    handle = new Provider(issuer, configuration(key)).callback();
  };
  await rotateKeys();

  return {
    issuer,
    publicKey: () => ({ kty: key.kty, n: key.n, e: key.e, kid: key.kid, alg: key.alg }) as JWK,
    rotateKeys,
    async token(client) {
      const answer = await fetch(`${issuer}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${client}:${secretOf(client)}`)}` },
        body: new URLSearchParams({ grant_type: "client_credentials", scope: "api" }),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`token for ${client}: ${JSON.stringify(body)}`);
      return body.access_token;
    },
    login: (user) => login(issuer, user),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const secretOf = (client: string) => `${client}-has-a-secret-that-is-long-enough`;

function configuration(key: JWK): Configuration {
  return {
    jwks: { keys: [key] } as NonNullable<Configuration["jwks"]>,
    cookies: { keys: ["a test's cookies"] },
    clients: [
      ...Object.keys(CLIENTS).map((client) => ({
        client_id: client,
        client_secret: secretOf(client),
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
        scope: "api",
      })),
      {
        client_id: PANEL,
        token_endpoint_auth_method: "none",
        application_type: "native",
        grant_types: ["authorization_code"],
        redirect_uris: [CALLBACK, LOOPBACK],
        response_types: ["code"],
        scope: "openid api",
      },
    ],
    clientBasedCORS: (_, __, client) => client.clientId === PANEL,
    scopes: ["openid", "api"],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims(_, token) {
      const client = CLIENTS[token.clientId as ClientName];
      if (client) return { client_id: token.clientId, ...client };
      const name = "accountId" in token ? String(token.accountId) : "";
      return { preferred_username: name, realm_access: { roles: ["admin"] } };
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `urn:${AUDIENCE}`,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, __, client) => ({
          scope: "api",
          audience: client.clientId === "elsewhere" ? "another-program" : AUDIENCE,
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}

/** Walks through the provider's own pages as a browser does. */
async function login(issuer: string, user: string): Promise<string> {
  const jar = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(new URL(url, issuer), {
      method: form ? "POST" : "GET",
      ...(form && { body: new URLSearchParams(form) }),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const verifier = crypto.randomUUID() + crypto.randomUUID();
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = new URLSearchParams({
    client_id: PANEL,
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: "openid api",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  let url = `/auth?${query}`;
  for (let steps = 0; steps < 10; steps++) {
    const answer = await visit(url);
    const location = answer.headers.get("location");
    await answer.body?.cancel();
    if (location?.startsWith(CALLBACK)) {
      const code = new URL(location).searchParams.get("code")!;
      const granted = await visit("/token", {
        grant_type: "authorization_code",
        code,
        client_id: PANEL,
        redirect_uri: CALLBACK,
        code_verifier: verifier,
      });
      const body = await granted.json();
      if (!granted.ok) throw new Error(`log in ${user}: ${JSON.stringify(body)}`);
      return body.access_token;
    }
    if (location) {
      url = location;
      continue;
    }
    // A page that asks: who it is the first time, whether they agree the second.
    const form: Record<string, string> = steps < 3
      ? { prompt: "login", login: user, password: "x" }
      : { prompt: "consent" };
    const posted = await visit(url, form);
    await posted.body?.cancel();
    url = posted.headers.get("location") ?? url;
  }
  throw new Error(`log in ${user}: the provider asks for ever`);
}
