/** Who comes: people who have not rated yet, and some who have. */
import { pick, type RandomSource, randomStream, wholeNumber } from "../kernel/mod.ts";
import type { Catalogue } from "./catalogue.ts";
import { MAX_REGULARS, RETURN_SHARE } from "./params.ts";
import { drawPerson, type Person } from "./person.ts";
import type { ProductRow } from "./wire.ts";

interface Regular {
  readonly person: Person;
  /** Ids of the products they have rated. */
  readonly had: Set<string>;
}

export interface Comer {
  readonly person: Person;
  readonly product: ProductRow;
}

/** Nobody rates one product twice; a person depends on nothing but the seed and their number. */
export class Population {
  readonly #seed: number;
  readonly #regulars: Regular[] = [];
  #persons = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The next person and what they chose; undefined when the shelves are empty. */
  next(catalogue: Catalogue, random: RandomSource): Comer | undefined {
    if (catalogue.size === 0) return undefined;
    const isRegular = pick(random, [
      { value: true, weight: RETURN_SHARE },
      { value: false, weight: 1 - RETURN_SHARE },
    ]);
    if (isRegular && this.#regulars.length > 0) {
      const index = wholeNumber(random, { min: 0, max: this.#regulars.length - 1 });
      const regular = this.#regulars[index]!;
      const product = catalogue.pick(random, regular.had);
      if (product) return this.#serve(regular, product);
    }
    const newcomer = {
      person: drawPerson(randomStream(this.#seed, "person", this.#persons)),
      had: new Set<string>(),
    };
    const product = catalogue.pick(random, newcomer.had)!;
    this.#regulars[this.#persons % MAX_REGULARS] = newcomer;
    this.#persons++;
    return this.#serve(newcomer, product);
  }

  #serve({ person, had }: Regular, product: ProductRow): Comer {
    had.add(product.product_id);
    return { person, product };
  }
}
