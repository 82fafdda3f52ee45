/** `gavaged simulate sqal`: simulated ESP32 devices, as clients of a server. */
import { Command } from "commander";
import { openDenoSocket } from "../../simulators/kernel/mod.ts";
import { fetchJson, runSqal, type SqalSummary } from "../../simulators/sqal/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { print } from "./output.ts";
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
  const write = writerUntilGone(() => readerGone.abort());
  const view = (flags.json ? sqalJsonView : sqalLinesView)({
    write,
    withTruth: flags.truth ?? false,
  });
  let summary: SqalSummary | undefined;
  try {
    summary = await runSqal(options, {
      clock: systemClock,
      log: openLog({ log_level: "warn", log_format: "auto" }),
      openSocket: openDenoSocket,
      getJson: fetchJson,
      signal: AbortSignal.any([interruption.signal, readerGone.signal]),
      onEvent: (event) => view.onEvent(event),
    });
    Deno.exitCode = summary.outcome === "done" ? 0 : interruption.exitCode() ?? 1;
  } finally {
    view.close(summary);
    interruption.release();
  }
}

/** Writes lines to stdout until nobody reads them any more, as after `| head`. */
function writerUntilGone(onGone: () => void): (line: string) => void {
  let gone = false;
  return (line) => {
    if (gone) return;
    try {
      print(line);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      gone = true;
      onGone();
    }
  };
}
