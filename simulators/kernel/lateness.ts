/** How late work ran, in wall ms. */

export interface LatenessSummary {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Keeps each measure (4 bytes), so that the quantiles are exact. */
export class Lateness {
  #samples = new Float32Array(1_024);
  #count = 0;

  /** The newest measure; null before the first. */
  get lastMs(): number | null {
    return this.#count === 0 ? null : this.#samples[this.#count - 1]!;
  }

  record(lateMs: number): void {
    if (this.#count === this.#samples.length) {
      const larger = new Float32Array(this.#count * 2);
      larger.set(this.#samples);
      this.#samples = larger;
    }
    this.#samples[this.#count++] = lateMs;
  }

  /** Null when nothing had a deadline: at `max` there is no lateness. */
  summary(): LatenessSummary | null {
    if (this.#count === 0) return null;
    const sorted = this.#samples.slice(0, this.#count).sort();
    const quantile = (q: number) => sorted[Math.ceil(q * this.#count) - 1] ?? 0;
    return { p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1) };
  }
}
