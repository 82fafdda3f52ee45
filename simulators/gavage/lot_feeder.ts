/** One lot of a run, from its first meal to its last. */
import { randomStream } from "../kernel/mod.ts";
import { RoomClimate } from "./climate.ts";
import type { LotPlan } from "./lots.ts";
import { type OutgoingMeal, outgoingMeal } from "./meal_protocol.ts";
import { feedLot, type LotState, placeLot } from "./model.ts";
import type { GavageParams } from "./params.ts";
import type { MealSlot } from "./schedule.ts";

export interface LotFeederOptions {
  params: GavageParams;
  seed: number;
  plan: LotPlan;
  codeLot: string;
  /** The meals of the longest lot. */
  slots: readonly MealSlot[];
}

export class LotFeeder {
  readonly #params: GavageParams;
  readonly #codeLot: string;
  readonly #slots: readonly MealSlot[];
  readonly #lot: LotState;
  readonly #room: RoomClimate;
  #fed = 0;

  constructor({ params, seed, plan, codeLot, slots }: LotFeederOptions) {
    this.#params = params;
    this.#codeLot = codeLot;
    this.#slots = slots.slice(0, 2 * plan.days);
    this.#lot = placeLot(params, plan, randomStream(seed, "lot", plan.index, "ducks"));
    this.#room = new RoomClimate(
      params.climate,
      randomStream(seed, "lot", plan.index, "climate"),
    );
  }

  /** When the next meal is, epoch ms; undefined after the last. */
  get nextMs(): number | undefined {
    return this.#slots[this.#fed]?.timeMs;
  }

  feed(): OutgoingMeal {
    const slot = this.#slots[this.#fed];
    if (!slot) throw new RangeError(`feed lot ${this.#codeLot}: its last meal was given`);
    this.#fed++;
    return outgoingMeal({
      codeLot: this.#codeLot,
      lot: this.#lot,
      slot,
      meal: feedLot(this.#params, this.#lot, slot),
      air: this.#room.at(slot.timeMs, slot.localHour),
      isLast: this.#fed === this.#slots.length,
    });
  }
}
