/** Which lots there are. */
import type { Genetique } from "../../src/contract/words.ts";
import { pick, randomStream, wholeNumber } from "../kernel/mod.ts";
import type { GavageParams, Gaveur } from "./params.ts";

export interface LotPlan {
  /** Place in the run, from 0: with the seed, all that a lot's chance depends on. */
  readonly index: number;
  readonly gaveur: Gaveur;
  readonly genetique: Genetique;
  readonly ducks: number;
  /** Days of feeding, two meals each. */
  readonly days: number;
}

export function planLot(params: GavageParams, seed: number, index: number): LotPlan {
  const draw = randomStream(seed, "lot", index, "plan");
  return {
    index,
    gaveur: pick(draw, params.gaveurs.map((value) => ({ value, weight: 1 }))),
    genetique: pick(
      draw,
      params.strains.map(({ genetique, weight }) => ({ value: genetique, weight })),
    ),
    ducks: wholeNumber(draw, params.ducks),
    days: wholeNumber(draw, params.days),
  };
}
