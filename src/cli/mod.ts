/**
 * The command line: a table of subcommands, and what their endings mean.
 *
 * 0 done · 1 fault · 2 usage · 130 SIGINT · 143 SIGTERM
 */
import { Command, CommanderError } from "commander";
import { VERSION } from "../app/mod.ts";
import { AppError } from "../lib/errors.ts";
import { addTokenOption } from "./client.ts";
import { configCommand } from "./config.ts";
import { demoCommand } from "./demo.ts";
import { exportCommand } from "./export.ts";
import { migrateCommand } from "./migrate.ts";
import { monitorCommand } from "./monitor.ts";
import { openapiCommand } from "./openapi.ts";
import { recallCommand } from "./recall.ts";
import { scenarioCommand } from "./scenario.ts";
import { serveCommand } from "./serve.ts";
import { simulateConsumerCommand } from "./simulate_consumer.ts";
import { simulateGavageCommand } from "./simulate_gavage.ts";
import { simulateLoopCommand } from "./simulate_loop.ts";
import { simulateSqalCommand } from "./simulate_sqal.ts";
import { tokenCommand } from "./token.ts";
import { traceCommand } from "./trace.ts";
import { verifyCommand } from "./verify.ts";

const USAGE = 2;
const USAGE_CODES: readonly string[] = ["usage", "config_invalid"];

function program(): Command {
  const simulate = new Command("simulate").description("Run a simulator as a client of a server")
    .addCommand(simulateGavageCommand())
    .addCommand(simulateSqalCommand())
    .addCommand(simulateConsumerCommand())
    .addCommand(simulateLoopCommand());
  return new Command("gavaged")
    .description("Simulates, ingests and shows the making of foie gras in real time")
    .version(VERSION, "-V, --version", "print the version")
    .addCommand(serveCommand())
    .addCommand(simulate)
    .addCommand(demoCommand())
    .addCommand(scenarioCommand())
    .addCommand(monitorCommand())
    .addCommand(traceCommand())
    .addCommand(verifyCommand())
    .addCommand(recallCommand())
    .addCommand(exportCommand())
    .addCommand(migrateCommand())
    .addCommand(tokenCommand())
    .addCommand(openapiCommand())
    .addCommand(configCommand());
}

/** Runs one command line and returns the exit code of the process. */
export async function main(args: readonly string[]): Promise<number> {
  const gavaged = program();
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
    await say(text.split("\n").map((line) => `gavaged: ${line}`).join("\n"));
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
