import assert from "node:assert/strict";
import { Command } from "commander";
import { addSettings } from "./settings.ts";

function monitorFlag(...args: string[]): unknown {
  const command = addSettings(new Command("serve"), ["monitor"]).exitOverride();
  command.parse(args, { from: "user" });
  return command.opts()["monitor"];
}

Deno.test("settings: a switch that was not given leaves file and environment their say", () => {
  assert.equal(monitorFlag(), undefined);
  assert.equal(monitorFlag("--no-monitor"), false);
  assert.equal(monitorFlag("--monitor"), true);
});
