/** `gavaged serve`: the server, until a signal stops it. */
import { Command } from "commander";
import { systemClock } from "../lib/clock.ts";
import { addSettings, openLog, readSettings, tokenSource } from "./settings.ts";
import { aborted, listenForSignals } from "./signals.ts";
import { startUnlessInterrupted } from "./start.ts";

/** Longer than the queue may take to drain: after it something hangs. */
const WATCHDOG_MS = 25_000;

export function serveCommand(): Command {
  const command = new Command("serve");
  return addSettings(command).action(async (options) => {
    const tokens = tokenSource(options);
    const config = readSettings(options);
    const log = openLog(config);
    const interruption = listenForSignals();
    const gavaged = await startUnlessInterrupted(config, { log, interruption, tokens });
    await aborted(interruption.signal);
    const cancelWatchdog = systemClock.schedule(WATCHDOG_MS, () => {
      log.error("cannot stop in order: giving up", { after_ms: WATCHDOG_MS });
      Deno.exit(1);
    });
    await gavaged?.stop();
    cancelWatchdog();
    interruption.release();
    Deno.exitCode = interruption.exitCode() ?? 0;
  });
}
