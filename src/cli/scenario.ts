/** `gavaged scenario`: lists, checks and runs scenarios. */
import { Command } from "commander";
import { type Run, RUN_STATUSES } from "../contract/control_runs.ts";
import type { ScenarioView } from "../contract/control_scenarios.ts";
import { ConfigSchema } from "../config/mod.ts";
import { describeFaults, readScenario } from "../control/mod.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import { systemClock } from "../lib/clock.ts";
import { DEFAULT_URL, getJson, postJson, serverUrl } from "./client.ts";
import { print, table } from "./output.ts";
import { listenForSignals } from "./signals.ts";

const PREFIX = "/api/control-panel";
const WATCH_MS = 1_000;
/** What a server allows unless it is configured otherwise; the server's own limit decides. */
const MAX_LOTS = ConfigSchema.shape.max_lots.parse(undefined);

export function scenarioCommand(): Command {
  return new Command("scenario")
    .addCommand(listCommand())
    .addCommand(validateCommand())
    .addCommand(runCommand());
}

function listCommand(): Command {
  return new Command("list")
    .description("Every scenario that a server knows")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--json", "as JSON")
    .action(async ({ url, json }: { url: string; json?: boolean }) => {
      const { scenarios } = await getJson<{ scenarios: ScenarioView[] }>(
        url,
        `${PREFIX}/scenarios`,
      );
      if (json) return print(JSON.stringify(scenarios));
      const rows = scenarios.map(({ name, steps, builtin, title }) => [
        name,
        steps.map(({ start }) => start).join(" "),
        builtin ? "built in" : "stored",
        title ?? "",
      ]);
      print(table(["name", "starts", "where", "title"], rows));
    });
}

function validateCommand(): Command {
  return new Command("validate")
    .description("Check a scenario's file; says line, key and value of each fault")
    .argument("<file>", "YAML file")
    .action((file: string) => {
      const { name, steps } = read(file).scenario;
      print(`${file}: scenario ${name}, ${steps.length} steps`);
    });
}

function runCommand(): Command {
  return new Command("run")
    .description("Run a scenario's file, or one that the server knows by its name")
    .argument("<file>", "YAML file, or the name of a scenario")
    .option("--url <url>", "the server", serverUrl, DEFAULT_URL)
    .option("--watch", "show its runs until they have ended; an interruption stops them")
    .action(async (file: string, { url, watch }: { url: string; watch?: boolean }) => {
      const isName = /^[a-z][a-z0-9_-]{0,49}$/.test(file) && !exists(file);
      const scenario = isName ? file : await keep(file, url);
      const run = await postJson<Run>(url, `${PREFIX}/runs`, {
        kind: "scenario",
        config: { scenario },
      });
      print(`run ${run.id}: ${scenario}`);
      if (watch) await follow(run.id, url);
    });
}

/** Gives the file to the server, and returns the scenario's name. */
async function keep(file: string, url: string): Promise<string> {
  const { document, scenario } = read(file);
  await postJson(url, `${PREFIX}/scenarios`, { document, replace: true });
  return scenario.name;
}

/** Shows each change of a scenario's runs, until it has ended. */
async function follow(id: string, url: string): Promise<void> {
  const interruption = listenForSignals();
  const shown = new Map<string, string>();
  try {
    for (;;) {
      if (interruption.signal.aborted) {
        await postJson(url, `${PREFIX}/runs/${id}/stop`, {});
        Deno.exitCode = interruption.exitCode() ?? 1;
        return print(`run ${id}: stopped`);
      }
      const scenario = await getJson<Run>(url, `${PREFIX}/runs/${id}`);
      const { runs } = await getJson<{ runs: Run[] }>(url, `${PREFIX}/runs?parent_id=${id}`);
      for (const run of [...runs].reverse()) {
        const { due, acknowledged } = run.stats;
        const done = `${acknowledged}${due === null ? "" : ` of ${due}`} acknowledged`;
        const line = `${run.kind} ${run.name}: ${run.status}, ${done}` +
          (run.error === null ? "" : `; ${run.error}`);
        if (shown.get(run.id) === line) continue;
        shown.set(run.id, line);
        print(line);
      }
      if (RUN_STATUSES.indexOf(scenario.status) >= RUN_STATUSES.indexOf("stopped")) {
        const isDone = scenario.status === "completed" && scenario.outcome === "done" &&
          runs.every(({ status }) => status === "completed");
        if (!isDone) Deno.exitCode = 1;
        return print(`run ${id}: ${scenario.status}`);
      }
      await new Promise<void>((resolve) => {
        const cancel = systemClock.schedule(WATCH_MS, resolve);
        interruption.signal.addEventListener("abort", () => {
          cancel();
          resolve();
        }, { once: true });
      });
    }
  } finally {
    interruption.release();
  }
}

/** @throws AppError `usage`, with a line for each fault */
function read(file: string) {
  let document: string;
  try {
    document = Deno.readTextFileSync(file);
  } catch (cause) {
    throw new AppError("usage", `cannot read ${file}: ${messageOf(cause)}`, { cause });
  }
  const reading = readScenario(document, { maxLots: Math.max(MAX_LOTS, 100_000) });
  if (reading.status === "valid") return { document, scenario: reading.scenario };
  throw new AppError(
    "usage",
    describeFaults(reading.faults).split("\n").map((line) => `${file}: ${line}`).join("\n"),
  );
}

function exists(file: string): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
}
