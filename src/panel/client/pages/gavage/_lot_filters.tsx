/** What to see of the lots, in which order, and as what. */
import { signal } from "@preact/signals";
import type { LotView } from "../../data/lots.ts";
import { words } from "../../i18n.ts";
import { remember, remembered } from "../../remember.ts";
import { place, setQuery } from "../../router.ts";
import { Choice, Filters, SiteChoice } from "../../ui/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { orderOf, ORDERS, queryOf, STATES } from "./_lot_order.ts";

const t = words({
  fr: {
    filters: "Filtres",
    filters_chosen: "Filtres ({n})",
    search: "Chercher un lot",
    search_hint: "Code ou gaveur",
    gaveur: "Gaveur",
    strain: "Génétique",
    state: "Lots",
    fed: "En gavage",
    done: "Terminés",
    closed: "Clos avant terme",
    every: "Tous",
    order: "Ordre",
    by_code: "Code",
    by_day: "Jour de gavage",
    by_gap: "Plus loin de l’objectif",
    by_mortality: "Mortalité",
    view: "Présentation",
    cards: "Fiches",
    rows: "Lignes",
  },
  en: {
    filters: "Filters",
    filters_chosen: "Filters ({n})",
    search: "Find a lot",
    search_hint: "Code or gaveur",
    gaveur: "Gaveur",
    strain: "Genetics",
    state: "Lots",
    fed: "Being fed",
    done: "Done",
    closed: "Ended early",
    every: "All",
    order: "Order",
    by_code: "Code",
    by_day: "Day of feeding",
    by_gap: "Furthest from target",
    by_mortality: "Mortality",
    view: "Layout",
    cards: "Cards",
    rows: "Rows",
  },
});

const LAYOUTS = ["cards", "rows"] as const;
type Layout = (typeof LAYOUTS)[number];

export const layout = signal(remembered("lots.layout", LAYOUTS) ?? "cards");
/** On a phone the filters give way to the lots. */
const areOpen = signal(false);

function choose(name: Layout): void {
  layout.value = name;
  remember("lots.layout", name);
}

export function LotFilters({ every }: { every: readonly LotView[] }) {
  const { query } = place.value;
  const { q = "", site = "", gaveur = "", genetique = "", state } = queryOf(query);
  const { gaveurs, strains } = namesIn(every);
  const chosen = [site, gaveur, genetique].filter(Boolean).length + (state === "fed" ? 0 : 1);
  return (
    <Filters>
      <label class="field field-search">
        <span>{t("search")}</span>
        <input
          type="search"
          value={q}
          placeholder={t("search_hint")}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
      </label>
      <button
        type="button"
        class="button filters-toggle"
        aria-expanded={areOpen.value}
        aria-controls="lot-filters"
        onClick={() => areOpen.value = !areOpen.value}
      >
        <Icon name="control" />
        {chosen > 0 ? t("filters_chosen", { n: chosen }) : t("filters")}
      </button>
      <div id="lot-filters" class={`filters-more ${areOpen.value ? "is-open" : ""}`}>
        <Choice
          name="state"
          label={t("state")}
          value={state}
          choices={STATES.map((name) => [name, t(name)])}
        />
        <SiteChoice value={site} />
        <Choice
          name="gaveur"
          label={t("gaveur")}
          value={gaveur}
          none={t("every")}
          choices={gaveurs}
        />
        <Choice
          name="genetique"
          label={t("strain")}
          value={genetique}
          none={t("every")}
          choices={strains.map((strain) => [strain, strain])}
        />
        <Choice
          name="order"
          label={t("order")}
          value={orderOf(query)}
          choices={ORDERS.map((name) => [name, t(`by_${name}`)])}
        />
        <Toggle
          label={t("view")}
          names={LAYOUTS}
          textOf={t}
          iconOf={(name) => name}
          chosen={layout.value}
          onChoose={choose}
        />
      </div>
    </Filters>
  );
}

/** Whom and what one can choose among. */
function namesIn(every: readonly LotView[]) {
  const gaveurs = new Map<string, string>();
  const strains = new Set<string>();
  for (const { lot: { gaveur_id, gaveur_nom, genetique } } of every) {
    if (gaveur_id !== null) gaveurs.set(`${gaveur_id}`, gaveur_nom ?? `${gaveur_id}`);
    if (genetique) strains.add(genetique);
  }
  return { gaveurs: [...gaveurs], strains: [...strains].sort() };
}
