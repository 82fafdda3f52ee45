/** `gavaged trace` as scripts use it: its exit code is the answer. */
import { equal, match } from "node:assert/strict";
import type { Coherence } from "../../src/contract/lots.ts";
import { programCommand, run } from "./support.ts";

const aLot: Coherence = {
  code_lot: "LL2611001",
  lot_id: "LOT_20261107_0001",
  gaveur_id: 1,
  nb_doses: 24,
  doses_attendues: 24,
  cloture: null,
  sqal_status: "inspected",
  nb_sqal_samples: 5,
  nb_products: 4,
  products_attendus: 4,
};

/** Answers each request with the same lots. */
function serve(lots: readonly Coherence[]) {
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, () => Response.json({ lots, next_cursor: null }));
  return { server, args: ["trace", "--check", "--url", `http://127.0.0.1:${server.addr.port}`] };
}

Deno.test("trace --check of a lot that does not exist ends with 1 and names it", async () => {
  const { server, args } = serve([aLot]);
  const { code, stderr } = await run([...args, "LL2611001", "LOT_20261107_0009"]);
  equal(code, 1);
  match(stderr, /no lot LOT_20261107_0009$/m);
  equal((await run([...args, "LL2611001", "LOT_20261107_0001"])).code, 0);
  await server.shutdown();
});

Deno.test("trace --check keeps its word when nobody reads it", async () => {
  // More than a pipe holds.
  const lots = Array.from({ length: 5_000 }, () => aLot);
  for (const [nb_doses, expected] of [[24, 0], [23, 1]] as const) {
    const { server, args } = serve([...lots, { ...aLot, nb_doses }]);
    // The shell's status is that of `true`: the program writes its own on stderr.
    const { stderr } = await run(args, {
      command: ["bash", "-c", '{ "$@"; echo $? >&2; } | true', "bash", ...programCommand()],
    });
    equal(stderr.trim(), String(expected));
    await server.shutdown();
  }
});
