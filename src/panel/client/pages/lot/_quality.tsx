/** What quality control found of a lot's livers. */
import { mean } from "../../data/mean.ts";
import { GRADES, readSamples, type Sample, samples } from "../../data/samples.ts";
import { grams, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { loads } from "../../live/store.ts";
import { href } from "../../router.ts";
import { samplesText } from "../../ui/counts.ts";
import { Fact } from "../../ui/fact.tsx";
import { GradeBar, GradeMark } from "../../ui/grades.tsx";
import { type Failure, useRead } from "../../ui/read.ts";
import { Empty, Failed } from "../../ui/states.tsx";

const t = words({
  fr: {
    none: "Pas encore contrôlé",
    none_hint: "Les foies sont mesurés après l’abattage.",
    score: "Score moyen",
    liver: "Foie moyen",
    samples_link: "Voir les échantillons",
  },
  en: {
    none: "Not inspected yet",
    none_hint: "Livers are measured after slaughter.",
    score: "Mean score",
    liver: "Mean liver",
    samples_link: "See the samples",
  },
});

export interface LotSamples {
  samples: readonly Sample[];
  failure?: Failure;
}

const MOST_READ = 100;

/** A lot's samples: those stored, and those that come while the page is open. */
export function useLotSamples(codeLot: string): LotSamples {
  const stored = useRead(
    codeLot,
    (signal) => readSamples({ code_lot: codeLot, limit: MOST_READ }, signal),
    [loads.value],
  );
  const fresh = samples.recent.value.filter((sample) => sample.codeLot === codeLot);
  if (stored.status === "failed") return { samples: fresh, failure: stored };
  const rows = stored.status === "there" ? stored.value : [];
  const known = new Set(rows.map(({ sampleId }) => sampleId));
  return { samples: [...fresh.filter(({ sampleId }) => !known.has(sampleId)), ...rows] };
}

export function meanLiverGrams(samples: readonly Sample[]): number | null {
  return mean(samples.map(({ liverGrams }) => liverGrams));
}

export function Quality({ samples, failure, codeLot }: LotSamples & { codeLot: string }) {
  if (failure) return <Failed {...failure} />;
  if (samples.length === 0) {
    return <Empty icon="quality" title={t("none")}>{t("none_hint")}</Empty>;
  }
  const counts = { "A+": 0, A: 0, B: 0, C: 0, REJECT: 0 };
  for (const { grade } of samples) counts[grade]++;
  const best = GRADES.reduce((most, grade) => counts[grade] > counts[most] ? grade : most);
  return (
    <div class="lot-quality">
      <div class="lot-quality-head">
        <GradeMark grade={best} large />
        <dl class="facts">
          <Fact name={t("score")}>{number(mean(samples.map(({ score }) => score)), 3)}</Fact>
          <Fact name={t("liver")}>{grams(meanLiverGrams(samples))}</Fact>
        </dl>
      </div>
      <GradeBar counts={counts} />
      <a href={href("sqal", undefined, { lot: codeLot })}>
        {t("samples_link")} ({samplesText(samples.length)})
      </a>
    </div>
  );
}
