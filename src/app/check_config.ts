/** Whether the settings of a configuration fit together. */
import type { Config } from "../config/mod.ts";
import { AppError } from "../lib/errors.ts";
import type { Logger } from "../lib/log.ts";
import { isLoopback } from "../lib/loopback.ts";

/**
 * Before anything is started.
 *
 * @throws AppError `config_invalid`: an open address without authentication, tokens or a provider
 * that are missing, events shared without a shared database
 */
export function checkConfig(config: Config, { log }: { log: Logger }): void {
  const { host, auth, tokens = [], oidc_issuer, oidc_audience = [], nats, database_url } = config;
  const fault = (message: string) => new AppError("config_invalid", message);
  if (auth === "none" && !isLoopback(host)) {
    throw fault(
      `--host ${host}: refusing to listen beyond this machine without authentication; set auth to token or oidc, or use 127.0.0.1 behind a proxy that authenticates`,
    );
  }
  if (auth === "token" && tokens.length === 0) {
    throw fault("auth token: expected tokens; `gavaged token create` makes one, got none");
  }
  if (auth === "oidc" && oidc_issuer === undefined) {
    throw fault("auth oidc: expected oidc_issuer, the provider's address, got none");
  }
  if (auth === "oidc" && oidc_audience.length === 0) {
    throw fault("auth oidc: expected oidc_audience, whom the provider's tokens are for, got none");
  }
  if (nats !== undefined && database_url === undefined) {
    throw fault(
      "nats: servers that share events share a database: expected database_url, got none",
    );
  }
  if (!isLoopback(host)) {
    log.warn("credentials cross the network in clear unless a proxy encrypts it", { host });
  }
}
