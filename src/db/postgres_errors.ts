/** What a database error means for the one who sent the data. */
import postgres from "postgres";

/** 22: bad values. 23: a rule of the tables. Anything else is the database's own affair. */
const DATA_CLASSES = new Set(["22", "23"]);

/** True when sending the same data again would fail again. */
export function blamesData(error: unknown): boolean {
  return error instanceof postgres.PostgresError && DATA_CLASSES.has(error.code.slice(0, 2));
}

/** Why the database refused the data, for the one who sent it: names column and value where it can. */
export function refusalReason(error: unknown): string {
  if (!(error instanceof postgres.PostgresError)) return "the database refused its values";
  // The detail of a broken key is `Key (column)=(value) …`; those of other rules show whole rows.
  const isKey = error.code === "23503" || error.code === "23505";
  return isKey && error.detail ? error.detail : error.message;
}

/** True when a row with the same key stands already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505";
}
