export type { Authenticator } from "./authenticator.ts";
export { BEARER_PROTOCOL, Gate, type GateMetrics } from "./gate.ts";
export { actorName, guard, type GuardOptions, identityOf, onlyGaveur } from "./guard.ts";
export { OidcAuthenticator } from "./oidc.ts";
export { decoded, type Method, Policy, type Rule } from "./policy.ts";
export { type AccessRoutesDeps, addAccessRoutes } from "./routes.ts";
export { createToken, TokenAuthenticator, type TokenEntry } from "./tokens.ts";
