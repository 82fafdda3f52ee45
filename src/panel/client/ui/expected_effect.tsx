/** What a curve is expected to change, with how sure one may be of it. */
import type { ExpectedChange } from "../../../contract/curves.ts";
import { grams, number, percent } from "../format.ts";
import { counted, words } from "../i18n.ts";

const t = words({
  fr: {
    caption: "Effet attendu par rapport à la courbe actuelle, intervalle de confiance à 95 %",
    measure: "Mesure",
    change: "Changement",
    interval: "Intervalle",
    verdict: "Ce qu’on peut en dire",
    quality: "Score SQAL",
    rating: "Note des consommateurs",
    mortality: "Mortalité",
    itm: "ITM",
    maize: "Maïs par canard",
    better: "mieux",
    worse: "moins bien",
    unsure: "incertain",
    more: "davantage",
    less: "moins",
    same: "inchangé",
    from_to: "{now} → {then}",
    between: "de {low} à {high}",
    stars: "{n} ★",
    overall: "Au total : {verdict}.",
    overall_better: "très probablement mieux que la courbe actuelle",
    overall_unsure: "le gain n’est pas assuré, l’intervalle contient zéro",
    overall_worse: "probablement moins bien que la courbe actuelle",
  },
  en: {
    caption: "Expected effect against the present curve, 95 % confidence interval",
    measure: "Measure",
    change: "Change",
    interval: "Interval",
    verdict: "What may be said",
    quality: "SQAL score",
    rating: "Consumers’ rating",
    mortality: "Mortality",
    itm: "ITM",
    maize: "Maize per duck",
    better: "better",
    worse: "worse",
    unsure: "uncertain",
    more: "more",
    less: "less",
    same: "unchanged",
    from_to: "{now} → {then}",
    between: "{low} to {high}",
    stars: "{n} ★",
    overall: "All in all: {verdict}.",
    overall_better: "very probably better than the present curve",
    overall_unsure: "the gain is not certain, the interval contains zero",
    overall_worse: "probably worse than the present curve",
  },
});

type Estimate = ExpectedChange["quality"];
type Measure = "quality" | "rating" | "mortality" | "itm" | "maize";

interface Kind {
  /** 1 when more is better, -1 when less is, 0 when neither. */
  good: 1 | -1 | 0;
  show(value: number): string;
}

const KINDS: Record<Measure, Kind> = {
  quality: { good: 1, show: (value) => number(value, 3) },
  rating: { good: 1, show: (value) => t("stars", { n: number(value, 2) }) },
  mortality: { good: -1, show: (value) => percent(value, 2) },
  itm: { good: -1, show: (value) => number(value, 2) },
  maize: { good: 0, show: (value) => grams(value) },
};

export function ExpectedEffect({ expected }: { expected: ExpectedChange }) {
  const verdict = verdictOf(expected.objective, 1);
  const measures = (Object.keys(KINDS) as Measure[]).filter((name) => expected[name] !== null);
  return (
    <div class="effect">
      <p class={toneOf(verdict)}>{t("overall", { verdict: t(`overall_${verdict}`) })}</p>
      <div class="effect-table" role="region" tabIndex={0} aria-label={t("caption")}>
        <table>
          <caption>{t("caption")} · {lotsText(expected.lots)}</caption>
          <thead>
            <tr>
              <th scope="col">{t("measure")}</th>
              <th scope="col" class="num">{t("change")}</th>
              <th scope="col">{t("interval")}</th>
              <th scope="col">{t("verdict")}</th>
            </tr>
          </thead>
          <tbody>
            {measures.map((name) => (
              <EffectRow
                key={name}
                name={name}
                estimate={expected[name]!}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function EffectRow({ name, estimate }: { name: Measure; estimate: Estimate }) {
  const { good, show } = KINDS[name];
  const { now, change, low, high } = estimate;
  const word = good === 0
    ? low > 0 ? "more" : high < 0 ? "less" : "same"
    : verdictOf(estimate, good);
  return (
    <tr>
      <th scope="row">{t(name)}</th>
      <td class="num">{t("from_to", { now: show(now), then: show(now + change) })}</td>
      <td>
        <Interval estimate={estimate} good={good} />
        <span class="quiet">
          {t("between", { low: signed(low, show), high: signed(high, show) })}
        </span>
      </td>
      <td class={toneOf(word)}>{t(word)}</td>
    </tr>
  );
}

/** The interval as a bar around no change. */
function Interval({ estimate: { change, low, high }, good }: { estimate: Estimate; good: number }) {
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const at = (value: number) => 50 + (value / reach) * 46;
  const tone = toneOf(good === 0 ? "same" : verdictOf({ low, high }, good));
  return (
    <svg
      class={`effect-bar ${tone}`}
      viewBox="0 0 100 12"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="effect-zero" d="M50 0V12" />
      <path class="effect-range" d={`M${at(low)} 6H${at(high)}`} />
      <path class="effect-mean" d={`M${at(change)} 2V10`} />
    </svg>
  );
}

function verdictOf({ low, high }: Pick<Estimate, "low" | "high">, good: number) {
  const [worst, best] = good > 0 ? [low, high] : [-high, -low];
  return worst > 0 ? "better" : best < 0 ? "worse" : "unsure";
}

function toneOf(verdict: string): string {
  return { better: "tone-good", worse: "tone-bad" }[verdict] ?? "";
}

function signed(value: number, show: (value: number) => string): string {
  return `${value > 0 ? "+" : ""}${show(value)}`;
}

function lotsText(n: number): string {
  return counted(n, {
    one: { fr: "d’après {n} lot terminé", en: "from {n} finished lot" },
    other: { fr: "d’après {n} lots terminés", en: "from {n} finished lots" },
  });
}
