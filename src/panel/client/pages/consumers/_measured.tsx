/** What quality control measured of a product's liver. */
import type { Product } from "../../../../contract/consumer.ts";
import { readSamples, type Sample } from "../../data/samples.ts";
import { dayAndTime, grams, instantMs, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DepthMap } from "../../ui/depth_map.tsx";
import { Fact } from "../../ui/fact.tsx";
import { GradeMark } from "../../ui/grades.tsx";
import { useRead } from "../../ui/read.ts";
import { Spectrum } from "../../ui/spectrum.tsx";

const t = words({
  fr: {
    score: "Score SQAL",
    liver: "Foie",
    freshness: "Fraîcheur",
    oxidation: "Oxydation",
    controlled: "Contrôlé",
    sample: "Échantillon",
    no_sample: "Sans échantillon",
  },
  en: {
    score: "SQAL score",
    liver: "Liver",
    freshness: "Freshness",
    oxidation: "Oxidation",
    controlled: "Inspected",
    sample: "Sample",
    no_sample: "No sample",
  },
});

export function Measured({ product }: { product: Product }) {
  const { sqal_grade: grade, sqal_quality_score: score, sample_id } = product;
  const read = useRead(product.product_id, (signal) => readSample(product, signal));
  const sample = read.status === "there" ? read.value : undefined;
  return (
    <div class="lot-quality">
      <div class="lot-quality-head">
        {grade && <GradeMark grade={grade} large />}
        <dl class="facts">
          <Fact name={t("score")}>{number(score, 3)}</Fact>
          <Fact name={t("liver")}>{grams(sample?.liverGrams)}</Fact>
          <Fact name={t("freshness")}>{number(sample?.freshness, 2)}</Fact>
          <Fact name={t("oxidation")}>{number(sample?.oxidation, 2)}</Fact>
          <Fact name={t("controlled")}>{dayAndTime(instantMs(product.quality_control_date))}</Fact>
          <Fact name={t("sample")}>
            {sample_id === null
              ? t("no_sample")
              : <a class="code" href={href("trace", sample_id)}>{sample_id}</a>}
          </Fact>
        </dl>
      </div>
      {sample && (
        <div class="sample-figures">
          <DepthMap distancesMm={sample.distancesMm} />
          <Spectrum channels={sample.channels} />
        </div>
      )}
    </div>
  );
}

/** More samples than a lot ever has. */
const MOST_SAMPLES = 1_000;

async function readSample(product: Product, signal: AbortSignal): Promise<Sample | undefined> {
  const { code_lot, sample_id } = product;
  if (sample_id === null) return undefined;
  const samples = await readSamples({ code_lot, limit: MOST_SAMPLES }, signal);
  return samples.find(({ sampleId }) => sampleId === sample_id);
}
