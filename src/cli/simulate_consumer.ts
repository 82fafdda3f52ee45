/** `gavaged simulate consumer`: people who rate what was made, as clients of a server. */
import { anySignal } from "any-signal";
import { Command } from "commander";
import { type ConsumerSummary, runConsumer } from "../../simulators/consumer/mod.ts";
import { systemClock } from "../lib/clock.ts";
import { credentials } from "./client.ts";
import { addConsumerFlags, type ConsumerFlags, consumerOptions } from "./consumer_flags.ts";
import { openConsumerView } from "./consumer_output.ts";
import { openLog } from "./settings.ts";
import { listenForSignals } from "./signals.ts";

export function simulateConsumerCommand(): Command {
  return addConsumerFlags(new Command("consumer"))
    .description("Scan, taste and rate products, through a server")
    .option("--json", "print one JSON object per event, and a summary")
    .action(simulateConsumer);
}

async function simulateConsumer(flags: ConsumerFlags & { json?: boolean }): Promise<void> {
  const options = consumerOptions(flags);
  const interruption = listenForSignals();
  const stop = new AbortController();
  const view = openConsumerView({ json: flags.json ?? false, onReaderGone: () => stop.abort() });
  let summary: ConsumerSummary | undefined;
  try {
    summary = await runConsumer(options, {
      clock: systemClock,
      log: openLog({ log_level: "warn", log_format: "auto" }),
      fetch: credentials().fetch,
      signal: anySignal([interruption.signal, stop.signal]),
      onEvent: (event) => view.onEvent(event),
    });
    Deno.exitCode = summary.outcome === "done" ? 0 : interruption.exitCode() ?? 1;
  } finally {
    view.close(summary);
    interruption.release();
  }
}
