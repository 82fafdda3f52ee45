/** How each lot's products are rated, the worst first. */
import type { TraceLot } from "../../../../contract/trace.ts";
import { ask, query } from "../../api.ts";
import { opinions } from "../../data/opinions.ts";
import { number } from "../../format.ts";
import { labelled, words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { SiteTag } from "../../ui/lot_facts.tsx";
import { useRead } from "../../ui/read.ts";
import { MeanRating } from "../../ui/stars.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";

const t = words({
  fr: {
    lots: "Par lot",
    none: "Aucun avis sur cette période",
    lot: "Lot",
    site: "Site",
    mean: "Note moyenne",
    opinions: "Avis",
    itm: "ITM",
    story: "Son histoire",
  },
  en: {
    lots: "By lot",
    none: "No opinion in this period",
    lot: "Lot",
    site: "Site",
    mean: "Mean rating",
    opinions: "Opinions",
    itm: "ITM",
    story: "Its story",
  },
});

const MOST_READ = 200;

export function ByLot() {
  const read = useRead(
    "lots",
    (signal) => ask<{ lots: TraceLot[] }>(`/api/trace${query({ limit: MOST_READ })}`, { signal }),
    [opinions.version.value],
  );
  if (read.status === "failed") return <Failed {...read} />;
  if (read.status === "loading") return <Loading />;
  const rated = read.value.lots.filter(({ average_rating }) => average_rating !== null)
    .sort((a, b) => a.average_rating! - b.average_rating!);
  if (rated.length === 0) return <Empty icon="person" title={t("none")} />;
  return (
    <DataTable
      label={t("lots")}
      rows={rated}
      keyOf={({ code_lot }) => code_lot}
      columns={[
        {
          head: t("lot"),
          isName: true,
          cell: ({ code_lot }) => <a class="code" href={href("gavage", code_lot)}>{code_lot}</a>,
        },
        { head: t("site"), cell: ({ site }) => <SiteTag code={site} /> },
        { head: t("mean"), cell: ({ average_rating }) => <MeanRating rating={average_rating} /> },
        { head: t("opinions"), isNumber: true, cell: ({ nb_feedbacks }) => number(nb_feedbacks) },
        { head: t("itm"), isNumber: true, cell: ({ itm }) => number(itm, 1) },
        {
          head: t("story"),
          cell: ({ code_lot }) => (
            <a href={href("trace", code_lot)} aria-label={labelled(t("story"), code_lot)}>
              {t("story")}
            </a>
          ),
        },
      ]}
    />
  );
}
