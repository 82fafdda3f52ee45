/**
 * A postgres.js pool that outlives its server.
 *
 * A connection of postgres.js 3.4 that breaks while it sends keeps unsent bytes and a timer that
 * was cleared but not forgotten: reused, it never sends again, and a `begin` that rolls back on it
 * either waits for ever or ends the process (its issues 1154 and 1208). So a pool that lost a
 * connection is retired as a whole: new queries go to a fresh one, running ones get a moment to
 * finish, whatever is left is rejected, and nothing more is sent on a lost connection.
 *
 * The outcome of a statement that was running then is unknown to the caller, as ever.
 */
import type postgres from "postgres";
import { SurvivingListener } from "./_surviving_listen.ts";

/** Creates one pool of postgres.js, which calls `onclose` whenever it loses a connection. */
export type OpenDriverPool = (
  options: {
    onclose: () => void;
    onnotify?: (channel: string, payload: string) => void;
    max?: number;
  },
) => postgres.Sql;

/** One pool of the driver, for as long as none of its connections broke. */
interface Generation {
  readonly sql: postgres.Sql;
  lost: boolean;
}

const RETIREMENT_SECONDS = 1;

export function survivingPool(open: OpenDriverPool): postgres.Sql {
  let ending: Promise<void> | undefined;
  const retiring = new Set<Promise<void>>();
  const listener = new SurvivingListener(open);

  const start = (): Generation => {
    const generation: Generation = {
      lost: false,
      sql: open({ onclose: () => retire(generation) }),
    };
    return generation;
  };
  const retire = (generation: Generation) => {
    if (generation.lost || ending) return;
    generation.lost = true;
    current = start();
    const ended = generation.sql.end({ timeout: RETIREMENT_SECONDS });
    retiring.add(ended);
    ended.finally(() => retiring.delete(ended));
  };
  let current = start();

  const listen = async (
    channel: string,
    onNotify: (payload: string) => void,
    onListen = () => {},
  ): Promise<{ unlisten: () => Promise<void> }> => {
    const subscription = { channel, onNotify, onListen };
    await listener.add(subscription);
    return { unlisten: () => listener.remove(subscription) };
  };

  const own: Record<PropertyKey, unknown> = {
    begin: (...args: unknown[]) => scoped(current, current.sql.begin, args),
    reserve: () => reserve(open),
    listen,
    end: (options?: { timeout?: number }) =>
      ending ??= Promise.all([
        current.sql.end(options),
        ...retiring,
        listener.stop(),
      ]).then(() => {}),
  };
  return new Proxy((() => {}) as unknown as postgres.Sql, {
    apply: (_, __, args) => Reflect.apply(current.sql, undefined, args),
    get: (_, name) => own[name] ?? Reflect.get(current.sql, name),
  });
}

/**
 * Runs the driver's `begin` or `savepoint` so that it never commits or rolls back on a connection
 * that is gone: then the callback it waits for does not return, and only our promise is rejected.
 */
function scoped(generation: Generation, scope: unknown, args: unknown[]): Promise<unknown> {
  type Run = (transaction: postgres.TransactionSql) => unknown;
  const run = args.at(-1) as Run;
  return new Promise((resolve, reject) => {
    const guarded: Run = async (transaction) => {
      try {
        const result = await run(guard(generation, transaction));
        // As the driver does: an array of queries is awaited as a whole.
        const settled = Array.isArray(result) ? await Promise.all(result) : result;
        if (!generation.lost) return settled;
        reject(connectionLost());
      } catch (error) {
        if (!generation.lost) throw error;
        reject(error);
      }
      return await new Promise(() => {});
    };
    (scope as (...args: unknown[]) => Promise<unknown>)(...args.slice(0, -1), guarded)
      .then(resolve, reject);
  });
}

/** Refuses statements on a connection that may be gone. */
function guard(generation: Generation, transaction: postgres.TransactionSql) {
  const ifAlive = <T>(value: T): T => {
    if (generation.lost) throw connectionLost();
    return value;
  };
  return new Proxy(transaction, {
    apply: (target, _, args) => ifAlive(Reflect.apply(target, undefined, args)),
    get: (target, name) =>
      name === "savepoint"
        ? (...args: unknown[]) => scoped(generation, target.savepoint, args)
        : ifAlive(Reflect.get(target, name)),
  });
}

/**
 * A session outside the pool: the driver's own `reserve` waits for ever on a connection that has
 * to be opened first without asking for array types.
 */
async function reserve(open: OpenDriverPool): Promise<postgres.ReservedSql> {
  const sql = open({ max: 1, onclose: () => {} });
  await sql`select`;
  const release = () => void sql.end({ timeout: RETIREMENT_SECONDS });
  return new Proxy(sql, {
    get: (target, name) => name === "release" ? release : Reflect.get(target, name),
  }) as unknown as postgres.ReservedSql;
}

function connectionLost(): Error {
  return Object.assign(new Error("the connection to the database was lost"), {
    code: "CONNECTION_CLOSED",
  });
}
