/** Lots with what became of them: by date, site, maize or gaveur. */
import type { TraceLot } from "../../../contract/trace.ts";
import { ask, query as queryText } from "../api.ts";
import { opinions } from "../data/opinions.ts";
import { usePaged } from "../data/paged.ts";
import { SITES } from "../data/sites.ts";
import { day, number } from "../format.ts";
import { counted, words } from "../i18n.ts";
import { loads } from "../live/store.ts";
import { href, place } from "../router.ts";
import { Choice, DayChoice, TextChoice } from "../ui/choice.tsx";
import { SiteTag } from "../ui/lot_facts.tsx";
import { Stars } from "../ui/stars.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";

const t = words({
  fr: {
    filters: "Filtrer les lots",
    from: "Débuté du",
    to: "au",
    site: "Site",
    every: "Tous",
    maize: "Lot de maïs",
    gaveur: "Numéro de gaveur",
    list: "Lots",
    lot: "Lot",
    who: "Gaveur",
    began: "Début",
    samples: "Échantillons",
    products: "Produits",
    rating: "Avis",
    on_sale: "{active} sur {n}",
    more: "Afficher plus",
    empty: "Aucun lot à suivre",
    empty_hint: "Chaque lot apparaît ici dès son arrivée.",
    no_match: "Aucun lot ne correspond",
    no_match_hint: "Modifiez les filtres pour en voir d’autres.",
    reset: "Effacer les filtres",
  },
  en: {
    filters: "Filter the lots",
    from: "Begun from",
    to: "to",
    site: "Site",
    every: "All",
    maize: "Maize lot",
    gaveur: "Number of the gaveur",
    list: "Lots",
    lot: "Lot",
    who: "Gaveur",
    began: "Began",
    samples: "Samples",
    products: "Products",
    rating: "Opinions",
    on_sale: "{active} of {n}",
    more: "Show more",
    empty: "No lot to follow",
    empty_hint: "Each lot appears here with its arrival.",
    no_match: "No lot matches",
    no_match_hint: "Change the filters to see others.",
    reset: "Clear the filters",
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
      <form
        class="filters"
        role="search"
        aria-label={t("filters")}
        onSubmit={(event) => event.preventDefault()}
      >
        <DayChoice name="from" label={t("from")} value={from} />
        <DayChoice name="to" label={t("to")} value={to} />
        <Choice
          name="site"
          label={t("site")}
          value={site}
          none={t("every")}
          choices={SITES.map(({ code, name }) => [code, name])}
        />
        <TextChoice name="maize" label={t("maize")} value={maize} />
        <TextChoice name="gaveur" label={t("gaveur")} value={gaveur} />
      </form>
      {list.status === "failed"
        ? <Failed reason={list.reason} onRetry={list.retry} />
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
        ? (
          <Empty icon="search" title={t("no_match")}>
            <p>{t("no_match_hint")}</p>
            <a class="button" href={href("trace")}>{t("reset")}</a>
          </Empty>
        )
        : <Empty icon="link" title={t("empty")}>{t("empty_hint")}</Empty>}
    </>
  );
}

export function LotTable({ lots }: { lots: readonly TraceLot[] }) {
  return (
    <div class="table-holder" tabIndex={0} role="region" aria-label={t("list")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("lot")}</th>
            <th scope="col">{t("site")}</th>
            <th scope="col">{t("who")}</th>
            <th scope="col">{t("began")}</th>
            <th scope="col">{t("maize")}</th>
            <th scope="col" class="num">{t("samples")}</th>
            <th scope="col" class="num">{t("products")}</th>
            <th scope="col">{t("rating")}</th>
          </tr>
        </thead>
        <tbody>
          {lots.map((lot) => (
            <tr key={lot.code_lot}>
              <th scope="row">
                <a class="code" href={href("trace", lot.code_lot)}>{lot.code_lot}</a>
              </th>
              <td>
                <SiteTag code={lot.site} />
              </td>
              <td>
                <a href={href("trace", `${lot.gaveur_id}`)}>{lot.gaveur_nom ?? lot.gaveur_id}</a>
              </td>
              <td>{day(Date.parse(lot.debut_lot))}</td>
              <td>
                {lot.maize_lots.length === 0
                  ? "–"
                  : lot.maize_lots.map((code) => (
                    <a key={code} class="code maize-link" href={href("trace", code)}>{code}</a>
                  ))}
              </td>
              <td class="num">{number(lot.nb_samples)}</td>
              <td class="num">
                {lot.nb_products_active === lot.nb_products
                  ? number(lot.nb_products)
                  : t("on_sale", { active: lot.nb_products_active, n: lot.nb_products })}
              </td>
              <td>{lot.average_rating === null ? "–" : <Stars rating={lot.average_rating} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function lotsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} lot", en: "{n} lot" },
    other: { fr: "{n} lots", en: "{n} lots" },
  });
}
