/**
 * Signing in at an OpenID provider: the authorization code flow with PKCE.
 *
 * The page leaves for the provider and comes back to `/` with a code. What has to survive the way
 * there and back (the verifier, the state, the nonce, where the reader was) waits in the tab's own
 * storage and is good once.
 */
import * as oauth from "oauth4webapi";
import type { OidcSettings } from "../../contract/access.ts";
import { session, signIn } from "./session.ts";

const KEY = "gavaged.login";

interface Underway {
  verifier: string;
  state: string;
  nonce: string;
  /** Where the reader was. */
  hash: string;
}

function redirectUri(): string {
  return `${location.origin}/`;
}

/** Leaves for the provider. @throws Error when it cannot be reached. */
export async function leaveForProvider(settings: OidcSettings): Promise<void> {
  if (settings.authorization_endpoint === null) {
    throw new Error(`${settings.issuer}: no answer`);
  }
  const underway: Underway = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    hash: location.hash,
  };
  sessionStorage.setItem(KEY, JSON.stringify(underway));
  const url = new URL(settings.authorization_endpoint);
  for (
    const [name, value] of Object.entries({
      client_id: settings.client_id,
      response_type: "code",
      redirect_uri: redirectUri(),
      scope: settings.scope,
      state: underway.state,
      nonce: underway.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(underway.verifier),
      code_challenge_method: "S256",
    })
  ) url.searchParams.set(name, value);
  location.assign(url);
}

/**
 * Takes what the provider sent the reader back with, if it did, and puts them where they were.
 * Needs the session to be read. @throws Error when the provider or the server refused.
 */
export async function comeBackFromProvider(): Promise<void> {
  const answer = new URL(location.href);
  const wasAsked = answer.searchParams.has("state");
  const kept = sessionStorage.getItem(KEY);
  if (!wasAsked || kept === null) return;
  sessionStorage.removeItem(KEY);
  const { verifier, state, nonce, hash }: Underway = JSON.parse(kept);
  // The code is good once and must stand in no history.
  history.replaceState(null, "", `/${hash}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
  const settings = session.value.oidc;
  if (!settings) return;
  const server: oauth.AuthorizationServer = {
    issuer: settings.issuer,
    ...(settings.authorization_endpoint && {
      authorization_endpoint: settings.authorization_endpoint,
    }),
    ...(settings.token_endpoint && { token_endpoint: settings.token_endpoint }),
  };
  const client: oauth.Client = { client_id: settings.client_id };
  const checked = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    checked,
    redirectUri(),
    verifier,
    // Only a provider on this machine may be without TLS.
    { [oauth.allowInsecureRequests]: isLoopback(settings.issuer) },
  );
  const hasIdToken = settings.scope.split(" ").includes("openid");
  const { access_token } = await oauth.processAuthorizationCodeResponse(server, client, response, {
    requireIdToken: hasIdToken,
    ...(hasIdToken && { expectedNonce: nonce }),
  });
  await signIn(access_token);
}

/** The provider's own word for why it lets nobody in: `access_denied`. */
export function refusalOf(error: unknown): string | undefined {
  const isRefusal = error instanceof oauth.AuthorizationResponseError ||
    error instanceof oauth.ResponseBodyError;
  return isRefusal ? error.error : undefined;
}

function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
