/**
 * What the server says in English, for readers of another language. A sentence is known by its
 * shape: `run {id} was ended by force`, each `{name}` any text; what stands there is known in turn.
 */
export interface Sentence {
  server: string;
  fr: string;
  /** The server's own words when absent. */
  en?: string;
}

const patterns = new WeakMap<Sentence, RegExp>();

/** The status of an answer over HTTP, before what it said. */
const STATUS = /^\d{3} (?=\D)/;

/** The sentence in the reader's language; undefined when none of these is meant. */
export function translated(
  text: string,
  sentences: readonly Sentence[],
  lang: "fr" | "en",
): string | undefined {
  for (const sentence of sentences) {
    const values = patternOf(sentence).exec(text);
    if (!values) continue;
    const said = lang === "fr" ? sentence.fr : sentence.en ?? sentence.server;
    return said.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values.groups?.[name] ?? "";
      return translated(value, sentences, lang) ??
        translated(value.replace(STATUS, ""), sentences, lang) ?? numberIn(value, lang);
    });
  }
  return undefined;
}

/** `205,3` in French; nothing but a decimal point changes. */
function numberIn(value: string, lang: "fr" | "en"): string {
  return lang === "fr" ? value.replace(/^(-?\d+)\.(\d+)$/, "$1,$2") : value;
}

function patternOf(sentence: Sentence): RegExp {
  let pattern = patterns.get(sentence);
  if (!pattern) {
    const parts = sentence.server.split(/(\{\w+\})/).map((part) =>
      part.startsWith("{")
        ? `(?<${part.slice(1, -1)}>.+?)`
        : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    );
    patterns.set(sentence, pattern = new RegExp(`^${parts.join("")}$`, "s"));
  }
  return pattern;
}
