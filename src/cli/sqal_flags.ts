/** The flags of a run of simulated devices, checked before anything starts. */
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  QUALITY_PROFILES,
  type QualityProfileName,
  sensorEndpointsOf,
  type SqalOptions,
} from "../../simulators/sqal/mod.ts";
import { AppError } from "../lib/errors.ts";
import { address, drawnSeed, lotCode, number, seconds, seed, wholeNumber } from "./flag_values.ts";

export interface SqalFlags {
  device?: string[];
  devices?: number;
  location: string;
  interval: number;
  rate?: number;
  lot?: string;
  samples?: number;
  url: string;
  seed?: number;
  profile?: QualityProfileName;
  duration?: number;
}

const MAX_DEVICES = 1_000;
const MAX_SAMPLES = 1_000_000;
const DEFAULT_DEVICE = "ESP32_LL_01";
const PROFILE_NAMES = Object.keys(QUALITY_PROFILES) as QualityProfileName[];

export function addSqalFlags(command: Command): Command {
  return command
    .option(
      "--url <url>",
      "the server",
      address(sensorEndpointsOf),
      "ws://127.0.0.1:8000/ws/sensors/",
    )
    .option("--device <id>", `a device's id; repeatable (default: ${DEFAULT_DEVICE})`, deviceIds)
    .addOption(
      new Option("--devices <n>", "so many devices, ESP32_SIM_01 and on")
        .argParser(wholeNumber(1, MAX_DEVICES)).conflicts("device"),
    )
    .option("--location <text>", "where they stand", location, "Ligne A")
    .option("--interval <seconds>", "time between a device's samples", number(0.01, 86_400), 30)
    .addOption(
      new Option("--rate <hz>", "samples a second of each device, instead of --interval")
        .argParser(number(1 / 86_400, 100)).conflicts("interval"),
    )
    .option("--lot <code>", "measure livers of this lot (default: of one made up)", lotCode)
    .option("--samples <n>", "samples of each device, then end", wholeNumber(1, MAX_SAMPLES))
    .addOption(
      new Option(
        "--profile <name>",
        "quality of the livers (default: what the lot stands for, else standard_barquette)",
      ).choices(PROFILE_NAMES),
    )
    .option(
      "--seed <n>",
      "same seed, same livers and samples (drawn when absent)",
      seed,
    )
    .option("--duration <seconds>", "stop after this much time", seconds);
}

/**
 * What the flags ask for, with a seed drawn where none was given.
 *
 * @throws AppError `usage` when a device is named twice
 */
export function sqalOptions(flags: SqalFlags): SqalOptions {
  const { device, devices, location, interval, rate, url } = flags;
  const { lot, samples, profile, duration } = flags;
  const deviceIds = device ??
    (devices === undefined ? [DEFAULT_DEVICE] : Array.from({ length: devices }, simulatedId));
  const twice = deviceIds.find((id, i) => deviceIds.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new AppError("usage", `--device: each device once, got ${twice} again`);
  }
  return {
    deviceIds,
    location,
    intervalMs: 1_000 * (rate === undefined ? interval : 1 / rate),
    seed: flags.seed ?? drawnSeed(),
    url,
    ...(lot === undefined ? {} : { lot }),
    ...(samples === undefined ? {} : { samples }),
    ...(profile === undefined ? {} : { profile }),
    ...(duration === undefined ? {} : { durationSeconds: duration }),
  };
}

function simulatedId(_: unknown, index: number): string {
  return `ESP32_SIM_${String(index + 1).padStart(2, "0")}`;
}

function deviceIds(id: string, before: string[] = []): string[] {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id) && id !== "unknown") return [...before, id];
  throw new InvalidArgumentError("Expected 1 to 64 letters, digits, - or _.");
}

function location(text: string): string {
  if (text.length >= 1 && text.length <= 200 && !text.includes("\0")) return text;
  throw new InvalidArgumentError("Expected 1 to 200 characters.");
}
