/** What ratings have to do with the quality that was measured. */
import { useMemo } from "preact/hooks";
import type { TrainingRow } from "../../../../contract/consumer.ts";
import { ask, query } from "../../api.ts";
import { correlation } from "../../data/correlation.ts";
import { opinions } from "../../data/opinions.ts";
import { number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { loads } from "../../live/store.ts";
import { Chart } from "../../ui/chart.tsx";
import { opinionsText } from "../../ui/counts.ts";
import { useRead } from "../../ui/read.ts";
import { RATING_RANGE } from "../../ui/stars.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";

const t = words({
  fr: {
    rating: "Note",
    score: "Score SQAL",
    line: "Tendance",
    summary: "Note selon le score SQAL. {correlation}",
    correlation: "Corrélation r = {r} sur {n}.",
    no_correlation: "Trop peu d’avis pour une corrélation : {n}.",
    none: "Aucun produit noté n’a de score",
  },
  en: {
    rating: "Rating",
    score: "SQAL score",
    line: "Trend",
    summary: "Rating by SQAL score. {correlation}",
    correlation: "Correlation r = {r} over {n}.",
    no_correlation: "Too few opinions for a correlation: {n}.",
    none: "No rated product has a score",
  },
});

type Row = Pick<TrainingRow, "overall_rating" | "sqal_quality_score" | "feedback_id">;
const MOST_SHOWN = 1_000;
/** Fewer say nothing. */
const LEAST_FOR_CORRELATION = 10;
/** Many opinions change the picture little: it is drawn again less often. */
const CALM_AFTER = 200;

export function ByScore() {
  const calm = opinions.recent.value.length > CALM_AFTER ? 15 : 1;
  const read = useRead(
    "training",
    (signal) => readRows(signal),
    [Math.floor(opinions.version.value / calm), loads.value],
  );
  const rows = read.status === "there" ? read.value : undefined;
  const { points, fit } = useMemo(() => fitted(rows ?? []), [rows]);
  const data = useMemo(() => [
    points.map(({ x }) => x),
    points.map(({ y, id }) => y + spread(id)),
    points.map(({ x }) => fit ? fit.intercept + fit.slope * x : null),
  ], [points, fit]);
  if (read.status === "failed") return <Failed {...read} />;
  if (read.status === "loading") return <Loading />;
  if (points.length === 0) return <Empty icon="quality" title={t("none")} />;
  const said = fit
    ? t("correlation", { r: number(fit.r, 2), n: opinionsText(points.length) })
    : t("no_correlation", { n: number(points.length) });
  return (
    <>
      <p class="verdict-line">{said}</p>
      <Chart
        summary={t("summary", { correlation: said })}
        lines={[
          { label: t("rating"), colour: "chart-2", points: true },
          { label: t("line"), colour: "chart-1", dash: [6, 5] },
        ]}
        data={data}
        rangeY={RATING_RANGE}
        height={300}
        stepsX={[0.01, 0.02, 0.05, 0.1, 0.2]}
        formatX={(x) => number(x, 2)}
        tipX={(x) => `${t("score")} ${number(x, 3)}`}
        formatY={(y) => number(Math.round(y))}
      />
    </>
  );
}

async function readRows(signal: AbortSignal): Promise<Row[]> {
  const path = `/api/consumer/ml/training-data${query({ min_feedbacks: 0, limit: MOST_SHOWN })}`;
  return (await ask<{ data: Row[] }>(path, { signal })).data;
}

/** By their score, with the line through them. */
function fitted(rows: readonly Row[]) {
  const points = rows
    .flatMap(({ sqal_quality_score: x, overall_rating: y, feedback_id: id }) =>
      x === null ? [] : [{ x, y, id }]
    )
    .sort((a, b) => a.x - b.x);
  return {
    points,
    fit: points.length >= LEAST_FOR_CORRELATION ? correlation(points) : undefined,
  };
}

/** Moves equal points apart, always by the same, so that many look like many: ±0.2 of a star. */
function spread(id: number): number {
  return ((id * 7) % 21 - 10) / 50;
}
