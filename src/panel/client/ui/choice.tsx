/** Filters that stand in the page's address. */
import { useEffect, useState } from "preact/hooks";
import { setQuery } from "../router.ts";

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
