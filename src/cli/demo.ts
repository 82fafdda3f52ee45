/** `gavaged demo`: a server and a simulator in one process, from arrival to the coherence table. */
import { Command } from "commander";
import { mealsOverWebSocket, runGavage } from "../../simulators/gavage/mod.ts";
import { startGavaged } from "../app/mod.ts";
import type { Coherence } from "../contract/lots.ts";
import { systemClock } from "../lib/clock.ts";
import { getJson } from "./client.ts";
import { addGavageFlags, type GavageFlags, gavageOptions } from "./gavage_flags.ts";
import { openGavageView } from "./gavage_output.ts";
import { print } from "./output.ts";
import { addSettings, openLog, readSettings } from "./settings.ts";
import { aborted, listenForSignals } from "./signals.ts";
import { coherenceTable, isCoherent } from "./trace.ts";

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
  const gavaged = await startGavaged(config, { log, clock: systemClock });
  try {
    if (!flags.json) {
      print(
        `Serving on ${gavaged.url} from ${
          config.database_url ? "the database named" : config.data_dir
        }\n`,
      );
    }
    const codes = await feed({ ...flags, url: gavaged.url }, { log, signal: interruption.signal });
    const lots = await coherence(gavaged.url, codes);
    print(flags.json ? JSON.stringify({ event: "coherence", lots }) : `\n${coherenceTable(lots)}`);
    if (lots.length < codes.length || !lots.every(isCoherent)) Deno.exitCode = 1;
    if (!flags.exit && !interruption.signal.aborted) {
      if (!flags.json) print(`\nServing on ${gavaged.url} until Ctrl-C`);
      await aborted(interruption.signal);
    }
    Deno.exitCode = interruption.exitCode() ?? Deno.exitCode;
  } finally {
    await gavaged.stop();
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

/** A query string holds so many codes comfortably. */
const CODES_PER_REQUEST = 200;

async function coherence(url: string, codes: readonly string[]): Promise<Coherence[]> {
  const lots: Coherence[] = [];
  for (let i = 0; i < codes.length; i += CODES_PER_REQUEST) {
    const some = codes.slice(i, i + CODES_PER_REQUEST).join(",");
    const path = `/api/lots/coherence?code_lot=${encodeURIComponent(some)}`;
    lots.push(...(await getJson<{ lots: Coherence[] }>(url, path)).lots);
  }
  return lots;
}
