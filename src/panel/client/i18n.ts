/** The panel's two languages. Each module keeps its own words; a missing one is a type error. */
import { computed, effect, signal } from "@preact/signals";
import { remember, remembered } from "./remember.ts";

export const LANGS = ["fr", "en"] as const;
export type Lang = (typeof LANGS)[number];

export const lang = signal<Lang>(remembered("lang", LANGS) ?? "fr");
/** For `Intl`. */
export const locale = computed(() => lang.value === "fr" ? "fr-FR" : "en-GB");

effect(() => {
  document.documentElement.lang = lang.value;
  remember("lang", lang.value);
});

export type Texts = Readonly<Record<Lang, string>>;
export type Values = Readonly<Record<string, string | number>>;

/**
 * The words of a module: `t("lots", { n: 3 })` fills `{n}`. A component that asks is drawn again
 * when the language changes.
 */
export function words<Key extends string>(
  texts: { fr: Record<Key, string>; en: Record<NoInfer<Key>, string> },
): (key: Key, values?: Values) => string {
  return (key, values) => filled(typeset(texts[lang.value][key]), values);
}

/** One text in the language of the moment. */
export function inLang(texts: Texts): string {
  return typeset(texts[lang.value]);
}

/** `Poids : 6 kg`, as the language sets its colon. */
export function labelled(label: string, value: string): string {
  return typeset(`${label}${lang.value === "fr" ? " " : ""}: ${value}`);
}

/** French sets a space before these signs, narrow before some, and no line begins with them. */
export function typeset(text: string): string {
  return text.replace(/ (?=[:»])|(?<=«) /g, "\u00a0").replace(/ (?=[;?!])/g, "\u202f");
}

/** `one` for what the language counts as one (French: 0 and 1), else `other`; both may hold `{n}`. */
export function counted(
  n: number,
  forms: { readonly one: Texts; readonly other: Texts },
): string {
  const rule = new Intl.PluralRules(locale.value).select(n) === "one" ? "one" : "other";
  const shown = new Intl.NumberFormat(locale.value).format(n);
  return filled(inLang(forms[rule]), { n: shown });
}

function filled(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
