/** Which livers lie under the sensors: those of a known lot, or of one made up. */
import { type LotAtSlaughter, qualityProfileOf } from "../../src/domain/quality_profile.ts";
import { pick, randomStream } from "../kernel/mod.ts";
import { drawsFrom } from "./draws.ts";
import { drawLotLivers } from "./lot_livers.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import type { InspectedLot } from "./sample_maker.ts";

/** What is known of a finished lot. */
export interface KnownLot extends LotAtSlaughter {
  readonly codeLot: string;
  readonly site: string | null;
  /** Maize really given over the whole lot, g per duck; null when no meal is stored. */
  readonly maizeGramsPerDuck: number | null;
}

/** Mean and standard deviation over the lots of the calibration, g per duck. */
const MAIZE_GRAMS = { mean: 7_735, sd: 657 };

/**
 * A lot's livers, which do not depend on who measures them.
 *
 * @param profile instead of the one that weight, mortality and genetics stand for
 */
export function knownLot(lot: KnownLot, profile?: QualityProfileName): InspectedLot {
  const livers = drawLotLivers({
    codeLot: lot.codeLot,
    maizeGivenGramsPerDuck: lot.maizeGramsPerDuck ?? MAIZE_GRAMS.mean,
    profile: profile ?? qualityProfileOf(lot),
  }, drawsFrom(randomStream(0, "lot", lot.codeLot, "livers")));
  return { livers, isKnown: true, ...(lot.site !== null && { siteCode: lot.site }) };
}

const FARMS = ["Ferme Martin", "Ferme Dubois", "Ferme Leroy", "Ferme Petit", "Ferme Blanc"];
const ORIGINS = ["Landes, France", "Périgord, France", "Gers, France", "Bretagne, France"];

/** A lot that no server has heard of, one for each device. */
export function madeUpLot(
  { seed, deviceId, profile }: { seed: number; deviceId: string; profile: QualityProfileName },
): InspectedLot {
  const random = randomStream(seed, "device", deviceId, "lot");
  const draws = drawsFrom(random);
  const oneOf = (values: readonly string[]) =>
    pick(random, values.map((value) => ({ value, weight: 1 })));
  const eleveur = oneOf(FARMS);
  const provenance = oneOf(ORIGINS);
  const maizeGivenGramsPerDuck = MAIZE_GRAMS.mean + MAIZE_GRAMS.sd * draws.normal();
  const livers = drawLotLivers({ codeLot: "", maizeGivenGramsPerDuck, profile }, draws);
  return { livers, isKnown: false, eleveur, provenance };
}
