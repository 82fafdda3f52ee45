/** `gavaged trace`: where lots, products, samples and maize came from, and what became of them. */
import { Argument, Command } from "commander";
import type { Coherence } from "../contract/lots.ts";
import type { MaizeTrace, Trace } from "../contract/trace.ts";
import { AppError } from "../lib/errors.ts";
import { DEFAULT_URL, findJson, serverUrl } from "./client.ts";
import { closureText } from "./closure_text.ts";
import { coherenceOfFinished, coherenceOfNamed } from "./coherence.ts";
import { print, table } from "./output.ts";
import { maizeTree, traceTree } from "./trace_tree.ts";

interface TraceFlags {
  check?: boolean;
  json?: boolean;
  url: string;
}

export function traceCommand(): Command {
  return new Command("trace")
    .addArgument(
      new Argument(
        "[name...]",
        "lots (code or LOT_… id), products, QR codes, samples, maize lots; " +
          "with --check lots, all finished ones when absent",
      ),
    )
    .option("--check", "print the coherence check: meals, quality control and products of each lot")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--json", "as JSON")
    .action((names: string[], flags: TraceFlags) =>
      flags.check ? check(names, flags) : follow(names, flags)
    );
}

async function check(names: readonly string[], { url, json }: TraceFlags): Promise<void> {
  const lots = names.length > 0
    ? await coherenceOfNamed(url, names)
    : await coherenceOfFinished(url);
  const missing = missingOf(names, lots);
  if (missing.length > 0) throw new AppError("server_refused", `no lot ${missing.join(", ")}`);
  // Before the output: its reader may go away.
  if (!lots.every(isCoherent)) Deno.exitCode = 1;
  print(json ? JSON.stringify(lots) : coherenceTable(lots));
}

async function follow(names: readonly string[], { url, json }: TraceFlags): Promise<void> {
  if (names.length === 0) {
    const message = "trace: name a lot, product, QR code, sample or maize lot, or give --check";
    throw new AppError("usage", message);
  }
  const found: (Trace | MaizeTrace)[] = [];
  for (const name of names) {
    const trace = await whatIs(url, name);
    if (!trace) throw new AppError("server_refused", `no lot, product, sample or maize ${name}`);
    found.push(trace);
  }
  print(
    json
      ? JSON.stringify(found)
      : found.map((trace) => "subject" in trace ? traceTree(trace) : maizeTree(trace)).join("\n\n"),
  );
}

/** What bears the name: a lot before a product, a sample, maize. */
async function whatIs(url: string, name: string): Promise<Trace | MaizeTrace | undefined> {
  const id = encodeURIComponent(name);
  for (const [kind, longest] of [["lots", 50], ["products", 200], ["samples", 100]] as const) {
    if (name.length > longest) continue;
    const trace = await findJson<Trace>(url, `/api/${kind}/${id}/trace`);
    if (trace) return trace;
  }
  return name.length > 50 ? undefined : await wholeMaize(url, id);
}

/** All pages as one. */
async function wholeMaize(url: string, id: string): Promise<MaizeTrace | undefined> {
  const path = `/api/maize/${id}/trace?limit=500`;
  const whole = await findJson<MaizeTrace>(url, path);
  while (whole?.next_cursor) {
    const page = await findJson<MaizeTrace>(url, `${path}&cursor=${whole.next_cursor}`);
    if (!page) break;
    whole.lots.push(...page.lots);
    whole.products.push(...page.products);
    whole.feedbacks.push(...page.feedbacks);
    whole.next_cursor = page.next_cursor;
  }
  return whole;
}

/** The names that no lot bears, as code or as registry id. */
export function missingOf(names: readonly string[], lots: readonly Coherence[]): string[] {
  const known = new Set(lots.flatMap(({ code_lot, lot_id }) => [code_lot, lot_id]));
  return names.filter((name) => !known.has(name));
}

/**
 * True when a finished lot has two meals for each of its days, and once it is inspected samples, and
 * a product of each compliant one.
 */
export function isCoherent(lot: Coherence): boolean {
  return hasItsMeals(lot) && hasItsSamples(lot) && hasItsProducts(lot);
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

/** Products can also be registered by hand, without a sample. */
export function hasItsProducts({ nb_products, products_attendus }: Coherence): boolean {
  return nb_products >= (products_attendus ?? 0);
}

export function coherenceTable(lots: readonly Coherence[]): string {
  const head = [
    "code_lot",
    "gaveur_id",
    "nb_doses",
    "sqal_status",
    "nb_sqal_samples",
    "nb_products",
  ];
  const rows = lots.map((lot) => [
    lot.code_lot,
    lot.gaveur_id ?? "",
    hasItsMeals(lot) ? lot.nb_doses : `${lot.nb_doses} (expected ${lot.doses_attendues})`,
    lot.cloture ? "ended early" : lot.sqal_status ?? "",
    hasItsSamples(lot) ? lot.nb_sqal_samples : `${lot.nb_sqal_samples} (expected some)`,
    hasItsProducts(lot)
      ? lot.nb_products
      : `${lot.nb_products} (expected ${lot.products_attendus})`,
  ]);
  const closures = lots.flatMap(({ code_lot, cloture }) =>
    cloture ? [`${code_lot} ${closureText(cloture)}`] : []
  );
  return rows.length > 0 ? [table(head, rows), ...closures].join("\n") : "no finished lot yet";
}
