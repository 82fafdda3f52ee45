/** What flags may hold: readers for commander, which says itself which flag it was. */
import { InvalidArgumentError } from "commander";
import { MAX_ACCELERATION } from "../contract/control_runs.ts";
import { messageOf } from "../lib/errors.ts";

const MAX_SEED = 2 ** 32 - 1;

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

export function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = decimal(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
  };
}

export const ACCEL_HELP = `simulated seconds per second, 1 to ${MAX_ACCELERATION}, or max`;

export function accel(text: string): number | "max" {
  if (text === "max") return text;
  const value = decimal(text);
  if (value >= 1 && value <= MAX_ACCELERATION) return value;
  throw new InvalidArgumentError(`Expected a number from 1 to ${MAX_ACCELERATION}, or max.`);
}

export const seed = wholeNumber(0, MAX_SEED);

/** Where none was given. */
export function drawnSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

export const seconds = number(0.001, 1e9);

export function notBlank(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be blank.");
}

export function lotCode(text: string): string {
  if (/^[A-Za-z0-9_-]{1,50}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected a code_lot or a LOT_… id.");
}

/** @param read throws where the address is none */
export function address(read: (text: string) => unknown): (text: string) => string {
  return (text) => {
    try {
      read(text);
      return text;
    } catch (error) {
      throw new InvalidArgumentError(messageOf(error));
    }
  };
}

function decimal(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}
