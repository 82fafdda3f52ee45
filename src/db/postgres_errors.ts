/** What a database error means for the one who sent the data. */
import postgres from "postgres";
import { isConnectionLoss } from "./pool.ts";

/** 22: bad values. 23: a rule of the tables. Anything else is the database's own affair. */
const DATA_CLASSES = new Set(["22", "23"]);

/**
 * A server that is busy or going (40, 53, 57), cannot take locks (55P03), is a standby for now
 * (25006), no longer knows our password (28) or has a broken disk (58). That a statement asks for
 * more than a set limit (53400) is none.
 */
const OUTAGE = /^(40...|53[0-3]..|57...|55P03|25006|28...|58...)$/;

/** True when the database's error is about the values it was given. */
export function blamesData(error: unknown): boolean {
  return error instanceof postgres.PostgresError && DATA_CLASSES.has(error.code.slice(0, 2));
}

/**
 * True when the same data may well be stored later. Whatever else goes wrong, in the database or
 * in our code, would go wrong again: trying that for ever would stop everybody else.
 */
export function isOutage(error: unknown): boolean {
  return isConnectionLoss(error) ||
    error instanceof postgres.PostgresError && OUTAGE.test(error.code);
}

/** True when the database gave a statement up that waited for a lock (55P03), or took too long (57014). */
export function isHeldUp(error: unknown): boolean {
  return error instanceof postgres.PostgresError && /^(55P03|57014)$/.test(error.code);
}

/** Why the database refused the data, for the one who sent it: names column and value where it can. */
export function refusalReason(error: unknown): string {
  if (!(error instanceof postgres.PostgresError)) return "the database refused its values";
  // The detail of a broken key is `Key (column)=(value) …`; those of other rules show whole rows.
  const isKey = error.code === "23503" || error.code === "23505";
  return isKey && error.detail ? error.detail : error.message;
}

/** True when a row with the same key stands already: that of a constraint, or any. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505" &&
    (constraint === undefined || error.constraint_name === constraint);
}

/** True when two transactions were in each other's way: the same one again will do. */
export function isConflict(error: unknown): boolean {
  return error instanceof postgres.PostgresError && /^40(P01|001)$/.test(error.code);
}

/** True when a statement found less than it was told is there. */
export function isMissing(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "P0002";
}
