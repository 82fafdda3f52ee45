/** What a database error means for the one who sent the data. */
import postgres from "postgres";

/** 22: bad values. 23: a rule of the tables. Anything else is the database's own affair. */
const DATA_CLASSES = new Set(["22", "23"]);

/** True when sending the same data again would fail again. */
export function blamesData(error: unknown): boolean {
  return error instanceof postgres.PostgresError && DATA_CLASSES.has(error.code.slice(0, 2));
}

/** True when a row with the same key stands already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === "23505";
}
