/** One lot through the whole chain in process: fed, slaughtered, measured, tasted. */
import type { Curve } from "../../contract/curves.ts";
import type { Genetique } from "../../contract/words.ts";
import type { CurveObservation } from "../../consumer/curves/mod.ts";
import { qualityProfileOf } from "../../domain/quality_profile.ts";
import { readSensors, type SensorReading } from "../../domain/sensor_reading.ts";
import { feedWholeLot, type ProfileName } from "../../../simulators/gavage/mod.ts";
import { type RandomStream, randomStream } from "../../../simulators/kernel/mod.ts";
import {
  drawLiver,
  drawLotLivers,
  drawsFrom,
  type LotLivers,
  measureSample,
} from "../../../simulators/sqal/mod.ts";

/** A compliant liver, as a consumer gets it. */
export interface TastedLiver {
  readonly reading: SensorReading;
  readonly itm: number;
  readonly madeMs: number;
}

/** Stars of one consumer, who is whoever comes out of the stream. */
export type Taste = (liver: TastedLiver, stream: RandomStream) => number;

export interface LoopLot {
  readonly seed: number;
  /** With the seed, all that chance depends on: the same in both arms. */
  readonly generation: number;
  readonly index: number;
  readonly profile: ProfileName;
  readonly genetique: Genetique;
}

/** As the lot monitor takes them. */
const SAMPLES_PER_LOT = 5;
const RATINGS_PER_LIVER = 2;
/** A liver out of the instruments' sight is laid down again. */
const TRIES = 3;
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const GENERATION_MS = 30 * 86_400_000;

/** Feeds a lot along a curve, measures its livers as quality control does, and asks consumers. */
export function runLot(lot: LoopLot, curve: Curve, taste: Taste): CurveObservation {
  const { seed, generation, index, genetique } = lot;
  const stream = (...path: (string | number)[]) =>
    randomStream(seed, "loop", generation, "lot", index, ...path);
  const fed = feedWholeLot({ ...lot, curve }, stream("ducks"));
  const livers = drawLotLivers({
    codeLot: `L${generation}-${index}`,
    maizeGivenGramsPerDuck: fed.maizeGrams,
    profile: qualityProfileOf({ ...fed, genetique }),
  }, drawsFrom(stream("livers")));
  const madeMs = FIRST_DAY_MS + generation * GENERATION_MS;
  const readings = Array.from(
    { length: SAMPLES_PER_LOT },
    (_, sample) => measure(livers, { madeMs, stream: (n) => stream("sample", sample, n) }),
  ).filter((reading) => reading !== undefined);
  const liverGrams = mean(readings.map((reading) => reading.liverGrams));
  const itm = fed.maizeGrams / liverGrams;
  const stars = readings.flatMap((reading, sample) =>
    reading.fusion.is_compliant
      ? Array.from(
        { length: RATINGS_PER_LIVER },
        (_, i) => taste({ reading, itm, madeMs }, stream("taste", sample, i)),
      )
      : []
  );
  return {
    curve,
    maizeGrams: fed.maizeGrams,
    quality: mean(readings.map((reading) => reading.fusion.final_score)),
    mortalityPercent: fed.mortalityPercent,
    itm,
    rating: stars.length > 0 ? mean(stars) : null,
  };
}

function measure(
  livers: LotLivers,
  { madeMs, stream }: { madeMs: number; stream: (attempt: number) => RandomStream },
): SensorReading | undefined {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const draws = drawsFrom(stream(attempt));
    const header = {
      sampleId: "loop",
      deviceId: "loop",
      macAddress: "00:00:00:00:00:00",
      location: "loop",
      firmwareVersion: "1.0.0",
      profile: livers.profile,
      timeMs: madeMs,
    };
    const measured = measureSample({ liver: drawLiver(livers, draws), header }, draws);
    const read = measured.kind === "sample" ? readSensors(measured.frame) : undefined;
    if (read?.ok) return read.reading;
  }
  return undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
