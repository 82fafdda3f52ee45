/** Chooses how a gavage run is shown: a table on a terminal, lines in a pipe, JSON when asked. */
import { systemClock } from "../lib/clock.ts";
import { gavageJsonView } from "./gavage_json_view.ts";
import { gavageLinesView } from "./gavage_lines_view.ts";
import { GavageTableView } from "./gavage_table_view.ts";
import type { GavageView } from "./gavage_view.ts";
import { printDiagnostic, printWhileRead } from "./output.ts";

/** @param options.onReaderGone called when nobody reads stdout any more, as after `| head` */
export function openGavageView(
  options: { json: boolean; onReaderGone: () => void },
): GavageView {
  const write = printWhileRead(options.onReaderGone);
  if (options.json) return gavageJsonView(write);
  if (!Deno.stdout.isTerminal()) {
    return gavageLinesView({ data: write, diagnostics: printDiagnostic });
  }
  const color = !Deno.noColor;
  return new GavageTableView({ write, size: () => Deno.consoleSize(), color }, systemClock);
}
