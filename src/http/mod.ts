export { type AppDeps, createApp } from "./app.ts";
export type { ConsumerParts } from "./consumer.ts";
export {
  type Authenticator,
  createToken,
  Gate,
  type GateMetrics,
  OidcAuthenticator,
  Policy,
  TokenAuthenticator,
  type TokenEntry,
} from "./auth/mod.ts";
export { describeHttp } from "./describe.ts";
export type { ControlRoutesDeps } from "./control_deps.ts";
export { TrustedProxies } from "./client_address.ts";
export { OpenVisits } from "./open_visits.ts";
export { type OpenVisit, type RunningServer, startServer, type Visit } from "./deno_server.ts";
