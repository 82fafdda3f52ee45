/** `gavaged trace`: what became of lots. */
import { Argument, Command } from "commander";
import type { Coherence } from "../contract/lots.ts";
import { AppError } from "../lib/errors.ts";
import { DEFAULT_URL, serverUrl } from "./client.ts";
import { coherenceOfFinished, coherenceOfNamed } from "./coherence.ts";
import { print, table } from "./output.ts";

export function traceCommand(): Command {
  return new Command("trace")
    .description("Follow lots through the chain, on a running server")
    .addArgument(new Argument("[lot...]", "code_lot or LOT_… ids; all finished lots when absent"))
    .requiredOption("--check", "print the coherence check: meals and quality control of each lot")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--json", "as JSON")
    .action(async (names: string[], { url, json }: { url: string; json?: boolean }) => {
      const lots = names.length > 0
        ? await coherenceOfNamed(url, names)
        : await coherenceOfFinished(url);
      const missing = missingOf(names, lots);
      if (missing.length > 0) throw new AppError("server_refused", `no lot ${missing.join(", ")}`);
      // Before the output: its reader may go away.
      if (!lots.every(isCoherent)) Deno.exitCode = 1;
      print(json ? JSON.stringify(lots) : coherenceTable(lots));
    });
}

/** The names that no lot bears, as code or as registry id. */
export function missingOf(names: readonly string[], lots: readonly Coherence[]): string[] {
  const known = new Set(lots.flatMap(({ code_lot, lot_id }) => [code_lot, lot_id]));
  return names.filter((name) => !known.has(name));
}

/** True when a finished lot has two meals for each of its days, and samples once it is inspected. */
export function isCoherent(lot: Coherence): boolean {
  return hasItsMeals(lot) && hasItsSamples(lot);
}

/** True when quality control has come to an end with a lot, for now. */
export function isInspected({ sqal_status: status }: Coherence): boolean {
  return status === "inspected" || status === "approved" || status === "rejected";
}

function hasItsMeals({ nb_doses, doses_attendues }: Coherence): boolean {
  return doses_attendues === null || nb_doses === doses_attendues;
}

function hasItsSamples(lot: Coherence): boolean {
  return !isInspected(lot) || lot.nb_sqal_samples > 0;
}

export function coherenceTable(lots: readonly Coherence[]): string {
  const head = ["code_lot", "gaveur_id", "nb_doses", "sqal_status", "nb_sqal_samples"];
  const rows = lots.map((lot) => [
    lot.code_lot,
    lot.gaveur_id ?? "",
    hasItsMeals(lot) ? lot.nb_doses : `${lot.nb_doses} (expected ${lot.doses_attendues})`,
    lot.sqal_status ?? "",
    hasItsSamples(lot) ? lot.nb_sqal_samples : `${lot.nb_sqal_samples} (expected some)`,
  ]);
  return rows.length > 0 ? table(head, rows) : "no finished lot yet";
}
