/** Chooses how consumers are shown: live on a terminal, lines in a pipe, JSON when asked. */
import { systemClock } from "../lib/clock.ts";
import { consumerJsonView } from "./consumer_json_view.ts";
import { consumerLinesView } from "./consumer_lines_view.ts";
import { ConsumerTableView } from "./consumer_table_view.ts";
import type { ConsumerView } from "./consumer_view.ts";
import { printDiagnostic, printWhileRead } from "./output.ts";

/** @param options.onReaderGone called when nobody reads stdout any more, as after `| head` */
export function openConsumerView(
  options: { json: boolean; onReaderGone: () => void },
): ConsumerView {
  const write = printWhileRead(options.onReaderGone);
  if (options.json) return consumerJsonView(write);
  if (!Deno.stdout.isTerminal()) {
    return consumerLinesView({ data: write, diagnostics: printDiagnostic });
  }
  const color = !Deno.noColor;
  return new ConsumerTableView({ write, size: () => Deno.consoleSize(), color }, systemClock);
}
