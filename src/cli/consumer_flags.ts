/** The flags of a run of consumers, checked before anything starts. */
import { type Command, InvalidArgumentError } from "commander";
import { consumerEndpointsOf, type ConsumerOptions } from "../../simulators/consumer/mod.ts";
import { AppError, messageOf } from "../lib/errors.ts";

export interface ConsumerFlags {
  perHour: number;
  minRating: number;
  maxRating: number;
  correlation: number;
  lot?: string;
  feedbacks?: number;
  duration?: number;
  accel: number | "max";
  seed?: number;
  url: string;
}

const MAX_ACCEL = 86_400;
const MAX_SEED = 2 ** 32 - 1;
const MAX_PER_HOUR = 86_400;
const MAX_FEEDBACKS = 10_000_000;
/** Five whole stars let no more through of a perfect agreement. */
const MAX_CORRELATION = 0.9;

export function addConsumerFlags(command: Command): Command {
  return command
    .option("--url <url>", "the server", address, "http://127.0.0.1:8000")
    .option(
      "--per-hour <n>",
      "feedbacks in an hour of simulated time, on average",
      number(0.001, MAX_PER_HOUR),
      10,
    )
    .option("--min-rating <n>", "fewest stars that are given", wholeNumber(1, 5), 1)
    .option("--max-rating <n>", "most stars that are given", wholeNumber(1, 5), 5)
    .option(
      "--correlation <r>",
      `of measured score and rating, 0 to ${MAX_CORRELATION}`,
      number(0, MAX_CORRELATION),
      0.6,
    )
    .option("--lot <code>", "rate products of this lot only", lotCode)
    .option("--accel <n>", `simulated seconds per second, 1 to ${MAX_ACCEL}, or max`, accel, 1_440)
    .option(
      "--seed <n>",
      "same seed and products, same feedbacks (drawn when absent)",
      wholeNumber(0, MAX_SEED),
    )
    .option("--feedbacks <n>", "end after so many", wholeNumber(1, MAX_FEEDBACKS))
    .option("--duration <seconds>", "stop after this much wall time", number(0.001, 1e9));
}

/**
 * What the flags ask for, with a seed drawn where none was given.
 *
 * @throws AppError `usage` when the fewest stars are more than the most
 */
export function consumerOptions(flags: ConsumerFlags): ConsumerOptions {
  const { perHour, minRating, maxRating, correlation, accel, url } = flags;
  const { lot, feedbacks, duration } = flags;
  if (minRating > maxRating) {
    throw new AppError(
      "usage",
      `--min-rating: expected at most --max-rating ${maxRating}, got ${minRating}`,
    );
  }
  return {
    perHour,
    accel,
    seed: flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    url,
    minRating,
    maxRating,
    correlation,
    ...(lot === undefined ? {} : { lot }),
    ...(feedbacks === undefined ? {} : { feedbacks }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  };
}

function lotCode(text: string): string {
  if (/^[A-Za-z0-9_-]{1,50}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a code_lot or a LOT_… id.");
}

function accel(text: string): number | "max" {
  if (text === "max") return text;
  const value = decimal(text);
  if (value >= 1 && value <= MAX_ACCEL) return value;
  throw new InvalidArgumentError(`Expected a number from 1 to ${MAX_ACCEL}, or max.`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
  };
}

function decimal(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

function address(text: string): string {
  try {
    consumerEndpointsOf(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}
