import assert from "node:assert/strict";
import { makeProducts } from "../../tests/sim/consumer_livers.ts";
import { problem, runInShop, Shop } from "../../tests/sim/consumer_world.ts";
import type { ConsumerOptions } from "../../simulators/consumer/mod.ts";
import { ManualClock } from "../lib/clock.ts";
import { consumerJsonView } from "./consumer_json_view.ts";
import { consumerLinesView } from "./consumer_lines_view.ts";
import { ConsumerTableView } from "./consumer_table_view.ts";
import type { ConsumerView } from "./consumer_view.ts";

const PRODUCTS = makeProducts(20);

/** A shop in which the third rating is a repeat, the fourth wrong and one product gone. */
async function show(view: ConsumerView, options: Partial<ConsumerOptions> = {}) {
  const shop = new Shop(PRODUCTS);
  shop.recalled.add(PRODUCTS[0]!.row.product_id);
  shop.interfere = ({ path, times }) => {
    if (path !== "/api/consumer/feedback") return undefined;
    return times === 3 ? problem(409, "twice") : times === 4 ? problem(422, "bad") : undefined;
  };
  const { summary } = await runInShop(shop, { feedbacks: 60, ...options }, {
    onEvent: (event) => view.onEvent(event),
  });
  view.close(summary);
  return summary;
}

Deno.test("consumer lines: one for each feedback, and no escape codes", async () => {
  const lines: string[] = [];
  const diagnostics: string[] = [];
  const summary = await show(consumerLinesView({
    data: (line) => lines.push(line),
    diagnostics: (line) => diagnostics.push(line),
  }));
  const rated = lines.filter((line) => /^[★☆]{5} FG_LL_\d+_\d+ \((A\+|A|B|C)\)/.test(line));
  assert.equal(rated.length, summary.accepted);
  assert.match(lines[0]!, /60 feedbacks, 10 an hour, max, correlation 0.6, seed 7/);
  assert.ok(lines.some((line) => line.includes("is gone")));
  assert.ok(lines.some((line) => line.startsWith("❌ Refused")));
  assert.ok(lines.some((line) => line.includes(`${summary.stars[4]} × 5★`)));
  assert.ok(!lines.some((line) => line.includes("\u001b")));
  assert.equal(diagnostics.length, 1);
  assert.match(diagnostics[0]!, /^feedback refused: FG_.*: 422 bad$/);
});

Deno.test("consumer lines: a crowd does not drown its reader, an empty shop says so", async () => {
  const lines: string[] = [];
  const diagnostics: string[] = [];
  const output = {
    data: (line: string) => lines.push(line),
    diagnostics: (line: string) => diagnostics.push(line),
  };
  await show(consumerLinesView(output), { feedbacks: 2_000 });
  assert.ok(lines.length < 300, `${lines.length} lines`);
  const empty = await runInShop(new Shop([]), { lot: "LL1", durationSeconds: 30 }, {
    onEvent: (event) => consumerLinesView(output).onEvent(event),
  });
  assert.equal(empty.summary.outcome, "stopped");
  assert.equal(diagnostics.at(-1), "no products of lot LL1 yet: waiting for them");
});

Deno.test("consumer JSON: each line an object, each feedback told once, the summary last", async () => {
  const lines: string[] = [];
  const summary = await show(consumerJsonView((line) => lines.push(line)));
  const objects = lines.flatMap((text) => text.split("\n")).map((line) => JSON.parse(line));
  const count = (type: string) => objects.filter((object) => object.type === type).length;
  assert.equal(objects[0].type, "started");
  assert.equal(count("feedback_accepted"), summary.accepted);
  assert.equal(count("feedback_duplicate"), 1);
  assert.equal(count("feedback_refused"), 1);
  assert.equal(count("product_recalled"), summary.recalled);
  const accepted = objects.find((object) => object.type === "feedback_accepted");
  assert.ok(accepted.overall_rating >= 1 && accepted.sqal_quality_score > 0);
  const last = objects.at(-1);
  assert.deepEqual(
    [last.type, last.outcome, last.due, last.accepted, last.mean_rating, last.correlation],
    ["summary", "refused", 60, summary.accepted, summary.meanRating, summary.correlation],
  );
});

Deno.test("consumer table: fits the terminal, and leaves no timer behind", async () => {
  const clock = new ManualClock();
  const writes: string[] = [];
  const size = { columns: 60, rows: 18 };
  const view = new ConsumerTableView(
    { write: (text) => writes.push(text), size: () => size, color: false },
    clock,
  );
  const summary = await show(view);
  assert.equal(clock.pending, 0);
  const table = writes.at(-2)!;
  const lines = table.split("\n");
  assert.ok(lines.length <= size.rows, `${lines.length} lines`);
  for (const line of lines.slice(1)) assert.ok([...line].length < size.columns, line);
  assert.match(table, new RegExp(`★★★★★ .* ${summary.stars[4]}\n`));
  assert.match(table, /feedbacks · \d\.\d\d stars · corr/);
  assert.ok(!table.includes("\u001b[1m"));
});
