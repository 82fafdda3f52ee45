/** A server is ready when it answers, and not before. */
import { setTimeout as delay } from "node:timers/promises";
import { AppError, messageOf } from "../../lib/errors.ts";
import { silentLogger } from "../../lib/log.ts";
import { openPool } from "../pool.ts";
import type { EmbeddedConnection } from "./_address.ts";
import type { Postmaster } from "./_postmaster.ts";

export const DATABASE = "gavaged";

/** Waits until the server takes a connection to our database, making that database when missing. */
export async function answers(
  { postmaster, connection, clusterDir, signal }: {
    postmaster: Postmaster;
    connection: EmbeddedConnection;
    clusterDir: string;
    signal: AbortSignal;
  },
): Promise<void> {
  const ended = postmaster.exited.then(({ code, reason }) => {
    throw new AppError(
      "data_dir_invalid",
      `cannot start the embedded database in ${clusterDir}: ${reason || `exit code ${code}`}`,
    );
  });
  ended.catch(() => {});
  for (let tries = 0;; tries++) {
    signal.throwIfAborted();
    const problem = await Promise.race([ended, connectOnce(connection)]);
    if (problem === undefined) return;
    if (problem === UNKNOWN_DATABASE) {
      await connectOnce({ ...connection, database: "postgres" }, `create database ${DATABASE}`);
    } else {
      await Promise.race([ended, delay(Math.min(5 * 2 ** tries, 100), undefined, { signal })]);
    }
  }
}

const UNKNOWN_DATABASE = "3D000";

/** The driver's code of what went wrong, undefined when all went well. */
async function connectOnce(
  connection: EmbeddedConnection,
  statement?: string,
): Promise<string | undefined> {
  try {
    const sql = await openPool({ database: connection, max: 1, log: silentLogger });
    if (statement !== undefined) await sql.unsafe(statement);
    await sql.end({ timeout: 1 });
    return undefined;
  } catch (error) {
    return ((error as AppError).cause as { code?: string })?.code ?? messageOf(error);
  }
}
