import { deepEqual } from "node:assert/strict";
import { jsonOver } from "./deno_json.ts";

Deno.test("a server that is away is said without its address", async () => {
  const answer = await jsonOver(() =>
    Promise.reject(
      new TypeError(
        "error sending request for url (http://farm.test/api/lots/LL2611001): client error (Connect): tcp connect error",
      ),
    )
  )("http://farm.test/api/lots/LL2611001", new AbortController().signal);
  deepEqual(answer, { kind: "unavailable", reason: "tcp connect error" });
});
