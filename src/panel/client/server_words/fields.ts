/** What the server finds wrong with a field; its English is that of a schema, so both are retold. */
import { type Sentence, translated } from "./sentence.ts";

const FIELD_SENTENCES: readonly Sentence[] = [
  { server: "is missing", fr: "à remplir", en: "must be filled in" },
  {
    server: "Too small: expected string to have >=1 characters",
    fr: "à remplir",
    en: "must be filled in",
  },
  { server: "must not be blank", fr: "à remplir", en: "must be filled in" },
  {
    server: "Too big: expected string to have <={max} characters",
    fr: "{max} caractères au plus",
    en: "at most {max} characters",
  },
  { server: "Too big: expected {kind} to be <={max}", fr: "{max} au plus", en: "at most {max}" },
  {
    server: "Too small: expected {kind} to be >={min}",
    fr: "{min} au moins",
    en: "at least {min}",
  },
  {
    server: "Invalid input: expected int, received {other}",
    fr: "un nombre entier est attendu",
    en: "a whole number is expected",
  },
  {
    server: "Invalid input: expected number, received {other}",
    fr: "un nombre est attendu",
    en: "a number is expected",
  },
  {
    server: "Invalid input: expected string, received {other}",
    fr: "un texte est attendu",
    en: "a text is expected",
  },
  {
    server: "Invalid option: expected one of {choices}",
    fr: "un de ces choix est attendu : {choices}",
    en: "one of these is expected: {choices}",
  },
  { server: "Invalid ISO date", fr: "une date est attendue", en: "a date is expected" },
  { server: "Unrecognized key: {key}", fr: "champ inconnu : {key}", en: "unknown field: {key}" },
  {
    server: "must not be above max_rating",
    fr: "pas plus que la note la plus haute",
    en: "not above the highest rating",
  },
  {
    server: "expected 1 to 64 letters, digits, - or _",
    fr: "1 à 64 lettres sans accent, chiffres, - ou _",
    en: "1 to 64 letters without accents, digits, - or _",
  },
  {
    server: "expected a small letter, then up to 49 small letters, digits, - or _",
    fr: "une minuscule, puis jusqu’à 49 minuscules, chiffres, - ou _",
    en: "a small letter, then up to 49 small letters, digits, - or _",
  },
  { server: "contains the character U+0000", fr: "contient le caractère U+0000" },
  { server: "contains half a surrogate pair", fr: "contient un caractère incomplet" },
  {
    server: "name what to recall: maize_lot, lot, gaveur_id or site",
    fr: "dites quoi rappeler : un lot de maïs, des lots, un gaveur ou un site",
    en: "say what to recall: a lot of maize, lots, a gaveur or a site",
  },
  { server: "expected JSON", fr: "du JSON est attendu" },
  {
    server: "expected no less than the first dose, {first} g",
    fr: "pas moins que la première dose, {first} g",
    en: "no less than the first dose, {first} g",
  },
  {
    server: "expected at most {max} g more than the meal before",
    fr: "au plus {max} g de plus que le repas d’avant",
    en: "at most {max} g more than the meal before",
  },
  {
    server: "expected {min} to {max} days",
    fr: "de {min} à {max} jours",
    en: "from {min} to {max} days",
  },
  {
    server: "expected {min} to {max} g of maize per duck",
    fr: "de {min} à {max} g de maïs par canard",
    en: "from {min} to {max} g of maize per duck",
  },
  { server: "expected {min} to {max}", fr: "de {min} à {max}", en: "from {min} to {max}" },
  { server: "unknown site {site}", fr: "site inconnu : {site}" },
];

/** `100 au plus, et non 101`; undefined for what no server of this age says. */
export function fieldSentence(message: string, lang: "fr" | "en"): string | undefined {
  const [said = "", got] = message.split(/, got (.*)$/s);
  const rule = translated(said, FIELD_SENTENCES, lang);
  // Of a whole document there is no telling in a line.
  if (rule === undefined || got === undefined || /^[{[]/.test(got)) return rule;
  return `${rule}, ${lang === "fr" ? "et non" : "not"} ${got}`;
}
