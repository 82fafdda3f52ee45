/** One liver as the sensors saw it, and what was made of that. */
import { siteName } from "../../data/sites.ts";
import type { Sample } from "../../data/samples.ts";
import { cubicCentimetres, dayAndTime, grams, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { DepthMap } from "../../ui/depth_map.tsx";
import { Fact } from "../../ui/fact.tsx";
import { GradeMark } from "../../ui/grades.tsx";
import { Spectrum } from "../../ui/spectrum.tsx";
import { Surface } from "../../ui/surface.tsx";

const t = words({
  fr: {
    compliant: "Conforme",
    not_compliant: "Non conforme",
    lot: "Lot",
    site: "Site",
    tof: "ToF",
    spectral: "Spectral",
    freshness: "Fraîcheur",
    fat: "Qualité du gras",
    oxidation: "Oxydation",
    volume: "Volume",
    liver: "Foie estimé",
    depth: "Carte de profondeur",
    surface: "Surface",
    spectrum: "Spectre",
  },
  en: {
    compliant: "Compliant",
    not_compliant: "Not compliant",
    lot: "Lot",
    site: "Site",
    tof: "ToF",
    spectral: "Spectral",
    freshness: "Freshness",
    fat: "Fat quality",
    oxidation: "Oxidation",
    volume: "Volume",
    liver: "Estimated liver",
    depth: "Depth map",
    surface: "Surface",
    spectrum: "Spectrum",
  },
});

export function SampleView({ sample }: { sample: Sample }) {
  return (
    <div class="sample">
      <div class="sample-verdict">
        <GradeMark grade={sample.grade} large />
        <div>
          <p class="display">{number(sample.score, 3)}</p>
          <p class={sample.isCompliant ? "tone-good" : "tone-bad"}>
            {t(sample.isCompliant ? "compliant" : "not_compliant")}
          </p>
        </div>
        <p class="quiet sample-name">
          <span class="code">{sample.sampleId}</span>
          <br />
          {dayAndTime(sample.timeMs)}
        </p>
      </div>
      <dl class="facts">
        <Fact name={t("lot")}>
          <LotLink codeLot={sample.codeLot} />
        </Fact>
        <Fact name={t("site")}>{siteName(sample.site)}</Fact>
        <Fact name={t("tof")}>{number(sample.tofScore, 2)}</Fact>
        <Fact name={t("spectral")}>{number(sample.spectralScore, 2)}</Fact>
        <Fact name={t("freshness")}>{number(sample.freshness, 2)}</Fact>
        <Fact name={t("fat")}>{number(sample.fatQuality, 2)}</Fact>
        <Fact name={t("oxidation")}>{number(sample.oxidation, 2)}</Fact>
        <Fact name={t("volume")}>{cubicCentimetres(sample.volumeMm3)}</Fact>
        <Fact name={t("liver")}>{grams(sample.liverGrams)}</Fact>
      </dl>
      <div class="sample-figures">
        <div>
          <h3>{t("depth")}</h3>
          <DepthMap distancesMm={sample.distancesMm} />
        </div>
        <div>
          <h3>{t("surface")}</h3>
          <Surface distancesMm={sample.distancesMm} />
        </div>
        <div>
          <h3>{t("spectrum")}</h3>
          <Spectrum channels={sample.channels} />
        </div>
      </div>
    </div>
  );
}

export function LotLink({ codeLot }: { codeLot: string | null }) {
  return codeLot ? <a class="code" href={href("gavage", codeLot)}>{codeLot}</a> : <>–</>;
}
