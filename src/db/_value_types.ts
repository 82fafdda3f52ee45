/**
 * How values cross between PostgreSQL and TypeScript.
 *
 * | column | TypeScript |
 * |---|---|
 * | `numeric`, `bigint` | number; a bigint beyond 2^53 stays a string of digits |
 * | `timestamptz` | ISO 8601 string in UTC, microseconds kept: `2026-11-22T08:00:00.123456Z` |
 * | `timestamp`, `date` | ISO 8601 string without a zone: `2026-11-22T08:00:00`, `2026-11-22` |
 *
 * Times stay text because a `Date` has no microseconds, and a `date` would become an instant in
 * some zone. Parameters may be such strings or `Date`s, arrays of them strings only: the driver
 * sends a `Date[]` with the type of its elements. It also reads a NULL inside an array as the word
 * "NULL": let such arrays come as JSON.
 */
import type { PostgresType } from "postgres";

const number: PostgresType<number | bigint | string> = {
  to: 1700,
  from: [20, 1700],
  serialize: String,
  parse(text: string) {
    const value = Number(text);
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
  },
};

const instant: PostgresType<string | Date> = {
  to: 1184,
  from: [1184],
  serialize: toText,
  parse: (text: string) => text.replace(" ", "T").replace(/\+00$/, "Z"),
};

const localTime: PostgresType<string | Date> = {
  to: 1114,
  from: [1082, 1114],
  serialize: toText,
  parse: (text: string) => text.replace(" ", "T"),
};

function toText(value: string | Date): string {
  return value instanceof Date ? value.toISOString() : value;
}

export const VALUE_TYPES = { number, instant, localTime };
