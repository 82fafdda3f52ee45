/** Lots with what became of them: by date, site, maize or gaveur. */
import type { TraceLot } from "../../../../contract/trace.ts";
import { ask, query as queryText } from "../../api.ts";
import { opinions } from "../../data/opinions.ts";
import { usePaged } from "../../data/paged.ts";
import { words } from "../../i18n.ts";
import { loads } from "../../live/store.ts";
import { href, place } from "../../router.ts";
import { DayChoice, Filters, SiteChoice, TextChoice } from "../../ui/choice.tsx";
import { Empty, Failed, Loading, NoMatch } from "../../ui/states.tsx";
import { LotTable } from "./_lot_table.tsx";

const t = words({
  fr: {
    filters: "Filtrer les lots",
    from: "Débuté du",
    to: "au",
    maize: "Lot de maïs",
    gaveur: "Numéro de gaveur",
    more: "Afficher plus",
    empty: "Aucun lot à suivre",
    empty_hint: "Chaque lot apparaît ici dès son arrivée.",
    no_match: "Aucun lot ne correspond",
  },
  en: {
    filters: "Filter the lots",
    from: "Begun from",
    to: "to",
    maize: "Maize lot",
    gaveur: "Number of the gaveur",
    more: "Show more",
    empty: "No lot to follow",
    empty_hint: "Each lot appears here with its arrival.",
    no_match: "No lot matches",
  },
});

const PAGE = 50;

export function TracedLots() {
  const { from = "", to = "", site = "", maize = "", gaveur = "" } = place.value.query;
  const filter = { from, to, site, maize_lot: maize, gaveur_id: gaveur };
  const list = usePaged<TraceLot>({
    key: Object.values(filter).join("/"),
    keyOf: ({ code_lot }) => code_lot,
    async read(cursor, signal) {
      const path = `/api/trace${queryText({ ...filter, limit: PAGE, cursor })}`;
      const page = await ask<{ lots: TraceLot[]; next_cursor: string | null }>(path, { signal });
      return { items: page.lots, next: page.next_cursor };
    },
    news: `${loads.value}/${opinions.version.value}`,
  });
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <>
      <Filters label={t("filters")}>
        <DayChoice name="from" label={t("from")} value={from} />
        <DayChoice name="to" label={t("to")} value={to} />
        <SiteChoice value={site} />
        <TextChoice name="maize" label={t("maize")} value={maize} />
        <TextChoice name="gaveur" label={t("gaveur")} value={gaveur} />
      </Filters>
      {list.status === "failed"
        ? <Failed {...list} />
        : list.status === "loading"
        ? <Loading rows={4} />
        : list.items.length > 0
        ? (
          <section class="panel">
            <LotTable lots={list.items} />
            {list.hasMore && (
              <button type="button" class="button" onClick={list.more}>{t("more")}</button>
            )}
          </section>
        )
        : isFiltered
        ? <NoMatch title={t("no_match")} href={href("trace")} />
        : <Empty icon="link" title={t("empty")}>{t("empty_hint")}</Empty>}
    </>
  );
}
