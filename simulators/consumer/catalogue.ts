/** What is on the shelves: the products a server lists, less those that turned out to be gone. */
import type { Grade } from "../../src/domain/grades.ts";
import { type RandomSource, wholeNumber } from "../kernel/mod.ts";
import { latest } from "./liver.ts";
import { GRADE_SCORE, REFERENCE_SCORE, WITHIN_GRADE_SD } from "./params.ts";
import { ProductList, ProductRow } from "./wire.ts";

/** Scores on the shelves count as at least, and at most, so many times as wide as the reference. */
const SPREAD = { min: 0.6, max: 1.5 };
/** Blind picks before the whole shelf is looked through. */
const PICKS = 8;

export class Catalogue {
  readonly #wanted: ReadonlySet<string> | undefined;
  #products: readonly ProductRow[] = [];
  readonly #gone = new Set<string>();
  #lots = 0;
  #scoreSd = REFERENCE_SCORE.sd;

  /** @param wanted ids of the only products that anybody wants; all of them when undefined */
  constructor(wanted?: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  get size(): number {
    return this.#products.length;
  }

  get lots(): number {
    return this.#lots;
  }

  /**
   * Standard deviation of the scores on the shelves, as far as their grades tell. People judge by
   * what they can compare with, so a narrow choice is judged more finely: Parducci's range principle,
   * Psychological Review 72 (1965), 407. Bounded, so that a few like products do not split hairs.
   */
  get scoreSd(): number {
    return this.#scoreSd;
  }

  /** The one registered last; undefined when the shelves are empty. */
  get newest(): ProductRow | undefined {
    return this.#products.reduce<ProductRow | undefined>((newest, product) => {
      const isNewer = !newest ||
        (latest(product.created_at) ?? 0) > (latest(newest.created_at) ?? 0);
      return isNewer ? product : newest;
    }, undefined);
  }

  /** Takes a server's answer; false when it is no list. Rows that are no products are left out. */
  replace(answer: unknown): boolean {
    const rows = ProductList.safeParse(answer);
    if (!rows.success) return false;
    this.#stock(
      rows.data.flatMap((row) => ProductRow.safeParse(row).data ?? [])
        .filter(({ product_id }) => this.#wanted?.has(product_id) ?? true)
        .filter(({ product_id }) => !this.#gone.has(product_id))
        // A server lists the newest first, and not always in one order.
        .sort((a, b) => a.product_id < b.product_id ? -1 : 1),
    );
    return true;
  }

  /** Takes a recalled product off the shelves for good: older servers go on listing it. */
  drop(productId: string): void {
    if (this.#gone.has(productId)) return;
    this.#gone.add(productId);
    this.#stock(this.#products.filter(({ product_id }) => product_id !== productId));
  }

  /** Any product that is not among those had already; undefined when there is no other. */
  pick(random: RandomSource, had: ReadonlySet<string>): ProductRow | undefined {
    const any = (products: readonly ProductRow[]) =>
      products[wholeNumber(random, { min: 0, max: products.length - 1 })];
    if (this.size === 0) return undefined;
    for (let i = 0; i < PICKS; i++) {
      const product = any(this.#products)!;
      if (!had.has(product.product_id)) return product;
    }
    const others = this.#products.filter(({ product_id }) => !had.has(product_id));
    return others.length > 0 ? any(others) : undefined;
  }

  #stock(products: readonly ProductRow[]): void {
    this.#products = products;
    this.#lots = new Set(products.map(({ lot_id }) => lot_id)).size;
    const scores = products.flatMap(({ sqal_grade }) => GRADE_SCORE[sqal_grade as Grade] ?? []);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
    const sd = scores.length > 0 ? Math.sqrt(variance + WITHIN_GRADE_SD ** 2) : REFERENCE_SCORE.sd;
    this.#scoreSd = REFERENCE_SCORE.sd *
      Math.min(SPREAD.max, Math.max(SPREAD.min, sd / REFERENCE_SCORE.sd));
  }
}
