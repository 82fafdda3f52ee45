/** How each site's products are rated. */
import type { Analytics } from "../../../../contract/consumer.ts";
import { ask, query } from "../../api.ts";
import { SITES } from "../../data/sites.ts";
import { number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { MeanRating } from "../../ui/stars.tsx";

const t = words({
  fr: {
    sites: "Par site",
    site: "Site",
    mean: "Note moyenne",
    opinions: "Avis",
    trend: "Évolution sur 7 jours",
  },
  en: {
    sites: "By site",
    site: "Site",
    mean: "Mean rating",
    opinions: "Opinions",
    trend: "Change over 7 days",
  },
});

/** What the server counts of a site. */
export interface SiteFigures {
  site_code: string;
  total_products: number;
  analytics: Analytics;
}

/** A fall by more is a warning. */
const TREND_TOLERANCE = 0.2;

export function readSites(period: string, signal: AbortSignal): Promise<SiteFigures[]> {
  return Promise.all(
    SITES.map(({ code }) =>
      ask<SiteFigures>(`/api/consumer/producer/site/${code}/stats${query({ period })}`, { signal })
    ),
  );
}

export function BySite({ figures }: { figures: readonly SiteFigures[] }) {
  return (
    <DataTable
      label={t("sites")}
      isWhole
      rows={figures}
      keyOf={({ site_code }) => site_code}
      columns={[
        { head: t("site"), isName: true, cell: ({ site_code }) => <SiteTag code={site_code} /> },
        {
          head: t("mean"),
          cell: ({ analytics }) => <MeanRating rating={analytics.average_overall_rating} />,
        },
        {
          head: t("opinions"),
          isNumber: true,
          cell: ({ analytics }) => number(analytics.total_feedbacks),
        },
        {
          head: t("trend"),
          isNumber: true,
          cell: ({ analytics }) => <Trend change={analytics.trend_7d} />,
        },
      ]}
    />
  );
}

function Trend({ change }: { change: number | null }) {
  if (change === null) return <>–</>;
  return (
    <span class={change < -TREND_TOLERANCE ? "tone-warn" : ""}>
      {change > 0 && "+"}
      {number(change, 2)}
    </span>
  );
}
