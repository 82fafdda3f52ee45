/** Starts a server. */
import type { Config } from "../config/mod.ts";
import type { Clock } from "../lib/clock.ts";
import { tryListening } from "../lib/deno_listen.ts";
import type { Logger } from "../lib/log.ts";
import { checkConfig } from "./check_config.ts";
import type { ControlDeps } from "./control.ts";
import { openDatabase } from "./database.ts";
import type { TokenSource } from "./token_watch.ts";

export interface Gavaged {
  /** Where this machine reaches it, `http://127.0.0.1:8000`. */
  url: string;
  /** What a client of this same process shows: it may send, and read. */
  token: string;
  /** Stores what was accepted, closes sessions, the pool and the database. */
  stop(): Promise<void>;
}

/** Where simulator runs are hosted, when not on the program's own threads. */
export type RunThreads = Pick<ControlDeps, "openThread" | "timing">;

export interface GavagedDeps {
  log: Logger;
  clock: Clock;
  runs?: RunThreads | undefined;
  /** Where the access tokens came from, if they may change while the server runs. */
  tokens?: TokenSource | undefined;
}

/**
 * Starts a server and returns once it listens.
 *
 * @throws AppError with one clear line: port taken, database unreachable, wrong password, newer
 * schema, data directory in use, no authentication on an open address.
 */
export async function startGavaged(config: Config, deps: GavagedDeps): Promise<Gavaged> {
  const { log } = deps;
  checkConfig(config, { log });
  tryListening(config);
  await using parts = new AsyncDisposableStack();
  // Most of the program. The database starts first: what is loaded holds up everything else.
  const load = () => import("./gavaged.ts");
  const database = await openDatabase(config, {
    log,
    parts,
    onWaiting: () => void load().catch(() => {}),
  });
  const { joinGavaged } = await load();
  return await joinGavaged(config, { ...deps, database, parts });
}
