import assert from "node:assert/strict";
import { recordRun, WALL_START_MS } from "../../tests/sim/gavage_world.ts";
import { ManualClock } from "../lib/clock.ts";
import { gavageJsonView } from "./gavage_json_view.ts";
import { gavageLinesView } from "./gavage_lines_view.ts";
import { GavageTableView } from "./gavage_table_view.ts";
import { accelText, summaryLines } from "./gavage_view.ts";

const hasEscapes = (text: string) => text.includes("\u001b");

async function linesOf(lots: number) {
  const lines: string[] = [];
  const diagnostics: string[] = [];
  const view = gavageLinesView({
    data: (line) => lines.push(line),
    diagnostics: (line) => diagnostics.push(line),
  });
  const { summary } = await recordRun({ lots }, { onEvent: (event) => view.onEvent(event) });
  view.close(summary);
  return { lines, diagnostics, summary };
}

Deno.test("gavage lines: one for each lot and day, and no escape codes", async () => {
  const { lines, diagnostics, summary } = await linesOf(3);
  const days = summary.mealsDue / 2;
  assert.equal(lines.filter((line) => line.startsWith("📊")).length, days);
  assert.equal(lines.filter((line) => line.includes("fed to its last meal")).length, 3);
  // Days count from J0, so that a lot ends on the last of them.
  const last = lines[lines.findIndex((line) => line.includes("fed to its last meal")) - 1]!;
  assert.match(last, /^📊 \S+ \(J(\d+)\/\1\) /);
  assert.match(
    lines[1]!,
    /^✅ Lot created: [A-Z]{2}2611001 - .+ - \d+ ducks (Mulard|Barbarie|Pékin)$/,
  );
  assert.ok(lines.some((line) => line.includes("seed 7")));
  assert.ok(!lines.some(hasEscapes));
  assert.deepEqual(diagnostics, []);
});

Deno.test("gavage lines: a large fleet does not drown its reader", async () => {
  const { lines } = await linesOf(200);
  assert.ok(lines.length < 60, `${lines.length} lines`);
  assert.ok(lines.includes("   … 180 more"));
});

Deno.test("gavage lines: the connection is news when it is lost, and when it comes back", () => {
  const said: string[] = [];
  const view = gavageLinesView({ data: () => {}, diagnostics: (line) => said.push(line) });
  const state = (state: Parameters<typeof view.onEvent>[0] & { kind: "connection" }) =>
    view.onEvent(state);
  state({ kind: "connection", state: { kind: "open" } });
  state({ kind: "connection", state: { kind: "waiting", retryInMs: 500, reason: "reset" } });
  state({ kind: "connection", state: { kind: "connecting" } });
  state({ kind: "connection", state: { kind: "open" } });
  assert.deepEqual(said, ["server away, next try in 0.5 s: reset", "connected"]);
});

Deno.test("gavage lines: a lot that was ended early is told, and counts as no finished one", async () => {
  const said: string[] = [];
  const view = gavageLinesView({ data: (line) => said.push(line), diagnostics: () => {} });
  const [codeLot, by] = ["LL2611001", "Anne"];
  view.onEvent({ kind: "lot_closed", codeLot, by, reason: "Vente\u001b[2J" });
  assert.deepEqual(said, ["⏹  LL2611001 was ended early by Anne: Vente [2J"]);
  const { summary } = await recordRun();
  const head = (changes: Partial<typeof summary>) => summaryLines({ ...summary, ...changes });
  assert.match(
    head({ lotsFinished: 2, lotsClosed: 1 })[0]!,
    / 2 of 3 lots finished, 1 ended early /,
  );
  assert.match(head({})[0]!, / 3 of 3 lots finished in /);
  assert.ok(
    head({ lotsClosed: null }).some((line) => /ended early, the server did not say/.test(line)),
  );
});

Deno.test("gavage JSON: each line an object, each meal told once, the summary last", async () => {
  const lines: string[] = [];
  const view = gavageJsonView((line) => lines.push(line));
  const { summary } = await recordRun({ accel: 86_400 }, { onEvent: (e) => view.onEvent(e) });
  view.close(summary);
  const objects = lines.flatMap((text) => text.split("\n")).map((line) => JSON.parse(line));
  assert.equal(objects[0].type, "started");
  assert.equal(objects[0].seed, 7);
  const count = (type: string) => objects.filter((object) => object.type === type).length;
  assert.equal(count("lot_created"), 3);
  assert.equal(count("meal_acked"), summary.mealsDue);
  const last = objects.at(-1);
  assert.equal(last.type, "summary");
  assert.equal(last.outcome, "done");
  assert.deepEqual(last.lateness_ms, { p50: 0, p99: 0, max: 0 });
});

Deno.test("gavage: one lot is counted as one", async () => {
  const { lines } = await linesOf(1);
  assert.match(lines[0]!, /^🦆 1 lot, /);
  assert.ok(lines.some((line) => line.includes(" 1 of 1 lot finished")), lines.join("\n"));
});

async function tableOf(options: { lots: number; rows: number; columns: number; color: boolean }) {
  const clock = new ManualClock(WALL_START_MS);
  const writes: string[] = [];
  const { rows, columns, color } = options;
  const view = new GavageTableView(
    { write: (text) => writes.push(text), size: () => ({ rows, columns }), color },
    clock,
  );
  const { summary } = await recordRun(
    { lots: options.lots, accel: 86_400 },
    { onEvent: (event) => view.onEvent(event) },
    clock,
  );
  view.close(summary);
  return { writes, clock, summary };
}

Deno.test("gavage table: fits the terminal, draws five times a second at most", async () => {
  const { writes, clock, summary } = await tableOf({
    lots: 40,
    rows: 24,
    columns: 60,
    color: false,
  });
  // The first and the last drawing, and the summary, come on top.
  assert.ok(writes.length <= 5 * summary.wallSeconds + 3, `${writes.length} writes`);
  assert.equal(clock.pending, 0);
  const table = writes.at(-2)!;
  const lines = table.split("\n");
  assert.ok(lines.length <= 24, `${lines.length} lines`);
  for (const line of lines.slice(1)) assert.ok([...line].length < 60, line);
  assert.ok(lines.some((line) => /^… \d+ more$/.test(line)));
  assert.match(table, new RegExp(`100 % · ${summary.mealsDue} of ${summary.mealsDue} meals`));
  assert.match(table, /×86400 asked, ×86400 achieved/);
  assert.match(writes[0]!, / J-1\/1[0-3] /);
  assert.match(table, / J(\d+)\/\1 /);
});

Deno.test("gavage table: colours only where they are wanted", async () => {
  const bold = "\u001b[1m";
  const size = { lots: 2, rows: 24, columns: 100 };
  assert.ok((await tableOf({ ...size, color: true })).writes.at(-2)!.includes(bold));
  assert.ok(!(await tableOf({ ...size, color: false })).writes.at(-2)!.includes(bold));
});

for (
  const [accel, text] of [
    ["max", "max"],
    [1_440, "×1440"],
    [1_439.72, "×1439.7"],
    [101_454_545, "×101 million"],
  ] as const
) {
  Deno.test(`accelText: ${accel}`, () => assert.equal(accelText(accel), text));
}
