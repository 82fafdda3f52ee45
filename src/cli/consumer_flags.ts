/** The flags of a run of consumers, checked before anything starts. */
import type { Command } from "commander";
import { consumerEndpointsOf, type ConsumerOptions } from "../../simulators/consumer/mod.ts";
import { AppError } from "../lib/errors.ts";
import {
  accel,
  ACCEL_HELP,
  address,
  drawnSeed,
  lotCode,
  number,
  seconds,
  seed,
  wholeNumber,
} from "./flag_values.ts";

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

const MAX_PER_HOUR = 86_400;
const MAX_FEEDBACKS = 10_000_000;
/** Five whole stars let no more through of a perfect agreement. */
const MAX_CORRELATION = 0.9;

export function addConsumerFlags(command: Command): Command {
  return command
    .option("--url <url>", "the server", address(consumerEndpointsOf), "http://127.0.0.1:8000")
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
    .option("--accel <n>", ACCEL_HELP, accel, 1_440)
    .option(
      "--seed <n>",
      "same seed and products, same feedbacks (drawn when absent)",
      seed,
    )
    .option("--feedbacks <n>", "end after so many", wholeNumber(1, MAX_FEEDBACKS))
    .option("--duration <seconds>", "stop after this much wall time", seconds);
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
    seed: flags.seed ?? drawnSeed(),
    url,
    minRating,
    maxRating,
    correlation,
    ...(lot === undefined ? {} : { lot }),
    ...(feedbacks === undefined ? {} : { feedbacks }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  };
}
