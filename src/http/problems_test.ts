import { deepEqual, equal } from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import postgres from "postgres";
import { silentLogger } from "../lib/log.ts";
import { fastapiRouter } from "./_fastapi.ts";
import { onError } from "./problems.ts";

/** As the driver makes them, which its types do not say. */
function databaseError(code: string, message: string): Error {
  return Object.assign(new postgres.PostgresError(message), { code, message });
}
const tooLarge = databaseError("22003", "out of range");
const broken = databaseError("42P01", "no such table");

Deno.test("values that the database refuses are the client's fault, in both shapes of errors", async () => {
  const problems = new OpenAPIHono();
  problems.onError(onError(silentLogger));
  for (const app of [problems, fastapiRouter(silentLogger)]) {
    app.get("/values", () => Promise.reject(tooLarge));
    app.get("/fault", () => Promise.reject(broken));
    const values = await app.request("/values");
    deepEqual([values.status, (await values.json()).detail], [422, "out of range"]);
    equal((await app.request("/fault")).status, 500);
  }
});
