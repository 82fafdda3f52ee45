/** `gavaged simulate sqal`: simulated ESP32 devices, as clients of a server. */
import { anySignal } from "any-signal";
import { Command } from "commander";
import { jsonOver, runSqal, type SqalSummary } from "../../simulators/sqal/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { credentials } from "./client.ts";
import { printWhileRead } from "./output.ts";
import { openLog } from "./settings.ts";
import { listenForSignals } from "./signals.ts";
import { addSqalFlags, type SqalFlags, sqalOptions } from "./sqal_flags.ts";
import { sqalJsonView } from "./sqal_json_view.ts";
import { sqalLinesView } from "./sqal_lines_view.ts";

export function simulateSqalCommand(): Command {
  return addSqalFlags(new Command("sqal"))
    .description("Measure livers with simulated ESP32 sensors, through a server")
    .option("--truth", "tell what the livers really were, beside each sample")
    .option("--json", "print one JSON object per event, and a summary")
    .action(simulateSqal);
}

async function simulateSqal(flags: SqalFlags & { truth?: boolean; json?: boolean }): Promise<void> {
  const options = sqalOptions(flags);
  const interruption = listenForSignals();
  const readerGone = new AbortController();
  const write = printWhileRead(() => readerGone.abort());
  const view = (flags.json ? sqalJsonView : sqalLinesView)({
    write,
    withTruth: flags.truth ?? false,
  });
  const { openSocket, fetch } = credentials();
  let summary: SqalSummary | undefined;
  try {
    summary = await runSqal(options, {
      clock: systemClock,
      log: openLog({ log_level: "warn", log_format: "auto" }),
      openSocket,
      getJson: jsonOver(fetch),
      signal: anySignal([interruption.signal, readerGone.signal]),
      onEvent: (event) => view.onEvent(event),
    });
    Deno.exitCode = summary.outcome === "done" ? 0 : interruption.exitCode() ?? 1;
  } finally {
    view.close(summary);
    interruption.release();
  }
}
