/** Pearson's correlation of pairs as they come, without the rounding errors of plain sums (Welford). */
export class CorrelationSoFar {
  #count = 0;
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.#count++;
    const dx = x - this.#meanX;
    const dy = y - this.#meanY;
    this.#meanX += dx / this.#count;
    this.#meanY += dy / this.#count;
    this.#xx += dx * (x - this.#meanX);
    this.#yy += dy * (y - this.#meanY);
    this.#xy += dx * (y - this.#meanY);
  }

  /** Null where either does not vary. */
  correlation(): number | null {
    const spread = Math.sqrt(this.#xx * this.#yy);
    return spread > 1e-12 ? this.#xy / spread : null;
  }
}
