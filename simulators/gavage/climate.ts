/** The air of one lot's room: a daily course, a slow drift, and bounds that it never leaves. */
import { type RandomSource, standardNormals } from "../kernel/mod.ts";
import type { GavageParams } from "./params.ts";

export interface Air {
  /** °C, to 0.1. */
  readonly temperature: number;
  /** % relative humidity, to 0.1. */
  readonly humidity: number;
}

const HOUR_MS = 3_600_000;

/**
 * Each value is `middle + half-range × tanh(x)`, so bounds hold without a clip that would pile values
 * up on them; x sums the room's own offset, the day's course (warmest and driest in the afternoon)
 * and a first-order autoregressive drift, whose memory over a step of t hours is exp(−t / memory).
 *
 * Ask in the order of time: two normal draws a reading.
 */
export class RoomClimate {
  readonly #params: GavageParams["climate"];
  readonly #normal: () => number;
  readonly #room: readonly [number, number];
  #drift: [number, number];
  #lastMs: number | undefined;

  constructor(params: GavageParams["climate"], source: RandomSource) {
    this.#params = params;
    this.#normal = standardNormals(source);
    this.#room = [params.room * this.#normal(), params.room * this.#normal()];
    this.#drift = [params.drift * this.#normal(), params.drift * this.#normal()];
  }

  /** The air at an instant (epoch ms) whose local hour is `localHour`. */
  at(timeMs: number, localHour: number): Air {
    const { temperature, humidity, warmestHour, dailySwing, drift, memoryHours } = this.#params;
    const stepHours = (timeMs - (this.#lastMs ?? timeMs)) / HOUR_MS;
    this.#lastMs = timeMs;
    const memory = Math.exp(-stepHours / memoryHours);
    const fresh = drift * Math.sqrt(1 - memory * memory);
    this.#drift = [
      memory * this.#drift[0] + fresh * this.#normal(),
      memory * this.#drift[1] + fresh * this.#normal(),
    ];
    const course = dailySwing * Math.cos(2 * Math.PI * (localHour - warmestHour) / 24);
    return {
      temperature: inside(temperature, course + this.#room[0] + this.#drift[0]),
      humidity: inside(humidity, -course + this.#room[1] + this.#drift[1]),
    };
  }
}

function inside({ min, max }: { min: number; max: number }, x: number): number {
  return Math.round(((min + max) / 2 + (max - min) / 2 * Math.tanh(x)) * 10) / 10;
}
