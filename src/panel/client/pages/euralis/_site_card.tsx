/** One site: what it feeds today, and what quality control found of it. */
import { useMemo } from "preact/hooks";
import type { LotResult } from "../../../../contract/sites.ts";
import { type MealsToday, mealsToday } from "../../data/farm_day.ts";
import { lots } from "../../data/lots.ts";
import { mean } from "../../data/mean.ts";
import { siteQualities, type SiteQuality } from "../../data/site_quality.ts";
import type { Site } from "../../data/sites.ts";
import { kilograms, NOTHING, number, percent } from "../../format.ts";
import { labelled, words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { samplesText } from "../../ui/counts.ts";
import { GradeBar } from "../../ui/grades.tsx";
import { mortalityTone } from "../../ui/lot_facts.tsx";
import { Stat } from "../../ui/stat.tsx";

const t = words({
  fr: {
    fed: "Lots en gavage",
    ducks: "Canards",
    weight: "Poids moyen",
    mortality: "Mortalité",
    itm: "ITM moyen",
    itm_note: "kg de maïs par kg de foie",
    score: "Score SQAL",
    compliant: "{share} conformes",
    today: "Repas du jour",
    matin: "Matin",
    soir: "Soir",
    of_lots: "{done} sur {all}",
    no_lot: "Aucun lot en gavage",
    grades: "Classement des foies",
    see_lots: "Voir les lots de {site}",
  },
  en: {
    fed: "Lots being fed",
    ducks: "Ducks",
    weight: "Mean weight",
    mortality: "Mortality",
    itm: "Mean ITM",
    itm_note: "kg of maize per kg of liver",
    score: "SQAL score",
    compliant: "{share} compliant",
    today: "Meals of the day",
    matin: "Morning",
    soir: "Evening",
    of_lots: "{done} of {all}",
    no_lot: "No lot is being fed",
    grades: "Grades of the livers",
    see_lots: "See the lots of {site}",
  },
});

/** @param props.results of the site's own lots */
export function SiteCard({ site, results }: { site: Site; results: readonly LotResult[] }) {
  const version = lots.version.value;
  const today = useMemo(() => todayAt(site.code), [version, site.code]);
  const quality: SiteQuality | undefined = siteQualities.bySite.value[site.code];
  const itm = mean(results.flatMap(({ itm }) => itm === null ? [] : [itm]));
  const samples = quality?.samples ?? 0;
  return (
    <section class="panel site-card" style={{ "--site": `var(--${site.colour})` }}>
      <header>
        <h2>{site.name}</h2>
        <span class="code quiet">{site.code}</span>
      </header>
      <dl class="stats stats-dense">
        <Stat name={t("fed")} value={number(today.lots)} />
        <Stat name={t("ducks")} value={number(today.ducks)} />
        <Stat name={t("weight")} value={kilograms(today.weightGrams)} />
        <Stat
          name={t("mortality")}
          value={percent(today.mortalityPercent)}
          tone={mortalityTone(today.mortalityPercent ?? 0)}
        />
        <Stat name={t("itm")} value={number(itm, 1)} note={t("itm_note")} />
        <Stat
          name={t("score")}
          value={samples > 0 ? number(quality!.scoreSum / samples, 2) : NOTHING}
          note={samples > 0
            ? t("compliant", { share: percent(100 * quality!.compliant / samples, 0) })
            : samplesText(0)}
        />
      </dl>
      <h3>{t("today")}</h3>
      {today.lots === 0
        ? <p class="quiet">{t("no_lot")}</p>
        : <DayMeals fed={today.fed} all={today.lots} />}
      {samples > 0 && (
        <>
          <h3>{t("grades")}</h3>
          <GradeBar counts={quality!.grades} />
        </>
      )}
      <a href={href("gavage", undefined, { site: site.code })}>
        {t("see_lots", { site: site.name })}
      </a>
    </section>
  );
}

/** @param props.all lots that are fed */
function DayMeals({ fed, all }: { fed: MealsToday; all: number }) {
  return (
    <div class="day-meals">
      {(["matin", "soir"] as const).map((moment) => {
        const shown = t("of_lots", { done: fed[moment], all });
        return (
          <div key={moment} class="day-meal">
            <span>{t(moment)}</span>
            <progress
              value={Math.min(fed[moment], all)}
              max={all}
              aria-label={labelled(t(moment), shown)}
            />
            <span class="num">{shown}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Of the lots that a site feeds. */
interface Today {
  lots: number;
  ducks: number;
  weightGrams: number | null;
  mortalityPercent: number | null;
  fed: MealsToday;
}

function todayAt(code: string): Today {
  let [count, ducks, weighed, weight, mortality] = [0, 0, 0, 0, 0];
  for (const { lot } of lots.all) {
    if (lot.site !== code || lot.statut !== "en_cours") continue;
    count++;
    const living = lot.nb_canards_vivants ?? 0;
    ducks += living;
    if (lot.poids_moyen_actuel !== null) {
      weighed += living;
      weight += lot.poids_moyen_actuel * living;
    }
    mortality += lot.taux_mortalite;
  }
  return {
    lots: count,
    ducks,
    weightGrams: weighed > 0 ? weight / weighed : null,
    mortalityPercent: count > 0 ? mortality / count : null,
    fed: mealsToday([...lots.all].map(({ lot }) => lot), code),
  };
}
