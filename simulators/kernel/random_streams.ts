/** Independent random streams, each known by a seed and a path of labels. */
import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import type { RandomSource } from "./random_source.ts";

/** A source with 53 random bits a draw, from which siblings can be split. */
export class RandomStream implements RandomSource {
  readonly #generator: JumpableRandomGenerator;

  constructor(generator: JumpableRandomGenerator) {
    this.#generator = generator;
  }

  next(): number {
    return uniformFloat64(this.#generator);
  }

  /**
   * The next `count` siblings, 2⁶⁴ draws apart, so that none ever meets another. Asking for more
   * leaves the first ones as they are.
   */
  split(count: number): RandomStream[] {
    const generator = this.#generator.clone();
    return Array.from({ length: count }, () => {
      generator.jump();
      return new RandomStream(generator.clone());
    });
  }
}

/**
 * The stream of a seed and a path, such as `randomStream(7, "lot", 3, "climate")`. Paths are hashed,
 * so a stream depends on nothing but its own name: a new path never disturbs an old one.
 */
export function randomStream(seed: number, ...path: readonly (string | number)[]): RandomStream {
  const digest = createHash("sha256").update(JSON.stringify([seed, ...path])).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  return new RandomStream(xoroshiro128plusFromState(state));
}
