/** Curves beside each other: dose of each day, in the morning and in the evening. */
import type { Curve } from "../../../contract/curves.ts";
import { plannedDoseGrams } from "../../../domain/feeding_curve.ts";
import { grams } from "../format.ts";
import { words } from "../i18n.ts";
import { Chart, type Line } from "./chart.tsx";

const t = words({
  fr: {
    matin: "{name}, matin",
    soir: "{name}, soir",
    summary: "Doses prévues par jour. {curves}",
    one: "{name} : de {first} le premier matin à {last} le dernier soir.",
    day: "J{day}",
  },
  en: {
    matin: "{name}, morning",
    soir: "{name}, evening",
    summary: "Planned doses by day. {curves}",
    one: "{name}: from {first} on the first morning to {last} on the last evening.",
    day: "D{day}",
  },
});

export interface NamedCurve {
  name: string;
  curve: Curve;
}

const COLOURS = ["chart-1", "chart-2", "chart-4", "chart-3"];
const EVENING = [6, 4];
const STEPS_DAYS = [1, 2, 4];

export function CurveChart({ curves }: { curves: readonly NamedCurve[] }) {
  const days = Math.max(...curves.map(({ curve }) => curve.duree_jours));
  const xs = Array.from({ length: days }, (_, jour) => jour);
  const series = curves.flatMap(({ name, curve }, i) =>
    (["matin", "soir"] as const).map((moment): { line: Line; values: (number | null)[] } => ({
      line: {
        label: t(moment, { name }),
        colour: COLOURS[i % COLOURS.length]!,
        width: 2.5,
        ...(moment === "soir" && { dash: EVENING }),
      },
      values: xs.map((jour) =>
        jour < curve.duree_jours ? plannedDoseGrams(curve, { jour, moment }) : null
      ),
    }))
  );
  const sentences = curves.map(({ name, curve }) =>
    t("one", { name, first: grams(curve.matin.premiere_g), last: grams(curve.soir.derniere_g) })
  );
  return (
    <Chart
      summary={t("summary", { curves: sentences.join(" ") })}
      lines={series.map(({ line }) => line)}
      data={[xs, ...series.map(({ values }) => values)]}
      height={300}
      stepsX={STEPS_DAYS}
      formatX={(day) => t("day", { day })}
      formatY={(dose) => grams(dose)}
    />
  );
}
