/** What a run of the closed loop says to people. */
import type { ArmMeans, LoopReport } from "../app/mod.ts";
import type { Curve } from "../contract/curves.ts";
import { table } from "./output.ts";

/** Two rows a generation: the lots that learn, and the control beside them. */
export function loopTable({ history }: LoopReport): string {
  const head = [
    "gen",
    "arm",
    "curve",
    "objective",
    "quality",
    "rating",
    "maize kg",
    "dead %",
    "ITM",
  ];
  const rows = history.flatMap(({ generation, curve, learning, control, difference, next }) => [
    [generation, "learning", curveText(curve), ...meansTexts(learning), intervalText(difference)],
    ["", "control", "", ...meansTexts(control), next.replaceAll("_", " ")],
  ]);
  return table([...head, "difference [95 % CI], next"], rows);
}

/** The result in one honest sentence. */
export function verdictText(report: LoopReport): string {
  const { seed, lots, generations, genetique, result, verdict, lastCurve } = report;
  const first = Math.floor(generations / 2) + 1;
  const objective =
    `the objective of ${result.pairs} lots of generations ${first} to ${generations}`;
  const what = {
    improved: "Improved: the learnt curves raised",
    worse: "Worse: the learnt curves lowered",
    "no significant difference": "No significant difference: the learnt curves changed",
  }[verdict];
  return `${what} ${objective} by ${
    intervalText(result)
  } points against the first curve, lot by lot.\n` +
    `${genetique}, ${lots} lots a generation and arm, seed ${seed}; last curve ${
      curveText(lastCurve)
    }.`;
}

function meansTexts(means: ArmMeans): string[] {
  return [
    means.objective.toFixed(2),
    means.quality.toFixed(3),
    means.rating.toFixed(2),
    (means.maizeGrams / 1_000).toFixed(2),
    means.mortalityPercent.toFixed(2),
    means.itm.toFixed(2),
  ];
}

/** `13 d 183→418/203→458 g ^1.2` */
function curveText({ duree_jours, matin, soir, forme }: Curve): string {
  const doses = [matin, soir].map((dose) => `${dose.premiere_g}→${dose.derniere_g}`).join("/");
  return `${duree_jours} d ${doses} g${forme === 1 ? "" : ` ^${forme}`}`;
}

function intervalText({ mean, low, high }: { mean: number; low: number; high: number }): string {
  const signed = (value: number) => `${value < 0 ? "" : "+"}${value.toFixed(2)}`;
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}
