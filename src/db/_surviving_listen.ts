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

const RETRY = { baseMs: 250, maxMs: 10_000 };

/** Listens to any number of channels on one connection, which is there while it is needed. */
export class SurvivingListener {
  readonly #open: OpenDriverPool;
  readonly #subscriptions = new Set<Subscription>();
  #current: postgres.Sql | undefined;
  #attempt = 0;
  #cancelRetry = () => {};

  constructor(open: OpenDriverPool) {
    this.#open = open;
  }

  /** Settles with the first attempt, whatever its outcome was; rejected attempts are repeated. */
  async add(subscription: Subscription): Promise<void> {
    this.#subscriptions.add(subscription);
    this.#current ??= this.#connect();
    await this.#listen(this.#current, [subscription]);
  }

  async remove(subscription: Subscription): Promise<void> {
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size === 0) await this.stop();
    // Otherwise its notifications come until the connection is lost, and are for nobody.
  }

  async stop(): Promise<void> {
    this.#subscriptions.clear();
    this.#cancelRetry();
    const last = this.#current;
    this.#current = undefined;
    await last?.end({ timeout: 0 });
  }

  #connect(): postgres.Sql {
    const sql: postgres.Sql = this.#open({
      max: 1,
      onclose: () => this.#lose(sql),
      onnotify: (channel, payload) => {
        if (this.#current !== sql) return;
        for (const one of this.#subscriptions) if (one.channel === channel) one.onNotify(payload);
      },
    });
    return sql;
  }

  async #listen(sql: postgres.Sql, subscriptions: readonly Subscription[]): Promise<void> {
    const channels = new Set(subscriptions.map(({ channel }) => channel.replaceAll('"', '""')));
    try {
      await sql.unsafe(Array.from(channels, (name) => `listen "${name}";`).join(" "));
    } catch {
      return this.#lose(sql);
    }
    if (this.#current !== sql) return;
    this.#attempt = 0;
    for (const one of subscriptions) if (this.#subscriptions.has(one)) one.onListen();
  }

  #lose(lost: postgres.Sql): void {
    if (this.#current !== lost) return;
    this.#current = undefined;
    lost.end({ timeout: 0 }).catch(() => {});
    const delayMs = backoffMs(this.#attempt++, RETRY, Math.random);
    this.#cancelRetry = systemClock.schedule(delayMs, () => {
      // Somebody who came since has connected already, for all.
      this.#current ??= this.#connect();
      return this.#listen(this.#current, [...this.#subscriptions]);
    });
  }
}
