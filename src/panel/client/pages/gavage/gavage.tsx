/** Lots as their gaveurs see them: which are fed, how they do, what comes next. */
import { useMemo } from "preact/hooks";
import { lots, type LotView, MOST_FINISHED } from "../../data/lots.ts";
import { words } from "../../i18n.ts";
import { isLoaded } from "../../live/store.ts";
import type { Page } from "../../page.ts";
import { href, place } from "../../router.ts";
import { lotsText } from "../../ui/counts.ts";
import { Empty, Loading, NoMatch } from "../../ui/states.tsx";
import { VirtualGrid } from "../../ui/virtual_grid.tsx";
import { LotPage } from "../lot/lot.tsx";
import { LotCard } from "./_lot_card.tsx";
import { layout, LotFilters } from "./_lot_filters.tsx";
import { isFiltered, type LotQuery, matches, orderOf, queryOf, sorted } from "./_lot_order.ts";
import { LotRow, RowsHead } from "./_lot_rows.tsx";

const t = words({
  fr: {
    list: "Lots",
    empty: "Aucun lot en gavage",
    empty_hint:
      "Les lots apparaissent ici dès leur premier repas, sans recharger la page. Pour voir l’élevage vivre, lancez",
    every: "Tous",
    no_match: "Aucun lot ne correspond",
    elsewhere: "Voir ceux qui ne sont pas en gavage",
    newest: "De ceux qui ne sont plus en gavage, les {n} plus récents.",
    older: "Les autres se trouvent par leur code",
  },
  en: {
    list: "Lots",
    empty: "No lot is being fed",
    empty_hint:
      "Lots appear here with their first meal, without a reload. To watch a farm at work, run",
    every: "All",
    no_match: "No lot matches",
    elsewhere: "See those that are not being fed",
    newest: "Of those no longer fed, the newest {n}.",
    older: "The others are found by their code",
  },
});

export const gavagePage: Page = {
  id: "gavage",
  title: { fr: "Gavage", en: "Feeding" },
  icon: "gavage",
  isOfMany: true,
  View: ({ id }) => id === undefined ? <LotList /> : <LotPage codeLot={id} />,
};

function LotList() {
  const { query } = place.value;
  const version = lots.version.value;
  const every = useMemo(() => [...lots.all], [version]);
  const shown = useMemo(
    () => sorted(every.filter((view) => matches(view, queryOf(query))), orderOf(query)),
    [every, query],
  );
  if (!isLoaded.value) return <Loading rows={6} />;
  return (
    <>
      <LotFilters every={every} />
      <p class="count" role="status">{lotsText(shown.length)}</p>
      {lots.hasOlder.value && queryOf(query).state !== "fed" && (
        <p class="quiet">
          {t("newest", { n: MOST_FINISHED })} <a href={href("trace")}>{t("older")}</a>
        </p>
      )}
      {shown.length > 0
        ? <Shown views={shown} />
        : every.length > 0 || isFiltered(queryOf(query))
        ? <NoneShown query={queryOf(query)} every={every} />
        : (
          <Empty icon="gavage" title={t("empty")}>
            <p>
              {t("empty_hint")} <code>gavaged demo</code>
            </p>
          </Empty>
        )}
    </>
  );
}

function Shown({ views }: { views: readonly LotView[] }) {
  const list = { items: views, keyOf: ({ lot }: LotView) => lot.code_lot, label: t("list") };
  if (layout.value === "cards") {
    return (
      <VirtualGrid
        {...list}
        render={(view) => <LotCard view={view} />}
        itemHeight={15.5}
        itemMinWidth={20}
        gap={1}
      />
    );
  }
  return (
    <div class="rows">
      <RowsHead />
      <VirtualGrid {...list} render={(view) => <LotRow view={view} />} itemHeight={4} />
    </div>
  );
}

function NoneShown({ query, every }: { query: LotQuery; every: readonly LotView[] }) {
  const hrefOf = (state: string) => href("gavage", undefined, { state });
  const anyState = { ...query, state: "every" as const };
  if (isFiltered(query) && every.some((view) => matches(view, anyState))) {
    const wider = href("gavage", undefined, { ...anyState });
    return <NoMatch title={t("no_match")} href={wider} act={t("elsewhere")} />;
  }
  return isFiltered(query)
    ? <NoMatch title={t("no_match")} href={hrefOf(query.state)} />
    : <NoMatch title={t("empty")} href={hrefOf("every")} act={t("every")} />;
}
