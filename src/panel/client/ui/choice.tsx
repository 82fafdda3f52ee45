/** Filters that stand in the page's address. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SITES } from "../data/sites.ts";
import { words } from "../i18n.ts";
import { setQuery } from "../router.ts";

const t = words({
  fr: { site: "Site", every: "Tous" },
  en: { site: "Site", every: "All" },
});

/** Holds the choices; each acts by itself, so there is nothing to send. */
export function Filters({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <form
      class="filters"
      role="search"
      aria-label={label}
      onSubmit={(event) => event.preventDefault()}
    >
      {children}
    </form>
  );
}

interface ChoiceProps {
  /** Its name in the address. */
  name: string;
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  /** What choosing nothing is called. */
  none?: string;
}

export function Choice({ name, label, value, choices, none }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
        {none !== undefined && <option value="">{none}</option>}
        {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

/** @param none what every site is called */
export function SiteChoice({ value, none = t("every") }: { value: string; none?: string }) {
  return (
    <Choice
      name="site"
      label={t("site")}
      value={value}
      none={none}
      choices={SITES.map(({ code, name }) => [code, name])}
    />
  );
}

interface TextChoiceProps {
  name: string;
  label: string;
  value: string;
}

/** Takes complete words only: each letter is no question to ask the server. */
export function TextChoice({ name, label, value }: TextChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="search" {...useDraft(name, value)} />
    </label>
  );
}

export function DayChoice({ name, label, value }: TextChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input type="date" {...useDraft(name, value)} />
    </label>
  );
}

type Typed = { currentTarget: HTMLInputElement };

/** What is half typed outlives the live page being drawn again. */
function useDraft(name: string, value: string) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return {
    value: draft,
    onInput: ({ currentTarget }: Typed) => setDraft(currentTarget.value),
    onChange: ({ currentTarget }: Typed) => setQuery({ [name]: currentTarget.value.trim() }),
  };
}
