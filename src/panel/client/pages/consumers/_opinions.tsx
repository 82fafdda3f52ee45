/** Ratings over time, how they are spread, what is written, and what they have to do with quality. */
import { useEffect } from "preact/hooks";
import { opinions } from "../../data/opinions.ts";
import { number, percent } from "../../format.ts";
import { words } from "../../i18n.ts";
import { isLoaded } from "../../live/store.ts";
import { place } from "../../router.ts";
import { Choice, Filters } from "../../ui/choice.tsx";
import { useRead } from "../../ui/read.ts";
import {
  meanOf,
  MeanRating,
  RatingBars,
  type RatingCounts,
  RATINGS,
  totalOf,
} from "../../ui/stars.tsx";
import { Stat } from "../../ui/stat.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { ByLot } from "./_by_lot.tsx";
import { ByScore } from "./_by_score.tsx";
import { BySite, readSites, type SiteFigures } from "./_by_site.tsx";
import { Comments } from "./_comments.tsx";
import { OverTime } from "./_over_time.tsx";

const t = words({
  fr: {
    period: "Période",
    days: "{n} jours",
    all: "Depuis le début",
    empty: "Personne n’a encore donné d’avis",
    empty_hint:
      "Les produits apparaissent quand le contrôle qualité a inspecté un lot ; les avis, dès qu’un consommateur a flashé leur QR code.",
    none_now: "Aucun avis sur cette période",
    mean: "Note moyenne",
    opinions: "Avis",
    products: "Produits notés",
    content: "Satisfaits",
    content_note: "4 ou 5 sur 5",
    discontent: "Déçus",
    discontent_note: "1 ou 2 sur 5",
    over_time: "Notes au fil du temps",
    over_time_note: "Les {n} derniers reçus",
    spread: "Répartition",
    sites: "Par site",
    score: "Note et qualité mesurée",
    comments: "Commentaires",
    lots: "Par lot",
    lots_note: "Les moins bien notés d’abord",
  },
  en: {
    period: "Period",
    days: "{n} days",
    all: "Since the beginning",
    empty: "Nobody has given an opinion yet",
    empty_hint:
      "Products appear when quality control has inspected a lot; opinions, as soon as a consumer has scanned their QR code.",
    none_now: "No opinion in this period",
    mean: "Mean rating",
    opinions: "Opinions",
    products: "Products rated",
    content: "Content",
    content_note: "4 or 5 out of 5",
    discontent: "Disappointed",
    discontent_note: "1 or 2 out of 5",
    over_time: "Ratings over time",
    over_time_note: "The last {n} received",
    spread: "Distribution",
    sites: "By site",
    score: "Rating and measured quality",
    comments: "Comments",
    lots: "By lot",
    lots_note: "The worst rated first",
  },
});

const PERIODS = ["7d", "30d", "90d", "all"] as const;
type Period = (typeof PERIODS)[number];

export function OpinionsView() {
  useEffect(() => opinions.watch(), []);
  const period = PERIODS.find((period) => period === place.value.query.period) ?? "all";
  const sites = useRead(period, (signal) => readSites(period, signal), [opinions.version.value]);
  if (sites.status === "failed") return <Failed {...sites} />;
  if (!isLoaded.value || sites.status === "loading") return <Loading rows={5} />;
  if (opinions.recent.value.length === 0) {
    return <Empty icon="person" title={t("empty")}>{t("empty_hint")}</Empty>;
  }
  const counts = sumOf(sites.value);
  return (
    <>
      <PeriodChoice period={period} />
      <Figures
        counts={counts}
        products={sites.value.reduce((sum, site) => sum + site.total_products, 0)}
      />
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
          {totalOf(counts) === 0
            ? <Empty icon="search" title={t("none_now")} />
            : <RatingBars counts={counts} />}
          <h3>{t("sites")}</h3>
          <BySite figures={sites.value} />
        </section>
        <section class="panel">
          <h2>{t("score")}</h2>
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

function PeriodChoice({ period }: { period: Period }) {
  return (
    <Filters>
      <Choice
        name="period"
        label={t("period")}
        value={period}
        choices={PERIODS.map((period) => [
          period,
          period === "all" ? t("all") : t("days", { n: parseInt(period) }),
        ])}
      />
    </Filters>
  );
}

/** @param props.products that were rated */
function Figures({ counts, products }: { counts: RatingCounts; products: number }) {
  const total = totalOf(counts);
  const share = (n: number) => percent(total === 0 ? null : 100 * n / total, 0);
  return (
    <dl class="stats">
      <Stat name={t("mean")} value={<MeanRating rating={meanOf(counts)} />} />
      <Stat name={t("opinions")} value={number(total)} />
      <Stat name={t("products")} value={number(products)} />
      <Stat
        name={t("content")}
        value={share(counts[4] + counts[5])}
        note={t("content_note")}
      />
      <Stat
        name={t("discontent")}
        value={share(counts[1] + counts[2])}
        note={t("discontent_note")}
      />
    </dl>
  );
}

function sumOf(sites: readonly SiteFigures[]): RatingCounts {
  const counts = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 };
  for (const { analytics } of sites) {
    for (const rating of RATINGS) counts[rating] += analytics.rating_distribution[rating];
  }
  return counts;
}
