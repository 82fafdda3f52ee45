/**
 * The command line: a table of subcommands, and what their endings mean.
 *
 * 0 done · 1 fault · 2 usage · 130 SIGINT · 143 SIGTERM
 */
import { Command, CommanderError } from "commander";
import manifest from "../../deno.json" with { type: "json" };
import { AppError } from "../lib/errors.ts";
import { addTokenOption } from "./client.ts";

const USAGE = 2;
const USAGE_CODES: readonly string[] = ["usage", "config_invalid"];

interface Subcommand {
  name: string;
  description: string;
  load(): Promise<Command>;
}

/** Each is loaded when it is asked for: all of them together take longer than most of them run. */
const SUBCOMMANDS: readonly Subcommand[] = [
  {
    name: "serve",
    description:
      "Run the server: HTTP API, WebSockets, ingestion, and a database of its own when none is named",
    load: async () => (await import("./serve.ts")).serveCommand(),
  },
  {
    name: "simulate",
    description: "Run a simulator as a client of a server",
    load: async () => (await import("./simulate.ts")).simulateCommand(),
  },
  {
    name: "demo",
    description: "Serve, feed some lots, inspect, sell and rate them, show what became of them",
    load: async () => (await import("./demo.ts")).demoCommand(),
  },
  {
    name: "scenario",
    description: "List, check and run scenarios: simulators that start one after the other",
    load: async () => (await import("./scenario.ts")).scenarioCommand(),
  },
  {
    name: "monitor",
    description: "Inspect finished lots: claim each once, measure its samples through a server",
    load: async () => (await import("./monitor.ts")).monitorCommand(),
  },
  {
    name: "lots",
    description: "List the lots being fed on a running server, end those that will not be finished",
    load: async () => (await import("./lots.ts")).lotsCommand(),
  },
  {
    name: "trace",
    description: "Follow lots, products, samples or maize through the chain, on a running server",
    load: async () => (await import("./trace.ts")).traceCommand(),
  },
  {
    name: "verify",
    description: "Prove the registry of a running server unaltered, without trusting its database",
    load: async () => (await import("./verify.ts")).verifyCommand(),
  },
  {
    name: "recall",
    description:
      "Find all that came of some maize, lots, gaveur or site; with --execute, recall it",
    load: async () => (await import("./recall.ts")).recallCommand(),
  },
  {
    name: "export",
    description: "Write what a running server has stored",
    load: async () => (await import("./export.ts")).exportCommand(),
  },
  {
    name: "migrate",
    description: "Apply missing migrations; `serve` does so by itself before it listens",
    load: async () => (await import("./migrate.ts")).migrateCommand(),
  },
  {
    name: "token",
    description: "Access tokens",
    load: async () => (await import("./token.ts")).tokenCommand(),
  },
  {
    name: "openapi",
    description: "Print the OpenAPI 3.1 document of the server's HTTP interface",
    load: async () => (await import("./openapi.ts")).openapiCommand(),
  },
  {
    name: "config",
    description: "Print the settings in force, from defaults, file, environment and flags",
    load: async () => (await import("./config.ts")).configCommand(),
  },
];

/** The command line, with the whole of the subcommands that these arguments may mean. */
async function programFor(args: readonly string[]): Promise<Command> {
  const program = new Command("gavaged")
    .description("Simulates, ingests and shows the making of foie gras in real time")
    .version(manifest.version, "-V, --version", "print the version");
  for (const { name, description, load } of SUBCOMMANDS) {
    const command = args.includes(name) ? await load() : new Command(name);
    program.addCommand(command.name(name).description(description));
  }
  return program;
}

/** Runs one command line and returns the exit code of the process. */
export async function main(args: readonly string[]): Promise<number> {
  const gavaged = await programFor(args);
  eachCommand(gavaged, (command) => {
    addTokenOption(command);
    command.exitOverride().showHelpAfterError("(--help shows what can be said)");
  });
  try {
    await gavaged.parseAsync(args, { from: "user" });
    return Deno.exitCode;
  } catch (error) {
    // commander has already said what was wrong; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    // Whoever read stdout has had enough, as after `| head`.
    if (error instanceof Deno.errors.BrokenPipe) return Deno.exitCode;
    const text = error instanceof AppError ? error.message : faultText(error);
    await say(text.trimEnd().split("\n").map((line) => `gavaged: ${line}`).join("\n"));
    return error instanceof AppError && USAGE_CODES.includes(error.code) ? USAGE : 1;
  }
}

function eachCommand(command: Command, act: (command: Command) => void): void {
  act(command);
  for (const child of command.commands) eachCommand(child, act);
}

function faultText(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

async function say(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
