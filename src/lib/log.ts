/**
 * Log lines: JSON on a pipe, readable on a terminal; `write` is stderr, so that stdout stays data.
 *
 * Messages are constant; what varies goes into fields. A child logger binds fields once.
 */
import { configureSync, getLogger, type LogRecord, resetSync } from "@logtape/logtape";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "off"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Record<string, unknown>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each of its lines. */
  with(fields: LogFields): Logger;
}

/** Starts logging for the process. `write` receives one line at a time, without its newline. */
export function startLogging(options: {
  level: LogLevel;
  pretty: boolean;
  color?: boolean;
  write: (line: string) => void;
}): Logger {
  const format = options.pretty ? prettyLine(options.color ?? false) : jsonLine;
  resetSync();
  configureSync({
    sinks: { out: (record) => options.write(format(record)) },
    loggers: [
      {
        category: ["gavaged"],
        sinks: ["out"],
        lowestLevel: LEVELS[options.level],
      },
      { category: ["logtape", "meta"], lowestLevel: null },
    ],
  });
  return wrap(getLogger(["gavaged"]), {});
}

/** A logger that says nothing: for tests and libraries without one. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  with: () => silentLogger,
};

const LEVELS = {
  debug: "debug",
  info: "info",
  warn: "warning",
  error: "error",
  off: null,
} as const;

function wrap(logger: ReturnType<typeof getLogger>, bound: LogFields): Logger {
  const log =
    (level: "debug" | "info" | "warn" | "error") => (message: string, fields?: LogFields) =>
      // The message is a constant: LogTape must not read placeholders in it, so braces are doubled.
      logger[level](message.replace(/[{}]/g, "$&$&"), { ...bound, ...fields });
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    with: (fields) => wrap(logger, { ...bound, ...fields }),
  };
}

function text(record: LogRecord): string {
  return record.message.map(String).join("");
}

function shortLevel(record: LogRecord): string {
  return record.level === "warning" ? "warn" : record.level;
}

/** Errors carry their fields in non-enumerable properties, which JSON would drop. */
function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const cause = value.cause === undefined ? {} : { cause: plain(value.cause) };
  return { name: value.name, message: value.message, stack: value.stack, ...cause };
}

function jsonLine(record: LogRecord): string {
  const fields = Object.fromEntries(
    Object.entries(record.properties).map(([key, value]) => [key, plain(value)]),
  );
  return JSON.stringify(
    {
      time: new Date(record.timestamp).toISOString(),
      level: shortLevel(record),
      msg: text(record),
      ...fields,
    },
    (_, value) => typeof value === "bigint" ? value.toString() : value,
  );
}

const COLORS: Record<string, number> = { debug: 90, info: 32, warn: 33, error: 31 };

function prettyLine(color: boolean): (record: LogRecord) => string {
  const paint = (code: number, s: string) => color ? `\u001b[${code}m${s}\u001b[0m` : s;
  return (record) => {
    const time = new Date(record.timestamp).toTimeString().slice(0, 8);
    const level = shortLevel(record);
    const fields = Object.entries(record.properties).map(([key, value]) => {
      const shown = value instanceof Error
        ? value.message
        : typeof value === "string"
        ? value
        : JSON.stringify(value);
      return `${paint(90, `${key}=`)}${shown}`;
    });
    return [
      paint(90, time),
      paint(COLORS[level] ?? 0, level.padEnd(5)),
      text(record),
      ...fields,
    ].join(" ");
  };
}
