// @ts-types="@types/d3-random"
import { randomNormal, randomPoisson } from "d3-random";
import type { RandomSource } from "../kernel/mod.ts";

/** The distributions this model draws from, all fed by one random source. */
export interface Draws {
  /** Standard normal. */
  normal(): number;
  uniform(min: number, max: number): number;
  poisson(mean: number): number;
  chance(probability: number): boolean;
}

export function drawsFrom(random: RandomSource): Draws {
  const next = () => random.next();
  const poisson = randomPoisson.source(next);
  return {
    normal: randomNormal.source(next)(),
    uniform: (min, max) => min + (max - min) * random.next(),
    poisson: (mean) => poisson(mean)(),
    chance: (probability) => random.next() < probability,
  };
}
