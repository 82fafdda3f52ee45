/** Exports over HTTP: every row once, whatever the size of the pages. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { ExportCell, ExportPage } from "../../src/contract/exports.ts";
import { SERVER_ENGINES } from "../support/engines.ts";
import { mealsOfLot } from "../support/meals.ts";
import { lotWithProducts } from "../support/products.ts";
import { feed, startTestServer, type TestServer } from "../support/server.ts";

/** All rows as objects, asked for in pages of so many. */
async function rowsOf(
  server: TestServer,
  name: string,
  { limit = 1_000, ...filter }: { limit?: number; site?: string; from?: string; to?: string } = {},
): Promise<Record<string, ExportCell>[]> {
  const rows: Record<string, ExportCell>[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query = new URLSearchParams({ ...filter, limit: String(limit), ...cursor && { cursor } });
    const { status, body } = await server.api(`/api/export/${name}?${query}`);
    equal(status, 200, JSON.stringify(body));
    const page = body as unknown as ExportPage;
    ok(page.rows.length <= limit);
    for (const row of page.rows) {
      rows.push(Object.fromEntries(page.columns.map(({ name }, i) => [name, row[i] ?? null])));
    }
    cursor = page.next_cursor;
  }
  return rows;
}

for (const engine of SERVER_ENGINES) {
  Deno.test(`exports ${engine}: pages of any size give the same rows, filters fewer`, async () => {
    await using server = await startTestServer(engine);
    const [product] = await lotWithProducts(server, { code: "LL2611001", samples: 3 });
    await feed(server, ...mealsOfLot(11, { code_lot: "MT2611001", gaveur_id: 3, site: "MT" }));
    for (const person of ["a", "b", "c"]) {
      await server.api("/api/consumer/feedback", {
        method: "POST",
        headers: { "content-type": "application/json", "consumer-id": person },
        body: JSON.stringify({
          ...{ qr_code: product!.qr_code, product_id: product!.product_id, overall_rating: 4 },
          ...{ comment: "=1+1, « très bon »", would_recommend: true },
        }),
      });
    }

    for (const [name, count] of Object.entries({ lots: 2, doses: 46, samples: 3, feedbacks: 3 })) {
      const all = await rowsOf(server, name);
      equal(all.length, count, name);
      // A page that is just full has a last page without rows behind it.
      for (const limit of [1, 2, count]) deepEqual(await rowsOf(server, name, { limit }), all);
    }
    const codesOf = (
      rows: Record<string, ExportCell>[],
    ) => [...new Set(rows.map(({ code_lot }) => code_lot))];
    deepEqual(codesOf(await rowsOf(server, "lots", { site: "MT" })), ["MT2611001"]);
    deepEqual(codesOf(await rowsOf(server, "doses", { site: "LL" })), ["LL2611001"]);
    const [lot] = await rowsOf(server, "lots", { site: "LL" });
    const start = String(lot!.debut_lot);
    equal((await rowsOf(server, "doses", { from: start, to: start })).length, 4);
    deepEqual(await rowsOf(server, "lots", { from: "2027-01-01" }), []);
    const [feedback] = await rowsOf(server, "feedbacks");
    deepEqual(
      [feedback!.code_lot, feedback!.overall_rating, feedback!.comment, feedback!.would_recommend],
      ["LL2611001", 4, "=1+1, « très bon »", true],
    );
    ok(!("ip_hash" in feedback!));
  });
}

Deno.test("exports: unknown names, cursors that are none and impossible days are refused", async () => {
  await using server = await startTestServer("embedded");
  for (
    const path of [
      "people",
      "lots?cursor=x",
      "lots?cursor=[1,2]",
      'doses?cursor=["LL2611001",1,"midi"]',
      'samples?cursor=["D","S","yesterday"]',
      "doses?from=2026-02-30",
      "doses?limit=5001",
    ]
  ) {
    equal((await server.api(`/api/export/${path}`)).status, 422, path);
  }
});
