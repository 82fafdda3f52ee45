/**
 * LISTEN that outlives its server. The driver's own listens again once when its connection breaks,
 * and gives up in silence if the server is not back by then.
 */
import type postgres from "postgres";
import { backoffMs } from "../lib/backoff.ts";
import { systemClock } from "../lib/clock.ts";
import type { OpenDriverPool } from "./_surviving_pool.ts";

export interface Subscription {
  readonly channel: string;
  onNotify(payload: string): void;
  /** Called each time that listening has begun: what was notified before was not heard. */
  onListen(): void;
}

export interface Listening {
  /** Settles with the first attempt, whatever its outcome was; rejected attempts are repeated. */
  readonly began: Promise<void>;
  stop(): Promise<void>;
}

const RETRY = { baseMs: 250, maxMs: 10_000 };

/** Listens on a connection of its own until it is stopped. */
export function survivingListen(
  open: OpenDriverPool,
  { channel, onNotify, onListen }: Subscription,
): Listening {
  let stopped = false;
  let attempt = 0;
  let cancelRetry = () => {};
  let current: postgres.Sql | undefined;

  const lose = (lost: postgres.Sql | undefined) => {
    if (stopped || current !== lost) return;
    current = undefined;
    lost?.end({ timeout: 0 }).catch(() => {});
    cancelRetry = systemClock.schedule(backoffMs(attempt++, RETRY, Math.random), start);
  };
  const start = async () => {
    const sql: postgres.Sql = open({
      max: 1,
      onclose: () => lose(sql),
      onnotify: (_, payload) => current === sql && onNotify(payload),
    });
    current = sql;
    try {
      await sql.unsafe(`listen "${channel.replaceAll('"', '""')}"`);
    } catch {
      return lose(sql);
    }
    if (current !== sql) return;
    attempt = 0;
    onListen();
  };

  return {
    began: start(),
    async stop() {
      stopped = true;
      cancelRetry();
      const last = current;
      current = undefined;
      await last?.end({ timeout: 0 });
    },
  };
}
