/** Lots as their feeders see them: which are fed, how they do, what comes next. */
import { useEffect, useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { lots, type LotView } from "../data/lots.ts";
import { SITES } from "../data/sites.ts";
import { celsius, grams, kilograms, percent, signedGrams } from "../format.ts";
import { counted, words } from "../i18n.ts";
import { isLoaded, loads } from "../live/store.ts";
import type { Page } from "../page.ts";
import { remember, remembered } from "../remember.ts";
import { href, place, setQuery } from "../router.ts";
import { Icon } from "../ui/icon.tsx";
import {
  climateTone,
  lotStateText,
  lotStateTone,
  mortalityTone,
  nextMealText,
  SiteTag,
  weightGap,
  WeightSparkline,
} from "../ui/lot_facts.tsx";
import { Empty, Loading } from "../ui/states.tsx";
import { VirtualGrid } from "../ui/virtual_grid.tsx";
import { LotPage } from "./lot.tsx";

const t = words({
  fr: {
    filters: "Filtres",
    filters_chosen: "Filtres ({n})",
    search: "Chercher un lot",
    search_hint: "Code ou gaveur",
    site: "Site",
    feeder: "Gaveur",
    strain: "Génétique",
    state: "Lots",
    fed: "En gavage",
    done: "Terminés",
    every: "Tous",
    order: "Ordre",
    by_code: "Code",
    by_day: "Jour de gavage",
    by_gap: "Plus loin de l’objectif",
    by_mortality: "Mortalité",
    cards: "Fiches",
    rows: "Lignes",
    view: "Présentation",
    list: "Lots",
    empty: "Aucun lot en gavage",
    empty_hint:
      "Les lots apparaissent ici dès leur premier repas, sans recharger la page. Pour voir l’élevage vivre, lancez",
    no_match: "Aucun lot ne correspond",
    no_match_hint: "Modifiez les filtres pour en voir d’autres.",
    reset: "Effacer les filtres",
    day: "Jour",
    day_of: "J{day}",
    of_days: "sur {days}",
    dose: "Dernière dose",
    planned: "prévue {dose}",
    weight: "Poids moyen",
    mortality: "Mortalité",
    climate: "Étable",
    next: "Prochain repas",
    lot: "Lot",
    not_weighed: "Pas encore pesé",
  },
  en: {
    filters: "Filters",
    filters_chosen: "Filters ({n})",
    search: "Find a lot",
    search_hint: "Code or feeder",
    site: "Site",
    feeder: "Feeder",
    strain: "Genetics",
    state: "Lots",
    fed: "Being fed",
    done: "Done",
    every: "All",
    order: "Order",
    by_code: "Code",
    by_day: "Day of feeding",
    by_gap: "Furthest from target",
    by_mortality: "Mortality",
    cards: "Cards",
    rows: "Rows",
    view: "Layout",
    list: "Lots",
    empty: "No lot is being fed",
    empty_hint:
      "Lots appear here with their first meal, without a reload. To watch a farm at work, run",
    no_match: "No lot matches",
    no_match_hint: "Change the filters to see others.",
    reset: "Clear the filters",
    day: "Day",
    day_of: "D{day}",
    of_days: "of {days}",
    dose: "Last dose",
    planned: "planned {dose}",
    weight: "Mean weight",
    mortality: "Mortality",
    climate: "Barn",
    next: "Next meal",
    lot: "Lot",
    not_weighed: "Not weighed yet",
  },
});

const LAYOUTS = ["cards", "rows"] as const;
/** On a phone the filters give way to the lots. */
const areFiltersOpen = signal(false);
const layout = signal(remembered("lots.layout", LAYOUTS) ?? "cards");
const ORDERS = ["code", "day", "gap", "mortality"] as const;
type Order = (typeof ORDERS)[number];

export const gavagePage: Page = {
  id: "gavage",
  title: { fr: "Gavage", en: "Feeding" },
  icon: "gavage",
  View: ({ id }) => id === undefined ? <LotList /> : <LotPage codeLot={id} />,
};

function LotList() {
  const query = place.value.query;
  const version = lots.version.value;
  const order = ORDERS.find((order) => order === query.order) ?? "code";
  const state = query.state ?? "fed";
  const every = useMemo(() => [...lots.all], [version]);
  const shown = useMemo(
    () => sorted(every.filter((view) => matches(view, { ...query, state })), order),
    [every, query, order, state],
  );
  if (!isLoaded.value) return <Loading rows={6} />;
  const isFiltered = Boolean(query.q || query.site || query.gaveur || query.genetique);

  return (
    <>
      <Filters every={every} order={order} state={state} />
      <p class="count" role="status">{lotsText(shown.length)}</p>
      {shown.length === 0
        ? isFiltered || every.length > 0
          ? (
            <Empty icon="search" title={isFiltered ? t("no_match") : t("empty")}>
              <p>{t("no_match_hint")}</p>
              <a
                class="button"
                href={href("gavage", undefined, { state: isFiltered ? state : "every" })}
              >
                {isFiltered ? t("reset") : t("every")}
              </a>
            </Empty>
          )
          : (
            <Empty icon="gavage" title={t("empty")}>
              <p>
                {t("empty_hint")} <code>gavaged demo</code>
              </p>
            </Empty>
          )
        : layout.value === "cards"
        ? (
          <VirtualGrid
            items={shown}
            keyOf={codeOf}
            render={(view) => <LotCard view={view} />}
            label={t("list")}
            itemHeight={15.5}
            itemMinWidth={20}
            gap={1}
          />
        )
        : (
          <div class="rows">
            <div class="lot-row rows-head" aria-hidden="true">
              <span>{t("lot")}</span>
              <span>{t("day")}</span>
              <span>{t("dose")}</span>
              <span>{t("weight")}</span>
              <span />
              <span>{t("mortality")}</span>
              <span>{t("climate")}</span>
              <span>{t("next")}</span>
            </div>
            <VirtualGrid
              items={shown}
              keyOf={codeOf}
              render={(view) => <LotRow view={view} />}
              label={t("list")}
              itemHeight={4}
            />
          </div>
        )}
    </>
  );
}

function codeOf({ lot }: LotView): string {
  return lot.code_lot;
}

function lotsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} lot", en: "{n} lot" },
    other: { fr: "{n} lots", en: "{n} lots" },
  });
}

function matches({ lot }: LotView, query: Record<string, string | undefined>): boolean {
  const { q, site, gaveur, genetique, state } = query;
  if (state === "fed" && lot.statut !== "en_cours") return false;
  if (state === "done" && lot.statut === "en_cours") return false;
  if (site && lot.site !== site) return false;
  if (gaveur && String(lot.gaveur_id) !== gaveur) return false;
  if (genetique && lot.genetique !== genetique) return false;
  if (!q) return true;
  const words = `${lot.code_lot} ${lot.lot_id} ${lot.gaveur_nom ?? ""}`.toLowerCase();
  return words.includes(q.trim().toLowerCase());
}

function sorted(views: LotView[], order: Order): LotView[] {
  const byCode = (a: LotView, b: LotView) => a.lot.code_lot.localeCompare(b.lot.code_lot);
  const gap = ({ lot, meals }: LotView) => weightGap(lot, meals.at(-1))?.grams ?? Infinity;
  const measures: Record<Order, (view: LotView) => number> = {
    code: () => 0,
    day: ({ lot }) => -lot.jour_actuel,
    gap,
    mortality: ({ lot }) => -lot.taux_mortalite,
  };
  const measure = measures[order];
  return views.sort((a, b) => measure(a) - measure(b) || byCode(a, b));
}

function Filters({ every, order, state }: { every: LotView[]; order: Order; state: string }) {
  const { q = "", site = "", gaveur = "", genetique = "" } = place.value.query;
  const feeders = new Map<string, string>();
  const strains = new Set<string>();
  for (const { lot } of every) {
    if (lot.gaveur_id !== null) {
      feeders.set(`${lot.gaveur_id}`, lot.gaveur_nom ?? `${lot.gaveur_id}`);
    }
    if (lot.genetique) strains.add(lot.genetique);
  }
  const sites = SITES.map(({ code, name }): [string, string] => [code, name]);
  const chosen = [site, gaveur, genetique].filter(Boolean).length + (state === "fed" ? 0 : 1);
  return (
    <form
      class="filters lot-filters"
      role="search"
      onSubmit={(event) => event.preventDefault()}
    >
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
        aria-expanded={areFiltersOpen.value}
        aria-controls="lot-filters"
        onClick={() => areFiltersOpen.value = !areFiltersOpen.value}
      >
        <Icon name="control" />
        {chosen > 0 ? t("filters_chosen", { n: chosen }) : t("filters")}
      </button>
      <div id="lot-filters" class={`filters-more ${areFiltersOpen.value ? "is-open" : ""}`}>
        <Choice
          name="state"
          label={t("state")}
          value={state}
          choices={[
            ["fed", t("fed")],
            ["done", t("done")],
            ["every", t("every")],
          ]}
        />
        <Choice name="site" label={t("site")} value={site} choices={sites} all />
        <Choice name="gaveur" label={t("feeder")} value={gaveur} choices={[...feeders]} all />
        <Choice
          name="genetique"
          label={t("strain")}
          value={genetique}
          choices={[...strains].sort().map((strain): [string, string] => [strain, strain])}
          all
        />
        <Choice
          name="order"
          label={t("order")}
          value={order}
          choices={[
            ["code", t("by_code")],
            ["day", t("by_day")],
            ["gap", t("by_gap")],
            ["mortality", t("by_mortality")],
          ]}
        />
        <div class="segmented" role="group" aria-label={t("view")}>
          {LAYOUTS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={layout.value === name}
              onClick={() => {
                layout.value = name;
                remember("lots.layout", name);
              }}
            >
              <Icon name={name} />
              {t(name)}
            </button>
          ))}
        </div>
      </div>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
  /** Also offers everything. */
  all?: boolean;
}

function Choice({ name, label, value, choices, all }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
        {all && <option value="">{t("every")}</option>}
        {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

/** Reads the meals of a lot that is shown, once and again after each load. */
function useMeals(codeLot: string): void {
  const load = loads.value;
  useEffect(() => void lots.complete(codeLot), [codeLot, load]);
}

function LotCard({ view: { lot, meals } }: { view: LotView }) {
  useMeals(lot.code_lot);
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  return (
    <a class="card lot-card" href={href("gavage", lot.code_lot)}>
      <div class="lot-card-head">
        <strong class="code">{lot.code_lot}</strong>
        <SiteTag code={lot.site} />
      </div>
      <p class="quiet lot-card-who">
        {[lot.gaveur_nom, lot.genetique].filter(Boolean).join(" · ")}
      </p>
      <div class="lot-card-main">
        <div>
          <span class="figure">{kilograms(lot.poids_moyen_actuel)}</span>
          {gap
            ? <span class={`pill tone-${gap.tone}`}>{signedGrams(gap.grams)}</span>
            : lot.nb_doses === 0 && <span class="quiet">{t("not_weighed")}</span>}
        </div>
        <WeightSparkline lot={lot} meals={meals} />
      </div>
      <dl class="lot-card-facts">
        <div>
          <dt>{t("day")}</dt>
          <dd>
            <DayText view={{ lot }} />
          </dd>
        </div>
        <div>
          <dt>{t("dose")}</dt>
          <dd>
            {grams(last?.givenGrams)}
            {last && <span class="quiet">{t("planned", { dose: grams(last.plannedGrams) })}</span>}
          </dd>
        </div>
        <div>
          <dt>{t("mortality")}</dt>
          <dd>
            <Toned tone={mortalityTone(lot.taux_mortalite)}>{percent(lot.taux_mortalite)}</Toned>
          </dd>
        </div>
        <div>
          <dt>{t("climate")}</dt>
          <dd>
            <ClimateText view={{ meals }} />
          </dd>
        </div>
      </dl>
      <p class="lot-card-next">
        <StateText view={{ lot }} />
      </p>
    </a>
  );
}

function LotRow({ view: { lot, meals } }: { view: LotView }) {
  useMeals(lot.code_lot);
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  return (
    <a class="lot-row" href={href("gavage", lot.code_lot)}>
      <span class="lot-row-name">
        <strong class="code">{lot.code_lot}</strong>
        <span class="quiet">{[lot.gaveur_nom, lot.genetique].filter(Boolean).join(" · ")}</span>
      </span>
      <span>
        <Label text={t("day")} />
        <DayText view={{ lot }} />
      </span>
      <span>
        <Label text={t("dose")} />
        {grams(last?.givenGrams)}
        {last && <span class="quiet">/ {grams(last.plannedGrams)}</span>}
      </span>
      <span>
        <Label text={t("weight")} />
        {kilograms(lot.poids_moyen_actuel)}
        {gap && <Toned tone={gap.tone}>{signedGrams(gap.grams)}</Toned>}
      </span>
      <span>
        <WeightSparkline lot={lot} meals={meals} />
      </span>
      <span>
        <Label text={t("mortality")} />
        <Toned tone={mortalityTone(lot.taux_mortalite)}>{percent(lot.taux_mortalite)}</Toned>
      </span>
      <span>
        <Label text={t("climate")} />
        <ClimateText view={{ meals }} />
      </span>
      <span>
        <Label text={t("next")} />
        <StateText view={{ lot }} />
      </span>
    </a>
  );
}

function Label({ text }: { text: string }) {
  return <span class="visually-hidden">{text}</span>;
}

function Toned({ tone, children }: { tone: string | undefined; children: string }) {
  return <span class={tone ? `tone-${tone}` : ""}>{children}</span>;
}

function DayText({ view: { lot } }: { view: Pick<LotView, "lot"> }) {
  return (
    <>
      {t("day_of", { day: Math.max(lot.jour_actuel, -1) })}
      {lot.duree_prevue !== null && (
        <span class="quiet">{t("of_days", { days: lot.duree_prevue - 1 })}</span>
      )}
    </>
  );
}

function ClimateText({ view: { meals } }: { view: Pick<LotView, "meals"> }) {
  const last = meals.at(-1);
  return (
    <span class={`pair ${climateTone(last) ? `tone-${climateTone(last)}` : ""}`}>
      {celsius(last?.temperatureCelsius)}
      <span class="quiet">{percent(last?.humidityPercent, 0)}</span>
    </span>
  );
}

/** The next meal of a lot that is fed, the state of one that is not. */
function StateText({ view: { lot } }: { view: Pick<LotView, "lot"> }) {
  if (lot.statut === "en_cours" && !lot.pret_abattage) {
    return (
      <>
        <Icon name="clock" />
        {nextMealText(lot)}
      </>
    );
  }
  const tone = lotStateTone(lot);
  return <span class={`pill ${tone ? `tone-${tone}` : ""}`}>{lotStateText(lot)}</span>;
}
