/** The curve that a lot follows when nobody says otherwise. */
import type { Curve } from "../../src/contract/curves.ts";
import type { GavageParams } from "./params.ts";

/** A profile's own doses over so many days, in a straight line. */
export function referenceCurve({ matin, soir }: GavageParams["dose"], days: number): Curve {
  return {
    duree_jours: days,
    matin: { premiere_g: matin.firstGrams, derniere_g: matin.lastGrams },
    soir: { premiere_g: soir.firstGrams, derniere_g: soir.lastGrams },
    forme: 1,
  };
}
