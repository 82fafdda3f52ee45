/** Each opinion in its time, and the mean of the last few. */
import { useMemo } from "preact/hooks";
import { mean } from "../../data/mean.ts";
import { type Opinion, opinions } from "../../data/opinions.ts";
import { dayAndTime, number, shortDay, shortTime } from "../../format.ts";
import { words } from "../../i18n.ts";
import { Chart } from "../../ui/chart.tsx";
import { opinionsText } from "../../ui/counts.ts";
import { RATING_RANGE } from "../../ui/stars.tsx";

const t = words({
  fr: {
    rating: "Note",
    running: "Moyenne des {n} derniers",
    summary: "Les {n}, le dernier : {rating} sur 5.",
  },
  en: {
    rating: "Rating",
    running: "Mean of the last {n}",
    summary: "The {n}, the last: {rating} out of 5.",
  },
});

const DAY_MS = 86_400_000;
const STEPS_DAYS = [1 / 24, 1 / 8, 1 / 4, 1 / 2, 1, 2, 7, 14, 30, 90, 180, 365, 730];
/** That have room beside each other on a phone. */
const MOST_MARKS = 4;
const RUNNING = 10;
/** A mean of fewer says nothing. */
const LEAST_RUNNING = 3;

/** Of one opinion at least. */
export function OverTime() {
  const recent = opinions.recent.value;
  const data = useMemo(() => seriesOf(recent), [recent]);
  const [days, ratings] = data;
  const spanDays = days.at(-1)! - days[0]!;
  const isShort = spanDays < MOST_MARKS / 2;
  return (
    <Chart
      summary={t("summary", {
        n: opinionsText(recent.length),
        rating: number(ratings.at(-1)),
      })}
      lines={[
        { label: t("rating"), colour: "chart-target", points: true },
        { label: t("running", { n: RUNNING }), colour: "chart-1", width: 3 },
      ]}
      data={data}
      rangeY={RATING_RANGE}
      height={280}
      stepsX={STEPS_DAYS.filter((step) =>
        step >= (isShort ? 0 : 1) && step > spanDays / MOST_MARKS
      )}
      formatX={(x) => isShort ? shortTime(x * DAY_MS) : shortDay(x * DAY_MS)}
      tipX={(x) => dayAndTime(x * DAY_MS)}
      formatY={(y) => number(y, Number.isInteger(y) ? 0 : 1)}
    />
  );
}

/** Days since the epoch, ratings, and their running mean. */
function seriesOf(recent: readonly Opinion[]): [number[], number[], (number | null)[]] {
  const inTime = recent.toSorted((a, b) => a.timeMs - b.timeMs);
  const ratings = inTime.map(({ rating }) => rating);
  const running = ratings.map((_, i) => {
    const last = ratings.slice(Math.max(0, i - RUNNING + 1), i + 1);
    return last.length < LEAST_RUNNING ? null : mean(last);
  });
  return [inTime.map(({ timeMs }) => timeMs / DAY_MS), ratings, running];
}
