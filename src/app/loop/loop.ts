/**
 * The closed loop in process: generations of lots, each fed along what the ones before taught, beside
 * a control arm that keeps the first curve. Lot by lot both arms have the same ducks, the same luck,
 * instruments and consumers. The same options give the same report.
 */
import type { Curve, ExpectedChange } from "../../contract/curves.ts";
import type { Genetique } from "../../contract/words.ts";
import {
  benefitOf,
  type CurveObservation,
  maizeCost,
  type Optimisation,
  optimiseCurve,
  varyCurve,
} from "../../consumer/curves/mod.ts";
import { profileCurve, type ProfileName } from "../../../simulators/gavage/mod.ts";
import { runLot, type Taste } from "./lot.ts";
import { type PairedDifference, pairedDifference } from "./paired.ts";

export interface LoopOptions {
  readonly generations: number;
  /** Of each arm and generation. */
  readonly lots: number;
  readonly seed: number;
  readonly genetique: Genetique;
  readonly profile: ProfileName;
}

/** Means over the lots of a generation. */
export interface ArmMeans {
  readonly objective: number;
  /** Mean SQAL score, 0–1. */
  readonly quality: number;
  readonly rating: number;
  /** g per duck. */
  readonly maizeGrams: number;
  /** % of the ducks placed. */
  readonly mortalityPercent: number;
  readonly itm: number;
}

export interface Generation {
  readonly generation: number;
  /** What its lots varied around. */
  readonly curve: Curve;
  readonly learning: ArmMeans;
  readonly control: ArmMeans;
  /** Objective of learning less control. */
  readonly difference: PairedDifference;
  /** What the optimiser made of all lots so far. */
  readonly next: Optimisation["status"];
  readonly expected: ExpectedChange["objective"] | null;
}

export interface LoopReport extends LoopOptions {
  readonly firstCurve: Curve;
  readonly lastCurve: Curve;
  readonly history: readonly Generation[];
  /** Over the lots of the later half of the generations. */
  readonly result: PairedDifference;
  readonly verdict: "improved" | "no significant difference" | "worse";
}

/** The days of the first curve; the profile draws 11 to 14. */
const FIRST_DAYS = 12;
/** Half-width of the differences between the lots of a generation, `FEATURE_STEPS`. */
const VARIATION_STEPS = 2;
/** Objective of a lot that no consumer rated: nothing of it was fit for sale. */
const UNSOLD_RATING = 1;

/** @param onGeneration told as each is done */
export function runLoop(
  options: LoopOptions,
  { taste, onGeneration }: { taste: Taste; onGeneration?: (generation: Generation) => void },
): LoopReport {
  const { generations, lots } = options;
  const firstCurve = profileCurve(options.profile, FIRST_DAYS);
  let curve = firstCurve;
  const seen: CurveObservation[] = [];
  const history: Generation[] = [];
  const late: number[] = [];
  for (let generation = 1; generation <= generations; generation++) {
    const arm = (curveOf: (index: number) => Curve) =>
      Array.from(
        { length: lots },
        (_, index) => runLot({ ...options, generation, index }, curveOf(index), taste),
      );
    const steps = VARIATION_STEPS / Math.sqrt(generation);
    const learning = arm((index) =>
      varyCurve(curve, { index: (generation - 1) * lots + index, steps })
    );
    const control = arm(() => firstCurve);
    const differences = learning.map((lot, i) => objectiveOf(lot) - objectiveOf(control[i]!));
    if (generation > generations / 2) late.push(...differences);
    seen.push(...learning);
    const next = optimiseCurve(seen, { id: null, curve });
    const done: Generation = {
      generation,
      curve,
      learning: meansOf(learning),
      control: meansOf(control),
      difference: pairedDifference(differences),
      next: next.status,
      expected: next.status === "proposed" ? next.expected.objective : null,
    };
    history.push(done);
    onGeneration?.(done);
    if (next.status === "proposed") curve = next.curve;
  }
  const result = pairedDifference(late);
  const lastCurve = history.at(-1)!.curve;
  return { ...options, firstCurve, lastCurve, history, result, verdict: verdictOf(result) };
}

function verdictOf({ low, high }: PairedDifference): LoopReport["verdict"] {
  if (low > 0) return "improved";
  return high < 0 ? "worse" : "no significant difference";
}

function objectiveOf(lot: CurveObservation): number {
  return benefitOf({ ...lot, rating: lot.rating ?? UNSOLD_RATING }) + maizeCost(lot.maizeGrams);
}

function meansOf(lots: readonly CurveObservation[]): ArmMeans {
  const mean = (value: (lot: CurveObservation) => number) =>
    lots.reduce((sum, lot) => sum + value(lot), 0) / lots.length;
  return {
    objective: mean(objectiveOf),
    quality: mean((lot) => lot.quality),
    rating: mean((lot) => lot.rating ?? UNSOLD_RATING),
    maizeGrams: mean((lot) => lot.maizeGrams),
    mortalityPercent: mean((lot) => lot.mortalityPercent),
    itm: mean((lot) => lot.itm),
  };
}
