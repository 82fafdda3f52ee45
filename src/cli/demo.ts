/**
 * `gavaged demo`: the whole chain in one process. Ducks are fed, livers inspected, products issued
 * and rated, each through the doors of a real server; then what the server tells of it all.
 */
import { anySignal } from "any-signal";
import { Command } from "commander";
import { maxBy } from "es-toolkit";
import { type ConsumerSummary, runConsumer } from "../../simulators/consumer/mod.ts";
import {
  type GavageOptions,
  type GavageSummary,
  mealsOver,
  runGavage,
} from "../../simulators/gavage/mod.ts";
import type { Product } from "../contract/consumer.ts";
import type { Coherence } from "../contract/lots.ts";
import type { Timeline } from "../contract/registry.ts";
import { OPINION_DAYS, wholeChainStart } from "../domain/whole_chain.ts";
import { systemClock } from "../lib/clock.ts";
import type { Logger } from "../lib/log.ts";
import { chainsOf, chainTable, productsOf, timelineLines } from "./chain_report.ts";
import { credentials, getJson, useToken } from "./client.ts";
import { openConsumerView } from "./consumer_output.ts";
import { wholeNumber } from "./flag_values.ts";
import { addGavageFlags, type GavageFlags, gavageOptions } from "./gavage_flags.ts";
import { openGavageView } from "./gavage_output.ts";
import { print } from "./output.ts";
import { addSettings, openLog, readSettings, tokenSource } from "./settings.ts";
import { settledLots } from "./settled_lots.ts";
import { aborted, listenForSignals } from "./signals.ts";
import { startUnlessInterrupted } from "./start.ts";
import { coherenceTable, isCoherent } from "./trace.ts";

type DemoFlags = GavageFlags & {
  feedbacks: number;
  exit?: boolean;
  json?: boolean;
  logLevel?: string;
};

/** A server to play on, and the audience. */
interface Stage {
  url: string;
  log: Logger;
  signal: AbortSignal;
  json: boolean;
  /** A handful of lots are inspected within a second; a thousand take their time. */
  inspectionPatienceMs: number;
}

const INSPECTION_PATIENCE_MS = 60_000;
const PROGRESS_MS = 2_000;
const MAX_FEEDBACKS = 1_000;
/** How `gavaged simulate consumer` asks, too; of many products more come, for a few days at most. */
const CONSUMERS = { minRating: 1, maxRating: 5, correlation: 0.6 } as const;
const LEAST_PER_HOUR = 10;

export function demoCommand(): Command {
  const command = addGavageFlags(new Command("demo"), { withUrl: false, startsBack: "21 days ago" })
    .option(
      "--feedbacks <n>",
      "consumers' feedbacks for each product, on average; 0 for none",
      wholeNumber(0, MAX_FEEDBACKS),
      3,
    )
    .option("--json", "print one JSON object per event, and summaries")
    .option("--exit", "end when the chain is done instead of serving on");
  return addSettings(command).action(demo);
}

async function demo(flags: DemoFlags): Promise<void> {
  // The lots are the show: the server's own life is told only when asked for, or when it ails.
  const logLevel = flags.logLevel ?? Deno.env.get("GAVAGED_LOG_LEVEL") ?? "warn";
  const tokens = tokenSource({ ...flags });
  const config = readSettings({ ...flags, logLevel });
  const interruption = listenForSignals();
  const { signal } = interruption;
  const log = openLog(config);
  const gavaged = await startUnlessInterrupted(config, { log, interruption, tokens });
  try {
    if (!gavaged) return;
    useToken(gavaged.token);
    const { url } = gavaged;
    const stored = config.database_url ? "the database named" : config.data_dir;
    const json = flags.json ?? false;
    tell(json, { event: "serving", url }, [
      `Serving on ${url} from ${stored}`,
      `   panel ${url}/ · API ${url}/docs\n`,
    ]);
    const inspectionPatienceMs = config.monitor ? INSPECTION_PATIENCE_MS : 0;
    const isWhole = await play(flags, { url, log, signal, json, inspectionPatienceMs });
    if (!isWhole) Deno.exitCode = 1;
    if (!flags.exit && !signal.aborted) {
      if (!json) print(`\nServing on ${url} until Ctrl-C`);
      await aborted(signal);
    }
  } finally {
    Deno.exitCode = interruption.exitCode() ?? Deno.exitCode;
    await gavaged?.stop();
    interruption.release();
  }
}

/** Plays the chain from the ducks' arrival to the eaters' opinion; false when a link is missing. */
async function play(flags: DemoFlags, stage: Stage): Promise<boolean> {
  const { url, signal, json } = stage;
  const start = flags.start ?? wholeChainStart(systemClock.now(), flags.tz);
  const options = gavageOptions({ ...flags, url, start });
  const { codes, summary } = await feed(options, stage);
  const lots = await inspected(codes, stage);
  const products = await productsOf(url, lots);
  const ratings = signal.aborted
    ? undefined
    : await rate(products, { each: flags.feedbacks, seed: options.seed, stage });
  tell(json, { event: "coherence", lots }, ["", coherenceTable(lots)]);

  const chains = await chainsOf(url, lots, signal);
  if (!chains) return false;
  const shown = maxBy(chains, ({ nb_feedbacks }) => nb_feedbacks);
  const product = products.find(({ code_lot, is_active }) =>
    code_lot === shown?.code_lot && is_active
  );
  tell(json, { event: "chain", lots: chains, product_page: product?.url ?? null }, [
    chainTable(chains),
  ]);
  if (shown) {
    const timeline = await getJson<Timeline>(url, `/api/lots/${shown.lot_id}/timeline`);
    tell(json, { event: "timeline", ...timeline }, [
      `\n${shown.code_lot} (${shown.lot_id}), from arrival to opinion:`,
      ...timelineLines(timeline, options.zone),
    ]);
  }
  if (product && !json && !flags.exit) print(`\nOne of its products: ${product.url}`);
  return summary.outcome === "done" && (ratings?.outcome ?? "done") === "done" &&
    lots.length === codes.length && lots.every(isCoherent) &&
    chains.every(({ fault }) => fault === null);
}

async function feed(
  options: GavageOptions,
  { log, signal, json }: Stage,
): Promise<{ codes: string[]; summary: GavageSummary }> {
  const gone = new AbortController();
  const view = openGavageView({ json, onReaderGone: () => gone.abort() });
  const codes: string[] = [];
  let summary: GavageSummary | undefined;
  try {
    summary = await runGavage(options, {
      clock: systemClock,
      log,
      transportFactory: mealsOver(credentials().openSocket),
      fetch: credentials().fetch,
      signal: anySignal([signal, gone.signal]),
      onEvent(event) {
        if (event.kind === "lot_created") codes.push(event.codeLot);
        view.onEvent(event);
      },
    });
    return { codes, summary };
  } finally {
    view.close(summary);
  }
}

/** The lots once they left quality control with their products. */
function inspected(codes: readonly string[], stage: Stage): Promise<Coherence[]> {
  const { url, signal, json, inspectionPatienceMs: patienceMs } = stage;
  let toldMs = systemClock.now();
  return settledLots(url, codes, {
    patienceMs,
    clock: systemClock,
    signal,
    onProgress(settled) {
      const nowMs = systemClock.now();
      if (json || nowMs < toldMs + PROGRESS_MS) return;
      toldMs = nowMs;
      print(`   ${settled} of ${codes.length} lots inspected`);
    },
  });
}

/** Lets consumers rate these products; undefined when there is nothing to rate, or nobody asked. */
async function rate(
  products: readonly Product[],
  { each, seed, stage }: { each: number; seed: number; stage: Stage },
): Promise<ConsumerSummary | undefined> {
  const { url, log, signal, json } = stage;
  const onSale = products.filter(({ is_active }) => is_active);
  if (each === 0 || onSale.length === 0) return undefined;
  if (!json) print("");
  const gone = new AbortController();
  const view = openConsumerView({ json, onReaderGone: () => gone.abort() });
  let summary: ConsumerSummary | undefined;
  const feedbacks = each * onSale.length;
  try {
    return summary = await runConsumer({
      ...CONSUMERS,
      perHour: Math.max(LEAST_PER_HOUR, Math.ceil(feedbacks / (24 * OPINION_DAYS))),
      url,
      seed,
      accel: "max",
      products: onSale.map(({ product_id }) => product_id),
      feedbacks,
    }, {
      clock: systemClock,
      log,
      fetch: credentials().fetch,
      signal: anySignal([signal, gone.signal]),
      onEvent: (event) => view.onEvent(event),
    });
  } finally {
    view.close(summary);
  }
}

/** Prints the object for programs, or the lines for people. */
function tell(json: boolean, event: Record<string, unknown>, lines: readonly string[]): void {
  print(json ? JSON.stringify(event) : lines.join("\n"));
}
