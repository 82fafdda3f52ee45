/** `gavaged simulate gavage`: a site of the cooperative, as a client of a server. */
import { anySignal } from "any-signal";
import { Command } from "commander";
import { type GavageSummary, mealsOver, runGavage } from "../../simulators/gavage/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { credentials } from "./client.ts";
import { addGavageFlags, type GavageFlags, gavageOptions } from "./gavage_flags.ts";
import { openGavageView } from "./gavage_output.ts";
import { openLog } from "./settings.ts";
import { listenForSignals } from "./signals.ts";

export function simulateGavageCommand(): Command {
  return addGavageFlags(new Command("gavage"))
    .description("Feed lots of ducks twice a day for 11 to 14 days, through a server")
    .option("--json", "print one JSON object per event, and a summary")
    .action(simulateGavage);
}

async function simulateGavage(flags: GavageFlags & { json?: boolean }): Promise<void> {
  const interruption = listenForSignals();
  const stop = new AbortController();
  const view = openGavageView({ json: flags.json ?? false, onReaderGone: () => stop.abort() });
  const { openSocket, fetch } = credentials();
  let summary: GavageSummary | undefined;
  try {
    summary = await runGavage(gavageOptions(flags), {
      clock: systemClock,
      log: openLog({ log_level: "warn", log_format: "auto" }),
      transportFactory: mealsOver(openSocket),
      fetch,
      signal: anySignal([interruption.signal, stop.signal]),
      onEvent: (event) => view.onEvent(event),
    });
    Deno.exitCode = summary.outcome === "done" ? 0 : interruption.exitCode() ?? 1;
  } finally {
    view.close(summary);
    interruption.release();
  }
}
