import { equal } from "node:assert/strict";
import { noAnswerReason } from "./no_answer.ts";

const told =
  "error sending request for url (http://127.0.0.1:9000/api/lots): client error (Connect): tcp connect error: Connection refused (os error 111)";

Deno.test("noAnswerReason: the reason alone, whichever Deno tells it", () => {
  equal(noAnswerReason(new TypeError(told)), "tcp connect error: Connection refused");
  equal(
    noAnswerReason(new TypeError("fetch failed", { cause: new Error(told) })),
    "tcp connect error: Connection refused",
  );
  equal(noAnswerReason(new Error("Signal timed out.")), "Signal timed out.");
});

Deno.test("noAnswerReason: what this Deno says of an address where nobody listens", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const reason = await fetch(`http://127.0.0.1:${port}/`).then(() => "an answer", noAnswerReason);
  equal(reason, "tcp connect error: Connection refused");
});
