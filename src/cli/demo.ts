/** `gavaged demo`: a server and a simulator in one process, from arrival to the coherence table. */
import { Command } from "commander";
import { mealsOverWebSocket, runGavage } from "../../simulators/gavage/mod.ts";
import type { Coherence } from "../contract/lots.ts";
import { systemClock } from "../lib/clock.ts";
import { coherenceOfNamed } from "./coherence.ts";
import { addGavageFlags, type GavageFlags, gavageOptions } from "./gavage_flags.ts";
import { openGavageView } from "./gavage_output.ts";
import { print } from "./output.ts";
import { addSettings, openLog, readSettings } from "./settings.ts";
import { aborted, listenForSignals } from "./signals.ts";
import { startUnlessInterrupted } from "./start.ts";
import { coherenceTable, isCoherent, isInspected } from "./trace.ts";

type DemoFlags = GavageFlags & { exit?: boolean; json?: boolean; logLevel?: string };

export function demoCommand(): Command {
  const command = addGavageFlags(new Command("demo"), { withUrl: false })
    .description("Serve, feed some lots through the real WebSocket path, show what became of them")
    .option("--json", "print one JSON object per event, and a summary")
    .option("--exit", "end when the lots are done instead of serving on");
  return addSettings(command).action(demo);
}

async function demo(flags: DemoFlags): Promise<void> {
  // The lots are the show: the server's own life is told only when asked for, or when it ails.
  const logLevel = flags.logLevel ?? Deno.env.get("GAVAGED_LOG_LEVEL") ?? "warn";
  const config = readSettings({ ...flags, logLevel });
  const interruption = listenForSignals();
  const log = openLog(config);
  const gavaged = await startUnlessInterrupted(config, { log, interruption });
  try {
    if (!gavaged) return;
    if (!flags.json) {
      print(
        `Serving on ${gavaged.url} from ${
          config.database_url ? "the database named" : config.data_dir
        }\n`,
      );
    }
    const codes = await feed({ ...flags, url: gavaged.url }, { log, signal: interruption.signal });
    const patienceMs = config.monitor ? INSPECTION_PATIENCE_MS : 0;
    const lots = await settledCoherence(gavaged.url, codes, {
      patienceMs,
      signal: interruption.signal,
    });
    print(flags.json ? JSON.stringify({ event: "coherence", lots }) : `\n${coherenceTable(lots)}`);
    if (lots.length < codes.length || !lots.every(isCoherent)) Deno.exitCode = 1;
    if (!flags.exit && !interruption.signal.aborted) {
      if (!flags.json) print(`\nServing on ${gavaged.url} until Ctrl-C`);
      await aborted(interruption.signal);
    }
  } finally {
    Deno.exitCode = interruption.exitCode() ?? Deno.exitCode;
    await gavaged?.stop();
    interruption.release();
  }
}

/** Runs the simulator and returns the codes of its lots. */
async function feed(
  flags: DemoFlags,
  { log, signal }: { log: ReturnType<typeof openLog>; signal: AbortSignal },
): Promise<string[]> {
  const gone = new AbortController();
  const view = openGavageView({ json: flags.json ?? false, onReaderGone: () => gone.abort() });
  const codes: string[] = [];
  const summary = await runGavage(gavageOptions(flags), {
    clock: systemClock,
    log,
    transportFactory: mealsOverWebSocket,
    fetch,
    signal: AbortSignal.any([signal, gone.signal]),
    onEvent(event) {
      if (event.kind === "lot_created") codes.push(event.codeLot);
      view.onEvent(event);
    },
  });
  view.close(summary);
  if (summary.outcome !== "done") Deno.exitCode = 1;
  return codes;
}

/** A handful of lots are inspected within a second; a thousand take their time. */
const INSPECTION_PATIENCE_MS = 60_000;
const INSPECTION_POLL_MS = 200;

/** The chain of each lot, once quality control is done with those that reached it. */
async function settledCoherence(
  url: string,
  codes: readonly string[],
  { patienceMs, signal }: { patienceMs: number; signal: AbortSignal },
): Promise<Coherence[]> {
  const untilMs = systemClock.now() + patienceMs;
  const lots = new Map<string, Coherence>();
  let open = codes;
  for (;;) {
    for (const lot of await coherenceOfNamed(url, open)) lots.set(lot.code_lot, lot);
    open = [...lots.values()]
      .filter((lot) => lot.sqal_status !== null && !isInspected(lot))
      .map((lot) => lot.code_lot);
    if (open.length === 0 || signal.aborted || systemClock.now() >= untilMs) break;
    await new Promise<void>((resolve) => systemClock.schedule(INSPECTION_POLL_MS, resolve));
  }
  return [...lots.values()];
}
