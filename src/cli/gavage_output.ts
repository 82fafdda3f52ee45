/** Chooses how a gavage run is shown: a table on a terminal, lines in a pipe, JSON when asked. */
import { systemClock } from "../lib/clock.ts";
import { gavageJsonView } from "./gavage_json_view.ts";
import { gavageLinesView } from "./gavage_lines_view.ts";
import { GavageTableView } from "./gavage_table_view.ts";
import type { GavageView } from "./gavage_view.ts";
import { print } from "./output.ts";

/** @param options.onReaderGone called when nobody reads stdout any more, as after `| head` */
export function openGavageView(
  options: { json: boolean; onReaderGone: () => void },
): GavageView {
  let gone = false;
  const write = (text: string) => {
    if (gone) return;
    try {
      print(text);
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      gone = true;
      options.onReaderGone();
    }
  };
  if (options.json) return gavageJsonView(write);
  if (!Deno.stdout.isTerminal()) {
    return gavageLinesView({ data: write, diagnostics: printDiagnostic });
  }
  const color = !Deno.noColor;
  return new GavageTableView({ write, size: () => Deno.consoleSize(), color }, systemClock);
}

function printDiagnostic(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
