/** The flags of a gavage run, checked before anything starts. */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  endpointsOf,
  type GavageOptions,
  PROFILE_NAMES,
  type ProfileName,
} from "../../simulators/gavage/mod.ts";
import { isTimeZone } from "../domain/time.ts";
import { messageOf } from "../lib/errors.ts";

export interface GavageFlags {
  lots: number;
  accel: number | "max";
  seed?: number;
  url: string;
  start?: string;
  duration?: number;
  profile: ProfileName;
  tz: string;
  window: number;
}

const MAX_ACCEL = 86_400;
const MAX_SEED = 2 ** 32 - 1;
const MAX_LOTS = 100_000;
/** Twenty thousand meals a second, acknowledged within 200 ms. */
const DEFAULT_WINDOW = 4_096;
/** A server sends a client away above this. */
const MAX_WINDOW = 16_384;

/** @param options.withUrl false for a command that brings its own server */
export function addGavageFlags(command: Command, { withUrl = true } = {}): Command {
  if (withUrl) {
    command.option("--url <url>", "the server", address, "ws://127.0.0.1:8000/ws/gavage");
  }
  return command
    .option("--lots <n>", "lots to place", wholeNumber(1, MAX_LOTS), 3)
    .option("--accel <n>", `simulated seconds per second, 1 to ${MAX_ACCEL}, or max`, accel, 1_440)
    .option(
      "--seed <n>",
      "same seed, same lots and meals (drawn when absent)",
      wholeNumber(0, MAX_SEED),
    )
    .option("--start <date>", "day of arrival, J-1 (default: today at 1, else 15 days ago)", date)
    .option("--duration <seconds>", "stop after this much wall time", seconds)
    .addOption(
      new Option("--profile <name>", "parameters of the model").choices(PROFILE_NAMES)
        .default("classic"),
    )
    .option("--tz <zone>", "time zone of the meals' hours", zone, "Europe/Paris")
    .option(
      "--window <n>",
      "most meals unacknowledged",
      wholeNumber(1, MAX_WINDOW),
      DEFAULT_WINDOW,
    );
}

/** What the flags ask for, with a seed drawn where none was given. */
export function gavageOptions(flags: GavageFlags): GavageOptions {
  const { lots, accel, url, profile, window, tz, start, duration } = flags;
  return {
    lots,
    accel,
    seed: flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    url,
    profile,
    window,
    zone: tz,
    ...(start === undefined ? {} : { start }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

function accel(text: string): number | "max" {
  const number = decimal(text);
  if (text === "max") return text;
  if (number >= 1 && number <= MAX_ACCEL) return number;
  throw new InvalidArgumentError(`Expected a number from 1 to ${MAX_ACCEL}, or max.`);
}

function seconds(text: string): number {
  const number = decimal(text);
  if (number > 0) return number;
  throw new InvalidArgumentError("Expected a number of seconds above 0.");
}

function decimal(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

function date(text: string): string {
  const time = /^2[01]\d\d-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // `Date` turns the 31st of February into the 3rd of March.
  if (time > 0 && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("Expected a date from 2000 on, YYYY-MM-DD.");
}

function zone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InvalidArgumentError("Expected an IANA time zone such as Europe/Paris.");
}

function address(text: string): string {
  try {
    endpointsOf(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
