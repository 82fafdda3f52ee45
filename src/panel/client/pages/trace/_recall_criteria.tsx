/** What a recall is about: its criteria, which stand in the page's address, and their form. */
import { useState } from "preact/hooks";
import { SITES } from "../../data/sites.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { Icon } from "../../ui/icon.tsx";

const t = words({
  fr: {
    maize: "Lot de maïs",
    lots: "Lots, séparés par des virgules",
    gaveur: "Numéro de gaveur",
    site: "Site",
    every: "Tous",
    since: "Gavés depuis le",
    drill: "Chercher ce qui est concerné",
  },
  en: {
    maize: "Maize lot",
    lots: "Lots, separated by commas",
    gaveur: "Number of the gaveur",
    site: "Site",
    every: "All",
    since: "Fed since",
    drill: "Find what is concerned",
  },
});

const CRITERIA = ["maize_lot", "lot", "gaveur", "site", "since"] as const;
/** Those that are not asked for are empty. */
export type Criteria = Record<(typeof CRITERIA)[number], string>;

export function criteriaOf(query: Readonly<Record<string, string>>): Criteria {
  const found = CRITERIA.map((name) => [name, query[name] ?? ""]);
  return Object.fromEntries(found) as Criteria;
}

/** Whether they name less than the whole farm. */
export function isNarrow({ maize_lot, lot, gaveur, site }: Criteria): boolean {
  return [maize_lot, lot, gaveur, site].some((value) => value !== "");
}

/** As the server knows them; those that are not asked for are left out. */
export function wireCriteria({ gaveur, ...rest }: Criteria): Record<string, string> {
  const named = Object.entries({ ...rest, gaveur_id: gaveur });
  return Object.fromEntries(named.filter(([, value]) => value !== ""));
}

export function CriteriaForm({ criteria }: { criteria: Criteria }) {
  const [wanted, setWanted] = useState(criteria);
  const change = (name: keyof Criteria) => (event: Event) =>
    setWanted({ ...wanted, [name]: (event.currentTarget as HTMLInputElement).value });
  const drill = (event: Event) => {
    event.preventDefault();
    const trimmed = Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [name, value.trim()]),
    );
    location.hash = href("trace", undefined, { view: "recall", ...trimmed });
  };
  return (
    <form class="filters" onSubmit={drill}>
      <label class="field">
        <span>{t("maize")}</span>
        <input value={wanted.maize_lot} placeholder="MAIS_LL_2611A" onInput={change("maize_lot")} />
      </label>
      <label class="field field-search">
        <span>{t("lots")}</span>
        <input value={wanted.lot} onInput={change("lot")} />
      </label>
      <label class="field">
        <span>{t("gaveur")}</span>
        <input
          value={wanted.gaveur}
          inputMode="numeric"
          pattern="[0-9]{1,9}"
          onInput={change("gaveur")}
        />
      </label>
      <label class="field">
        <span>{t("site")}</span>
        <select value={wanted.site} onChange={change("site")}>
          <option value="">{t("every")}</option>
          {SITES.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
      <label class="field">
        <span>{t("since")}</span>
        <input type="date" value={wanted.since} onInput={change("since")} />
      </label>
      <button type="submit" class="button button-primary" disabled={!isNarrow(wanted)}>
        <Icon name="search" />
        {t("drill")}
      </button>
    </form>
  );
}
