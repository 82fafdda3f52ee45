/** Where a model takes its chance from: the only random input a pure model knows. */
export interface RandomSource {
  /** The next number, uniform in [0, 1). */
  next(): number;
}
