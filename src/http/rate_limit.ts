/**
 * So many requests a minute for each identity or address.
 *
 * One token bucket serves HTTP requests and WebSocket handshakes alike, on the injected clock and
 * within bounded memory: the middleware libraries have none of the three.
 */
import type { Clock } from "../lib/clock.ts";

const MAX_KEYS = 20_000;

interface Bucket {
  left: number;
  filledMs: number;
}

export class RateLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #maxKeys: number;
  /** The longest untouched first. */
  readonly #buckets = new Map<string, Bucket>();

  /** A bucket holds one minute's worth; 0 a minute means no limit. */
  constructor(
    { perMinute, clock, maxKeys = MAX_KEYS }: { perMinute: number; clock: Clock; maxKeys?: number },
  ) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#maxKeys = maxKeys;
  }

  /** Counts one request; the seconds until the next may come, or undefined when this one may. */
  take(key: string): number | undefined {
    if (this.#perMinute === 0) return undefined;
    const bucket = this.#filled(key);
    if (bucket.left >= 1) {
      bucket.left--;
      return undefined;
    }
    return this.#waitSeconds(bucket);
  }

  /** As `take`, without counting. */
  wait(key: string): number | undefined {
    if (this.#perMinute === 0 || !this.#buckets.has(key)) return undefined;
    const bucket = this.#filled(key);
    return bucket.left >= 1 ? undefined : this.#waitSeconds(bucket);
  }

  #waitSeconds({ left }: Bucket): number {
    return Math.max(1, Math.ceil((1 - left) * 60 / this.#perMinute));
  }

  #filled(key: string): Bucket {
    const nowMs = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { left: this.#perMinute, filledMs: nowMs };
    const gained = Math.max(0, nowMs - bucket.filledMs) * this.#perMinute / 60_000;
    bucket.left = Math.min(this.#perMinute, bucket.left + gained);
    bucket.filledMs = nowMs;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#maxKeys) {
      this.#buckets.delete(this.#buckets.keys().next().value!);
    }
    return bucket;
  }
}
