import assert from "node:assert/strict";
import postgres from "postgres";
import { isOutage } from "./postgres_errors.ts";

/** As the driver makes it, which does not export its shape. */
function serverError(code: string): Error {
  const PostgresError = postgres.PostgresError as unknown as new (fields: object) => Error;
  return new PostgresError({ message: code, code });
}

const socketError = (code: string) => Object.assign(new Error(code), { code });

Deno.test("isOutage: the database is away, busy or going", () => {
  const codes = ["40P01", "40001", "53300", "53100", "57014", "57P01", "55P03", "25006", "08006"];
  for (const code of codes) assert.ok(isOutage(serverError(code)), code);
  for (const code of ["ECONNREFUSED", "CONNECTION_CLOSED", "CONNECT_TIMEOUT"]) {
    assert.ok(isOutage(socketError(code)), code);
  }
});

Deno.test("isOutage: whatever would fail again is none, be it the data's fault or ours", () => {
  for (const code of ["21000", "22003", "23514", "42P01", "53400", "54000", "XX000"]) {
    assert.ok(!isOutage(serverError(code)), code);
  }
  for (
    const error of [new TypeError("x is undefined"), new RangeError("Invalid time"), undefined]
  ) {
    assert.ok(!isOutage(error));
  }
});
