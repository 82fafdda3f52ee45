/**
 * One configuration from four places: defaults < file (YAML) < environment < flags.
 *
 * Unknown keys are refused with the nearest known one, and every problem is reported at once.
 */
import { closest, distance } from "fastest-levenshtein";
import { parse as parseYaml } from "yaml";
import { show } from "../contract/issues.ts";
import { AppError, messageOf } from "../lib/errors.ts";
import { withoutPassword } from "../lib/postgres_url.ts";
import { type Config, CONFIG_KEYS, type ConfigKey, ConfigSchema, SECRETS } from "./schema.ts";

export interface ConfigSources {
  /** Path of the YAML file, if one was named. */
  file?: string;
  env: Record<string, string>;
  /** Flags that were given, by their setting. */
  flags: Partial<Record<ConfigKey, unknown>>;
  readFile(path: string): string;
}

const ENV_PREFIX = "GAVAGED_";
/** For the commands that are clients of a server; they may share an environment with it. */
const CLIENT_VARIABLES = ["GAVAGED_TOKEN", "GAVAGED_TOKEN_FILE"];
/** What every PostgreSQL host calls it. */
const DATABASE_URL = "DATABASE_URL";

/** @throws AppError `config_invalid`, naming each setting, its value and where it came from. */
export function loadConfig(sources: ConfigSources): Config {
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const problems: string[] = [];
  const take = (key: string, value: unknown, origin: string) => {
    values[key] = value;
    origins[key] = origin;
  };

  for (const [key, value] of Object.entries(readConfigFile(sources))) {
    if (isKey(key)) take(key, value, sources.file!);
    else problems.push(unknown(`${sources.file}: unknown setting`, key, CONFIG_KEYS));
  }
  // Compose files and service managers write an empty variable for one that is not set.
  const unlessEmpty = (key: string, value: string, name: string) => {
    if (value !== "") take(key, value, name);
  };
  unlessEmpty("database_url", sources.env[DATABASE_URL] ?? "", DATABASE_URL);
  for (const [name, value] of Object.entries(sources.env).sort()) {
    if (!name.startsWith(ENV_PREFIX) || CLIENT_VARIABLES.includes(name)) continue;
    const key = name.slice(ENV_PREFIX.length).toLowerCase();
    const secret = SECRETS.find((s) => `${s}_file` === key);
    if (isKey(key)) unlessEmpty(key, value, name);
    else if (secret && value === "") continue;
    else if (secret) take(secret, readSecret(sources, { name, path: value }), name);
    else problems.push(unknown("unknown environment variable", name, CONFIG_KEYS.map(envName)));
  }
  for (const [key, value] of Object.entries(sources.flags)) {
    if (value !== undefined) take(key, value, flagName(key));
  }

  const parsed = ConfigSchema.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = String(issue.path[0]);
      const value = SECRETS.includes(key as ConfigKey) ? "***" : show(values[key]);
      const within = typeof values[key] === "string" ? [] : issue.path.slice(1);
      const place = [origins[key] ?? key, ...within].join(".");
      problems.push(`${place}: ${issue.message}, got ${value}`);
    }
  }
  if (problems.length > 0 || !parsed.success) {
    throw new AppError("config_invalid", problems.join("\n"));
  }
  return parsed.data;
}

/** The configuration in force, without its secrets. */
export function redacted(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) =>
      SECRETS.includes(key as ConfigKey) ? [key, withoutSecret(value)] : [key, value]
    ),
  );
}

/** Of tokens the names stay, and all else that is no secret. */
function withoutSecret(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((entry) => typeof entry === "object" ? { ...entry, hash: "***" } : "***")
    : withoutPassword(String(value));
}

/** `log_level` → `--log-level` */
export function flagName(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}

/** `log_level` → `GAVAGED_LOG_LEVEL` */
export function envName(key: string): string {
  return ENV_PREFIX + key.toUpperCase();
}

function isKey(key: string): key is ConfigKey {
  return (CONFIG_KEYS as string[]).includes(key);
}

function readConfigFile({ file, readFile }: ConfigSources): Record<string, unknown> {
  if (file === undefined) return {};
  let document: unknown;
  try {
    document = parseYaml(readFile(file)) ?? {};
  } catch (cause) {
    // After the first line the parser shows the file's own, and a secret may stand in them.
    const reason = messageOf(cause).split("\n")[0]!.replace(/:$/, "");
    throw new AppError("config_invalid", `cannot read ${file}: ${reason}`);
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new AppError(
      "config_invalid",
      `${file}: expected settings by name, got ${show(document)}`,
    );
  }
  return document as Record<string, unknown>;
}

function readSecret(
  { readFile }: ConfigSources,
  { name, path }: { name: string; path: string },
): string {
  try {
    return readFile(path).trim();
  } catch (cause) {
    throw new AppError("config_invalid", `${name}: cannot read ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  const hint = distance(name, nearest) <= Math.max(3, name.length / 3)
    ? `; did you mean ${nearest}?`
    : "";
  return `${what} ${name}${hint}`;
}
