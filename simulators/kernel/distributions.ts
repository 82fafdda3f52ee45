/** The distributions that the models draw from, over any source. */
// @ts-types="@types/d3-random"
import { randomExponential, randomInt, randomNormal } from "d3-random";
import type { RandomSource } from "./random_source.ts";

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A number in [min, max). */
export function uniform(source: RandomSource, { min, max }: Range): number {
  return min + (max - min) * source.next();
}

/** A whole number in [min, max], both ends included. */
export function wholeNumber(source: RandomSource, { min, max }: Range): number {
  return randomInt.source(() => source.next())(min, max + 1)();
}

/** Standard normal numbers, drawn one by one. */
export function standardNormals(source: RandomSource): () => number {
  return randomNormal.source(() => source.next())(0, 1);
}

/** Exponential numbers of mean 1, drawn one by one. */
export function unitExponentials(source: RandomSource): () => number {
  return randomExponential.source(() => source.next())(1);
}

/** One of the values, in proportion to its weight. */
export function pick<T>(
  source: RandomSource,
  choices: readonly { readonly value: T; readonly weight: number }[],
): T {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let left = source.next() * total;
  for (const { value, weight } of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  const last = choices.at(-1);
  if (!last) throw new RangeError("pick a value: there are no choices");
  return last.value;
}
