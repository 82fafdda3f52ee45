/** A database that nobody can reach for a while, as while its server restarts. */
import { openPool } from "../../src/db/pool.ts";
import { silentLogger } from "../../src/lib/log.ts";
import type { TestDatabase } from "./engines.ts";

/** Cuts all connections and takes no new ones until the result is disposed of. */
export async function outage({ address }: TestDatabase): Promise<AsyncDisposable> {
  const { database } = address;
  const sql = await openPool({
    database: { ...address, database: "postgres" },
    max: 1,
    log: silentLogger,
  });
  const away = `${database}_away`;
  await sql.unsafe(`alter database ${database} with allow_connections false`);
  await sql`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = ${database} and pid <> pg_backend_pid()`;
  await sql.unsafe(`alter database ${database} rename to ${away}`);
  return {
    async [Symbol.asyncDispose]() {
      await sql.unsafe(`alter database ${away} with allow_connections true`);
      await sql.unsafe(`alter database ${away} rename to ${database}`);
      await sql.end({ timeout: 1 });
    },
  };
}
