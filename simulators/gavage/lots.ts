/** Which lots there are. */
import type { Curve } from "../../src/contract/curves.ts";
import type { Genetique } from "../../src/contract/words.ts";
import { pick, randomStream, wholeNumber } from "../kernel/mod.ts";
import type { GavageParams, Gaveur } from "./params.ts";

export interface LotPlan {
  /** Place in the run, from 0: with the seed, all that a lot's chance depends on. */
  readonly index: number;
  readonly gaveur: Gaveur;
  readonly genetique: Genetique;
  readonly ducks: number;
  /** Days of feeding, two meals each; those of the curve where there is one. */
  readonly days: number;
  /** The doses that the server asks for; the profile's own when absent. */
  readonly curve?: Curve;
}

/** What the lots of a site that begin in the same fortnight are fed: `MAIS_LL_2611A`, `…B`. */
export function maizeLotOf(site: string, debutLot: string): string {
  const [year, month, day] = debutLot.split("-");
  return `MAIS_${site}_${year!.slice(2)}${month}${Number(day) <= 15 ? "A" : "B"}`;
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
