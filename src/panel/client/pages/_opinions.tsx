/** Ratings over time, how they are spread, what is written, and what they have to do with quality. */
import { useEffect, useMemo } from "preact/hooks";
import type { Analytics, TrainingRow } from "../../../contract/consumer.ts";
import type { TraceLot } from "../../../contract/trace.ts";
import { ask, query as queryText } from "../api.ts";
import { correlation } from "../data/correlation.ts";
import { type Opinion, opinions } from "../data/opinions.ts";
import { SITES } from "../data/sites.ts";
import { dayAndTime, number, percent, shortDay, shortTime } from "../format.ts";
import { counted, words } from "../i18n.ts";
import { isLoaded, loads } from "../live/store.ts";
import { href, place } from "../router.ts";
import { Chart } from "../ui/chart.tsx";
import { Choice } from "../ui/choice.tsx";
import { SiteTag } from "../ui/lot_facts.tsx";
import { useRead } from "../ui/read.ts";
import {
  meanOf,
  opinionsText,
  RatingBars,
  type RatingCounts,
  RATINGS,
  Stars,
  totalOf,
} from "../ui/stars.tsx";
import { Stat } from "../ui/stat.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";

const t = words({
  fr: {
    period: "Période",
    days: "{n} jours",
    all: "Depuis le début",
    mean: "Note moyenne",
    opinions: "Avis",
    products: "Produits notés",
    content: "Satisfaits",
    content_note: "4 ou 5 sur 5",
    discontent: "Déçus",
    discontent_note: "1 ou 2 sur 5",
    empty: "Personne n’a encore donné d’avis",
    empty_hint:
      "Les produits apparaissent quand le contrôle qualité a inspecté un lot ; les avis, dès qu’un consommateur a flashé leur QR code.",
    none_now: "Aucun avis sur cette période",
    over_time: "Notes au fil du temps",
    rating: "Note",
    running: "Moyenne des {n} derniers",
    over_time_summary: "Les {n}, le dernier : {rating} sur 5.",
    over_time_note: "Les {n} derniers reçus",
    spread: "Répartition",
    score_title: "Note et qualité mesurée",
    score: "Score SQAL",
    line: "Tendance",
    score_summary: "Note selon le score SQAL. {correlation}",
    correlation: "Corrélation r = {r} sur {n}.",
    no_correlation: "Trop peu d’avis pour une corrélation : {n}.",
    score_none: "Aucun produit noté n’a de score",
    comments: "Commentaires",
    no_comment: "Aucun commentaire",
    sites: "Par site",
    site: "Site",
    trend: "Sur 7 jours",
    lots: "Par lot",
    lot: "Lot",
    itm: "ITM",
    story: "Son histoire",
    lots_note: "Les moins bien notés d’abord",
  },
  en: {
    period: "Period",
    days: "{n} days",
    all: "Since the beginning",
    mean: "Mean rating",
    opinions: "Opinions",
    products: "Products rated",
    content: "Content",
    content_note: "4 or 5 out of 5",
    discontent: "Disappointed",
    discontent_note: "1 or 2 out of 5",
    empty: "Nobody has given an opinion yet",
    empty_hint:
      "Products appear when quality control has inspected a lot; opinions, as soon as a consumer has scanned their QR code.",
    none_now: "No opinion in this period",
    over_time: "Ratings over time",
    rating: "Rating",
    running: "Mean of the last {n}",
    over_time_summary: "The {n}, the last: {rating} out of 5.",
    over_time_note: "The last {n} received",
    spread: "Distribution",
    score_title: "Rating and measured quality",
    score: "SQAL score",
    line: "Trend",
    score_summary: "Rating by SQAL score. {correlation}",
    correlation: "Correlation r = {r} over {n}.",
    no_correlation: "Too few opinions for a correlation: {n}.",
    score_none: "No rated product has a score",
    comments: "Comments",
    no_comment: "No comment",
    sites: "By site",
    site: "Site",
    trend: "Over 7 days",
    lots: "By lot",
    lot: "Lot",
    itm: "ITM",
    story: "Its story",
    lots_note: "The worst rated first",
  },
});

const PERIODS = ["7d", "30d", "90d", "all"] as const;
const SHOWN_COMMENTS = 40;
const SHOWN_LOTS = 200;

/** What the server counts of a site. */
interface SiteFigures {
  site_code: string;
  total_products: number;
  analytics: Analytics;
}

export function OpinionsView() {
  useEffect(() => opinions.watch(), []);
  const period = PERIODS.find((period) => period === place.value.query.period) ?? "all";
  const version = opinions.version.value;
  const sites = useRead(
    period,
    (signal) =>
      Promise.all(SITES.map(({ code }) =>
        ask<SiteFigures>(
          `/api/consumer/producer/site/${code}/stats${queryText({ period })}`,
          { signal },
        )
      )),
    [version],
  );
  if (sites.status === "failed") return <Failed reason={sites.reason} onRetry={sites.retry} />;
  if (!isLoaded.value || sites.status === "loading") return <Loading rows={5} />;
  if (opinions.recent.value.length === 0) {
    return <Empty icon="person" title={t("empty")}>{t("empty_hint")}</Empty>;
  }
  const counts = sumOf(sites.value);
  const total = totalOf(counts);
  const mean = meanOf(counts);
  const share = (a: number, b: number) => total === 0 ? null : 100 * (a + b) / total;

  return (
    <>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Choice
          name="period"
          label={t("period")}
          value={period}
          choices={PERIODS.map((period) => [
            period,
            period === "all" ? t("all") : t("days", { n: parseInt(period) }),
          ])}
        />
      </form>
      <dl class="stats">
        <Stat name={t("mean")} value={mean === undefined ? "–" : <Stars rating={mean} />} />
        <Stat name={t("opinions")} value={number(total)} />
        <Stat
          name={t("products")}
          value={number(sites.value.reduce((sum, site) => sum + site.total_products, 0))}
        />
        <Stat
          name={t("content")}
          value={percent(share(counts[4], counts[5]), 0)}
          note={t("content_note")}
        />
        <Stat
          name={t("discontent")}
          value={percent(share(counts[1], counts[2]), 0)}
          note={t("discontent_note")}
        />
      </dl>
      <div class="panels">
        <section class="panel">
          <div class="panel-head">
            <h2>{t("over_time")}</h2>
            <p class="quiet">{t("over_time_note", { n: opinions.recent.value.length })}</p>
          </div>
          <OverTime />
        </section>
        <section class="panel">
          <h2>{t("spread")}</h2>
          {total === 0
            ? <Empty icon="search" title={t("none_now")} />
            : <RatingBars counts={counts} />}
          <h3>{t("sites")}</h3>
          <BySite figures={sites.value} />
        </section>
        <section class="panel">
          <h2>{t("score_title")}</h2>
          <ByScore />
        </section>
        <section class="panel">
          <h2>{t("comments")}</h2>
          <Comments />
        </section>
        <section class="panel panel-wide">
          <div class="panel-head">
            <h2>{t("lots")}</h2>
            <p class="quiet">{t("lots_note")}</p>
          </div>
          <ByLot />
        </section>
      </div>
    </>
  );
}

function sumOf(sites: readonly SiteFigures[]): RatingCounts {
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const { analytics } of sites) {
    for (const rating of RATINGS) counts[rating] += analytics.rating_distribution[rating];
  }
  return counts;
}

const DAY_MS = 86_400_000;
const STEPS_DAYS = [1 / 24, 1 / 8, 1 / 4, 1 / 2, 1, 2, 7, 14, 30, 90, 180, 365, 730];
/** That have room beside each other on a phone. */
const MOST_MARKS = 4;
const RUNNING = 10;
const RATING_RANGE: [number, number] = [0.5, 5.5];

function OverTime() {
  const recent = opinions.recent.value;
  const { data, times } = useMemo(() => {
    const inTime = recent.toSorted((a, b) => a.timeMs - b.timeMs);
    const ratings = inTime.map(({ rating }) => rating);
    return {
      times: inTime.map(({ timeMs }) => timeMs),
      data: [
        inTime.map(({ timeMs }) => timeMs / DAY_MS),
        ratings,
        ratings.map((_, i) => {
          const last = ratings.slice(Math.max(0, i - RUNNING + 1), i + 1);
          return last.length < Math.min(RUNNING, 3)
            ? null
            : last.reduce((sum, rating) => sum + rating, 0) / last.length;
        }),
      ],
    };
  }, [recent]);
  const spanDays = (times.at(-1)! - times[0]!) / DAY_MS;
  const isShort = spanDays < MOST_MARKS / 2;
  return (
    <Chart
      summary={t("over_time_summary", {
        n: opinionsText(recent.length),
        rating: number(data[1]!.at(-1)),
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

type Row = Pick<TrainingRow, "overall_rating" | "sqal_quality_score" | "feedback_id">;
const SHOWN_POINTS = 1_000;
/** Fewer say nothing. */
const LEAST_FOR_CORRELATION = 10;
/** Many opinions change the picture little: it is drawn again less often. */
const CALM_AFTER = 200;

function ByScore() {
  const calm = opinions.recent.value.length > CALM_AFTER ? 15 : 1;
  const read = useRead(
    "training",
    (signal) =>
      ask<{ total: number; data: Row[] }>(
        `/api/consumer/ml/training-data${queryText({ min_feedbacks: 0, limit: SHOWN_POINTS })}`,
        { signal },
      ),
    [Math.floor(opinions.version.value / calm), loads.value],
  );
  const rows = read.status === "there" ? read.value.data : undefined;
  const { points, fit } = useMemo(() => {
    const points = (rows ?? [])
      .flatMap(({ sqal_quality_score: x, overall_rating: y, feedback_id: id }) =>
        x === null ? [] : [{ x, y, id }]
      )
      .sort((a, b) => a.x - b.x);
    return {
      points,
      fit: points.length >= LEAST_FOR_CORRELATION ? correlation(points) : undefined,
    };
  }, [rows]);
  const data = useMemo(() => [
    points.map(({ x }) => x),
    points.map(({ y, id }) => y + spread(id)),
    points.map(({ x }) => fit ? fit.intercept + fit.slope * x : null),
  ], [points, fit]);
  if (read.status === "failed") return <Failed reason={read.reason} onRetry={read.retry} />;
  if (read.status === "loading") return <Loading />;
  if (points.length === 0) return <Empty icon="quality" title={t("score_none")} />;
  const said = fit
    ? t("correlation", { r: number(fit.r, 2), n: opinionsText(points.length) })
    : t("no_correlation", { n: number(points.length) });
  return (
    <>
      <p class="verdict-line">{said}</p>
      <Chart
        summary={t("score_summary", { correlation: said })}
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

/** Moves equal points apart, always by the same, so that many look like many: ±0.2 of a star. */
function spread(id: number): number {
  return ((id * 7) % 21 - 10) / 50;
}

function Comments() {
  const recent = opinions.recent.value;
  const shown = useMemo(
    () => recent.filter(({ comment }) => comment).slice(0, SHOWN_COMMENTS),
    [recent],
  );
  if (shown.length === 0) return <Empty icon="person" title={t("no_comment")} />;
  return (
    <ol class="comments scroll" tabIndex={0} aria-label={t("comments")}>
      {shown.map((opinion) => <Comment key={opinion.id} opinion={opinion} link />)}
    </ol>
  );
}

interface CommentProps {
  opinion: Omit<Opinion, "id">;
  /** Also names the product. */
  link?: boolean;
}

export function Comment({ opinion, link }: CommentProps) {
  const { rating, comment, timeMs, productId } = opinion;
  return (
    <li class="comment">
      <Stars rating={rating} digits={0} />
      {comment && <p>{comment}</p>}
      <p class="quiet">
        {dayAndTime(timeMs)}
        {link && " · "}
        {link && <a class="code" href={href("consumers", productId)}>{productId}</a>}
      </p>
    </li>
  );
}

function BySite({ figures }: { figures: readonly SiteFigures[] }) {
  return (
    <div class="table-holder" tabIndex={0} role="region" aria-label={t("sites")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("site")}</th>
            <th scope="col">{t("mean")}</th>
            <th scope="col" class="num">{t("opinions")}</th>
            <th scope="col" class="num">{t("trend")}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ site_code, analytics }) => {
            const { average_overall_rating: mean, trend_7d: trend } = analytics;
            return (
              <tr key={site_code}>
                <th scope="row">
                  <SiteTag code={site_code} />
                </th>
                <td>{mean === null ? "–" : <Stars rating={mean} />}</td>
                <td class="num">{number(analytics.total_feedbacks)}</td>
                <td class={`num ${trend !== null && trend < -0.2 ? "tone-warn" : ""}`}>
                  {trend === null ? "–" : `${trend > 0 ? "+" : ""}${number(trend, 2)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ByLot() {
  const read = useRead(
    "lots",
    (signal) =>
      ask<{ lots: TraceLot[] }>(`/api/trace${queryText({ limit: SHOWN_LOTS })}`, { signal }),
    [opinions.version.value],
  );
  if (read.status === "failed") return <Failed reason={read.reason} onRetry={read.retry} />;
  if (read.status === "loading") return <Loading />;
  const rated = read.value.lots.filter(({ average_rating }) => average_rating !== null)
    .sort((a, b) => a.average_rating! - b.average_rating!);
  if (rated.length === 0) return <Empty icon="person" title={t("none_now")} />;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("lots")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("lot")}</th>
            <th scope="col">{t("site")}</th>
            <th scope="col">{t("mean")}</th>
            <th scope="col" class="num">{t("opinions")}</th>
            <th scope="col" class="num">{t("itm")}</th>
            <th scope="col">{t("story")}</th>
          </tr>
        </thead>
        <tbody>
          {rated.map((lot) => (
            <tr key={lot.code_lot}>
              <th scope="row">
                <a class="code" href={href("gavage", lot.code_lot)}>{lot.code_lot}</a>
              </th>
              <td>
                <SiteTag code={lot.site} />
              </td>
              <td>
                <Stars rating={lot.average_rating!} />
              </td>
              <td class="num">{number(lot.nb_feedbacks)}</td>
              <td class="num">{number(lot.itm, 1)}</td>
              <td>
                <a
                  href={href("trace", lot.code_lot)}
                  aria-label={`${t("story")} : ${lot.code_lot}`}
                >
                  {t("story")}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function productsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} produit", en: "{n} product" },
    other: { fr: "{n} produits", en: "{n} products" },
  });
}
