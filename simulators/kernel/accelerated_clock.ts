/** Simulated time that runs at a multiple of the wall's. */
import type { Clock } from "../../src/lib/clock.ts";

/** Simulated seconds per wall second, or as fast as the work allows. */
export type Acceleration = number | "max";

/**
 * `wallDue = wallOrigin + (sim − simOrigin) / accel`: each instant is computed from the origin, never
 * from the one before, so error cannot add up. A pause or another speed sets a new origin at the
 * present instant.
 */
export class AcceleratedClock {
  readonly #clock: Clock;
  #accel: Acceleration;
  #wallOriginMs: number;
  #simOriginMs: number;
  #reachedMs: number;
  #paused = false;

  constructor(options: { clock: Clock; simOriginMs: number; accel: Acceleration }) {
    this.#clock = options.clock;
    this.#accel = options.accel;
    this.#wallOriginMs = options.clock.now();
    this.#simOriginMs = options.simOriginMs;
    this.#reachedMs = options.simOriginMs;
  }

  get accel(): Acceleration {
    return this.#accel;
  }

  /** Simulated epoch ms; at `max`, the time of the last event that ran. */
  nowMs(): number {
    if (this.#paused) return this.#simOriginMs;
    if (this.#accel === "max") return this.#reachedMs;
    return this.#simOriginMs + (this.#clock.now() - this.#wallOriginMs) * this.#accel;
  }

  /** When, on the wall's clock, a simulated instant is due: `-Infinity` at `max`, `Infinity` in a pause. */
  wallDueMs(simMs: number): number {
    if (this.#paused) return Infinity;
    if (this.#accel === "max") return -Infinity;
    return this.#wallOriginMs + (simMs - this.#simOriginMs) / this.#accel;
  }

  /** Told by the kernel: the event at this time has run. */
  reach(simMs: number): void {
    if (simMs > this.#reachedMs) this.#reachedMs = simMs;
  }

  setAccel(accel: Acceleration): void {
    this.#setOrigin();
    this.#accel = accel;
  }

  pause(): void {
    this.#setOrigin();
    this.#paused = true;
  }

  resume(): void {
    this.#setOrigin();
    this.#paused = false;
  }

  #setOrigin(): void {
    this.#simOriginMs = this.nowMs();
    this.#wallOriginMs = this.#clock.now();
    // At `max` time has no other measure than the events that ran: it must not fall behind the origin.
    this.reach(this.#simOriginMs);
  }
}
