/** The flags of a gavage run, checked before anything starts. */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  DEFAULT_WINDOW,
  endpointsOf,
  type GavageOptions,
  PROFILE_NAMES,
  type ProfileName,
} from "../../simulators/gavage/mod.ts";
import { MAX_UNANSWERED_MEALS } from "../contract/meal.ts";
import { isTimeZone } from "../domain/time.ts";
import {
  accel,
  ACCEL_HELP,
  address,
  drawnSeed,
  seconds,
  seed,
  wholeNumber,
} from "./flag_values.ts";

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

const MAX_LOTS = 100_000;

/**
 * @param options.withUrl false for a command that brings its own server
 * @param options.startsBack when lots arrive, where the command decides
 */
export function addGavageFlags(
  command: Command,
  { withUrl = true, startsBack = "today at ×1, else 15 days ago" } = {},
): Command {
  if (withUrl) {
    command.option(
      "--url <url>",
      "the server",
      address(endpointsOf),
      "ws://127.0.0.1:8000/ws/gavage",
    );
  }
  return command
    .option("--lots <n>", "lots to place", wholeNumber(1, MAX_LOTS), 3)
    .option("--accel <n>", ACCEL_HELP, accel, 1_440)
    .option(
      "--seed <n>",
      "same seed, same lots and meals (drawn when absent)",
      seed,
    )
    .option("--start <date>", `day of arrival, J-1 (default: ${startsBack})`, date)
    .option("--duration <seconds>", "stop after this much wall time", seconds)
    .addOption(
      new Option("--profile <name>", "parameters of the model").choices(PROFILE_NAMES)
        .default("classic"),
    )
    .option("--tz <zone>", "time zone of the meals' hours", zone, "Europe/Paris")
    .option(
      "--window <n>",
      "most meals unacknowledged",
      wholeNumber(1, MAX_UNANSWERED_MEALS),
      DEFAULT_WINDOW,
    );
}

/** What the flags ask for, with a seed drawn where none was given. */
export function gavageOptions(flags: GavageFlags): GavageOptions {
  const { lots, accel, url, profile, window, tz, start, duration } = flags;
  return {
    lots,
    accel,
    seed: flags.seed ?? drawnSeed(),
    url,
    profile,
    window,
    zone: tz,
    ...(start === undefined ? {} : { start }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  };
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
