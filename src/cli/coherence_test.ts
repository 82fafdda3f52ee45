import { deepEqual } from "node:assert/strict";
import { coherenceOfFinished, coherenceOfNamed } from "./coherence.ts";

/** A server that has lots 250 … 1, and so many requests it saw. */
function serve() {
  const queries: URLSearchParams[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const query = new URL(url).searchParams;
    queries.push(query);
    const names = query.get("code_lot")?.split(",");
    if (names) {
      return Response.json({ lots: names.map((code_lot) => ({ code_lot })), next_cursor: null });
    }
    const before = Number(query.get("cursor") ?? 251);
    const end = Math.max(1, before - Number(query.get("limit")));
    const lots = Array.from(
      { length: before - end },
      (_, i) => ({ code_lot: `${before - 1 - i}` }),
    );
    return Response.json({ lots, next_cursor: end > 1 ? String(end) : null });
  });
  return { server, queries, url: `http://127.0.0.1:${server.addr.port}` };
}

const codes = Array.from({ length: 250 }, (_, i) => `${250 - i}`);

Deno.test("coherence: all finished lots are read, page by page", async () => {
  const { server, queries, url } = serve();
  const lots = await coherenceOfFinished(url, { limit: 100 });
  deepEqual(lots.map(({ code_lot }) => code_lot), codes);
  deepEqual(queries.map((query) => query.get("cursor")), [null, "151", "51"]);
  await server.shutdown();
});

Deno.test("coherence: many names are asked for some at a time", async () => {
  const { server, queries, url } = serve();
  const lots = await coherenceOfNamed(url, codes);
  deepEqual(lots.map(({ code_lot }) => code_lot), codes);
  deepEqual(queries.length, 2);
  await server.shutdown();
});
