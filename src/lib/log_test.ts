import assert from "node:assert/strict";
import { startLogging } from "./log.ts";

function capture(options: { level?: "debug" | "warn"; pretty?: boolean } = {}) {
  const lines: string[] = [];
  const log = startLogging({
    level: options.level ?? "debug",
    pretty: options.pretty ?? false,
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

Deno.test("log writes one JSON object a line with bound and own fields", () => {
  const { log, lines } = capture();
  log.with({ lot: "LL2512001" }).info("meal stored", { jour: 3 });
  const { time, ...rest } = JSON.parse(lines[0]!);
  assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(rest, { level: "info", msg: "meal stored", lot: "LL2512001", jour: 3 });
});

Deno.test("log keeps the message and cause of an error, and braces in a message", () => {
  const { log, lines } = capture();
  log.error("cannot read {x}", { error: new Error("outer", { cause: new Error("inner") }) });
  const line = JSON.parse(lines[0]!);
  assert.equal(line.msg, "cannot read {x}");
  assert.equal(line.error.message, "outer");
  assert.equal(line.error.cause.message, "inner");
});

Deno.test("log below its level is silent", () => {
  const { log, lines } = capture({ level: "warn" });
  log.info("no");
  log.warn("yes");
  assert.equal(lines.length, 1);
});

Deno.test("log for a terminal is readable", () => {
  const { log, lines } = capture({ pretty: true });
  log.info("listening", { url: "http://127.0.0.1:8000/" });
  assert.match(lines[0]!, /^\d\d:\d\d:\d\d info {2}listening url=http:\/\/127\.0\.0\.1:8000\/$/);
});
