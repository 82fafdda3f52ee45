/** The settings of `src/config` as flags, and the logger they ask for. */
import { type Command, Option } from "commander";
import {
  type Config,
  CONFIG_KEYS,
  type ConfigKey,
  ConfigSchema,
  flagName,
  loadConfig,
} from "../config/mod.ts";
import type { TokenSource } from "../app/mod.ts";
import { messageOf } from "../lib/errors.ts";
import { type Logger, startLogging } from "../lib/log.ts";
import { camelCase } from "es-toolkit";

/** Adds `--config` and a flag for each setting named. */
export function addSettings(command: Command, keys: readonly ConfigKey[] = CONFIG_KEYS): Command {
  command.option(
    "--config <file>",
    "YAML file with settings; flags and GAVAGED_* variables go before it",
  );
  for (const key of keys) {
    const schema = ConfigSchema.shape[key];
    const fallback = schema.safeParse(undefined).data;
    if (typeof fallback === "boolean") {
      addSwitch(command, { key, fallback });
      continue;
    }
    const option = new Option(`${flagName(key)} <value>`, schema.description);
    if (fallback !== undefined) option.description += ` (default: ${fallback})`;
    command.addOption(option);
  }
  return command;
}

/** `--no-x` alone would make commander say `x` is on, over file and environment: both are known. */
function addSwitch(
  command: Command,
  { key, fallback }: { key: ConfigKey; fallback: boolean },
): void {
  const { description } = ConfigSchema.shape[key];
  const name = flagName(key);
  const on = new Option(name, description);
  const off = new Option(name.replace("--", "--no-"), `do not ${description}`);
  command.addOption(fallback ? on.hideHelp() : on).addOption(fallback ? off : off.hideHelp());
}

/** Reads flags, environment and file. @throws AppError `config_invalid` */
export function readSettings(options: Record<string, unknown>): Config {
  return loadConfig({
    file: options.config as string | undefined,
    env: Deno.env.toObject(),
    flags: Object.fromEntries(CONFIG_KEYS.map((key) => [key, options[camelCase(key)]])),
    readFile: (path) => Deno.readTextFileSync(path),
  });
}

/**
 * The files that may hold access tokens, to be read again; undefined where there is none. To be
 * called before the settings are read.
 */
export function tokenSource(options: Record<string, unknown>): TokenSource | undefined {
  const paths = [options.config as string | undefined, Deno.env.get("GAVAGED_TOKENS_FILE")]
    .flatMap((path) => path ? [path] : []);
  if (paths.length === 0) return undefined;
  const stamp = () => paths.map(stampOf).join();
  return {
    stamp,
    stampInForce: stamp(),
    read: () => readSettings(options).tokens ?? [],
  };
}

function stampOf(path: string): string {
  try {
    const { mtime, size, ino } = Deno.statSync(path);
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch (error) {
    return messageOf(error);
  }
}

/** The process's logger: lines on stderr. */
export function openLog(config: Pick<Config, "log_level" | "log_format">): Logger {
  const terminal = Deno.stderr.isTerminal();
  const pretty = config.log_format === "pretty" || config.log_format === "auto" && terminal;
  const encoder = new TextEncoder();
  return startLogging({
    level: config.log_level,
    pretty,
    color: terminal && !Deno.env.get("NO_COLOR"),
    write(line) {
      const bytes = encoder.encode(line + "\n");
      for (let written = 0; written < bytes.length;) {
        written += Deno.stderr.writeSync(bytes.subarray(written));
      }
    },
  });
}
