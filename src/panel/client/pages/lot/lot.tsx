/** One lot: its course against its plan, each meal, what went wrong, what quality control found. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Lot } from "../../../../contract/lots.ts";
import { closeLot } from "../../data/closures.ts";
import { lots, type LotView } from "../../data/lots.ts";
import { day, kilograms, number, percent, signedGrams } from "../../format.ts";
import { words } from "../../i18n.ts";
import { isLoaded, loads } from "../../live/store.ts";
import { href } from "../../router.ts";
import { BackLink } from "../../ui/back_link.tsx";
import { CloseLots } from "../../ui/close_lots.tsx";
import { LotState, mortalityTone, nextMealText, SiteTag, weightGap } from "../../ui/lot_facts.tsx";
import { Stat } from "../../ui/stat.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { ClimateChart, DoseChart, WeightChart } from "./_charts.tsx";
import { Incidents } from "./_incidents.tsx";
import { MealTable } from "./_meal_table.tsx";
import { meanLiverGrams, Quality, useLotSamples } from "./_quality.tsx";

const t = words({
  fr: {
    back: "Tous les lots",
    story: "Chronologie",
    close: "Clore ce lot",
    close_what: "le lot {code}",
    closed: "Clos avant terme par {by}, {when} : {reason}",
    unknown: "Aucun lot ne porte ce code",
    unknown_hint: "Vérifiez le code {code}.",
    weight: "Poids moyen",
    to_target: "{gap} par rapport à l’objectif",
    ducks: "Canards vivants",
    of_placed: "sur {n} mis en place",
    mortality: "Mortalité",
    maize: "Maïs par canard",
    itm: "ITM",
    itm_note: "kg de maïs par kg de foie",
    next: "Prochain repas",
    started: "Début du gavage",
    weight_title: "Poids et objectif",
    dose_title: "Doses",
    climate_title: "Ambiance de l’étable",
    quality_title: "Contrôle qualité",
    no_quality: "Un lot clos n’est pas contrôlé",
    events_title: "Incidents",
    meals_title: "Repas",
    no_meal: "Aucun repas enregistré",
    no_meal_hint: "Le premier repas apparaîtra ici dès qu’il sera donné.",
  },
  en: {
    back: "All lots",
    story: "Timeline",
    close: "End this lot",
    close_what: "lot {code}",
    closed: "Ended early by {by}, {when}: {reason}",
    unknown: "No lot bears this code",
    unknown_hint: "Check the code {code}.",
    weight: "Mean weight",
    to_target: "{gap} from target",
    ducks: "Living ducks",
    of_placed: "of {n} placed",
    mortality: "Mortality",
    maize: "Maize per duck",
    itm: "ITM",
    itm_note: "kg of maize per kg of liver",
    next: "Next meal",
    started: "Feeding began",
    weight_title: "Weight and target",
    dose_title: "Doses",
    climate_title: "Climate of the barn",
    quality_title: "Quality control",
    no_quality: "A lot that was ended is not inspected",
    events_title: "Incidents",
    meals_title: "Meals",
    no_meal: "No meal stored",
    no_meal_hint: "The first meal appears here as soon as it is given.",
  },
});

export function LotPage({ codeLot }: { codeLot: string }) {
  lots.version.value;
  const load = loads.value;
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    lots.complete(codeLot).then(() => setAsked(true));
  }, [codeLot, load]);
  const quality = useLotSamples(codeLot);
  const view = lots.get(codeLot);
  if (!view) {
    return isLoaded.value && asked
      ? (
        <Empty icon="search" title={t("unknown")}>
          <p>{t("unknown_hint", { code: codeLot })}</p>
          <a class="button" href={href("gavage")}>{t("back")}</a>
        </Empty>
      )
      : <Loading rows={5} />;
  }
  const { lot, meals } = view;
  const ofMeals = (chart: ComponentChildren) =>
    meals.length > 0
      ? chart
      : <Empty icon="gavage" title={t("no_meal")}>{t("no_meal_hint")}</Empty>;
  return (
    <article class="lot">
      <BackLink href={href("gavage")} text={t("back")} />
      <Head lot={lot} />
      <Figures view={view} liverGrams={meanLiverGrams(quality.samples)} />
      <div class="panels">
        <section class="panel">
          <h2>{t("weight_title")}</h2>
          {ofMeals(<WeightChart lot={lot} meals={meals} />)}
        </section>
        <section class="panel">
          <h2>{t("dose_title")}</h2>
          {ofMeals(<DoseChart lot={lot} meals={meals} />)}
        </section>
        <section class="panel">
          <h2>{t("climate_title")}</h2>
          {ofMeals(<ClimateChart meals={meals} />)}
        </section>
        <section class="panel">
          <h2>{t("quality_title")}</h2>
          {lot.cloture && quality.samples.length === 0
            ? <Empty icon="quality" title={t("no_quality")} />
            : <Quality {...quality} codeLot={codeLot} />}
        </section>
        <section class="panel">
          <h2>{t("events_title")}</h2>
          <Incidents codeLot={codeLot} meals={meals} />
        </section>
        <section class="panel">
          <h2>{t("meals_title")}</h2>
          {ofMeals(<MealTable meals={meals} />)}
        </section>
      </div>
    </article>
  );
}

function Head({ lot }: { lot: Lot }) {
  const { code_lot, statut, pret_abattage, cloture } = lot;
  return (
    <header class="lot-head">
      <p class="display code">{lot.code_lot}</p>
      <LotState lot={lot} />
      <p class="quiet">
        <SiteTag code={lot.site} /> · {lot.gaveur_nom} · {lot.genetique}
        {lot.lot_id && (
          <>
            {" · "}
            <span class="code">{lot.lot_id}</span>
          </>
        )} · <a href={href("trace", lot.code_lot)}>{t("story")}</a>
      </p>
      {cloture && (
        <p>
          {t("closed", {
            by: cloture.closed_by,
            when: day(Date.parse(cloture.closed_at)),
            reason: cloture.reason,
          })}
        </p>
      )}
      {statut === "en_cours" && !pret_abattage && (
        <CloseLots
          label={t("close")}
          what={t("close_what", { code: code_lot })}
          close={(closure) => closeLot(code_lot, closure)}
        />
      )}
    </header>
  );
}

function Figures({ view: { lot, meals }, liverGrams }: {
  view: LotView;
  liverGrams: number | null;
}) {
  const gap = weightGap(lot, meals.at(-1));
  const maizeGrams = meals.reduce((sum, meal) => sum + meal.givenGrams, 0);
  const itm = maizeGrams > 0 && liverGrams ? maizeGrams / liverGrams : null;
  return (
    <dl class="stats">
      <Stat
        name={t("weight")}
        value={kilograms(lot.poids_moyen_actuel)}
        note={gap && t("to_target", { gap: signedGrams(gap.grams) })}
        tone={gap?.tone}
      />
      <Stat
        name={t("ducks")}
        value={number(lot.nb_canards_vivants)}
        note={t("of_placed", { n: number(lot.nb_canards_initial) })}
      />
      <Stat
        name={t("mortality")}
        value={percent(lot.taux_mortalite)}
        tone={mortalityTone(lot.taux_mortalite)}
      />
      <Stat name={t("maize")} value={kilograms(maizeGrams || null)} />
      <Stat name={t("itm")} value={number(itm, 1)} note={t("itm_note")} />
      <Stat
        name={t("next")}
        value={<span class="stat-text">{nextMealText(lot)}</span>}
        note={lot.debut_lot && `${t("started")} ${day(Date.parse(lot.debut_lot))}`}
      />
    </dl>
  );
}
