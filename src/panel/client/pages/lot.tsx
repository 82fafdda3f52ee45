/** One lot: its course against its plan, each meal, what went wrong, what quality control found. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { SampleRow } from "../../../contract/sqal.ts";
import { ask, query } from "../api.ts";
import { alerts } from "../data/alerts.ts";
import { lots } from "../data/lots.ts";
import type { Meal } from "../data/meals.ts";
import { plannedMealsOf } from "../data/next_meal.ts";
import { EVER, GRADES, type Sample, sampleOfRow, samples } from "../data/samples.ts";
import { minimalGrams, targetWeightGrams } from "../data/target_weight.ts";
import {
  celsius,
  day,
  dayAndTime,
  grams,
  kilograms,
  number,
  percent,
  signedGrams,
} from "../format.ts";
import { words } from "../i18n.ts";
import { isLoaded, loads } from "../live/store.ts";
import { href } from "../router.ts";
import { Chart } from "../ui/chart.tsx";
import { GradeBar, GradeMark, samplesText } from "../ui/grades.tsx";
import { Icon } from "../ui/icon.tsx";
import {
  lotStateText,
  lotStateTone,
  mealName,
  mortalityTone,
  nextMealText,
  SiteTag,
  weightGap,
} from "../ui/lot_facts.tsx";
import { useRead } from "../ui/read.ts";
import { Stat } from "../ui/stat.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";

const t = words({
  fr: {
    back: "Tous les lots",
    story: "Chronologie",
    unknown: "Aucun lot ne porte ce code",
    unknown_hint: "Vérifiez le code {code}.",
    weight: "Poids moyen",
    target: "Objectif",
    minimal: "Minimum à l’abattage",
    to_target: "{gap} par rapport à l’objectif",
    ducks: "Canards vivants",
    of_placed: "sur {n} mis en place",
    mortality: "Mortalité",
    maize: "Maïs par canard",
    itm: "ITM",
    itm_note: "kg de maïs par kg de foie",
    next: "Prochain repas",
    started: "Début du gavage",
    days: "{n} jours prévus",
    dose_title: "Doses",
    planned: "Prévue",
    given: "Donnée",
    weight_title: "Poids et objectif",
    climate_title: "Ambiance de l’étable",
    temperature: "Température",
    humidity: "Humidité",
    meals_title: "Repas",
    meal: "Repas",
    time: "Heure",
    gap: "Écart",
    living: "Vivants",
    no_meal: "Aucun repas enregistré",
    no_meal_hint: "Le premier repas apparaîtra ici dès qu’il sera donné.",
    events_title: "Incidents",
    no_event: "Rien à signaler",
    deaths: "{n} canard(s) mort(s) depuis le repas précédent",
    hot: "Étable à {temperature}, hors de 19–23 °C",
    dose_gap: "Dose donnée à {gap} de la dose prévue",
    alert: "Alerte",
    quality_title: "Contrôle qualité",
    no_sample: "Pas encore contrôlé",
    no_sample_hint: "Les foies sont mesurés après l’abattage.",
    score: "Score moyen",
    liver: "Foie moyen",
    samples_link: "Voir les échantillons",
    dose_summary:
      "Doses prévues et données à chaque repas, dernière : {given} pour {planned} prévus.",
    weight_summary: "Poids moyen à chaque repas, dernier : {weight}, objectif {target}.",
    climate_summary:
      "Température et humidité à chaque repas, dernières : {temperature}, {humidity}.",
  },
  en: {
    back: "All lots",
    story: "Timeline",
    unknown: "No lot bears this code",
    unknown_hint: "Check the code {code}.",
    weight: "Mean weight",
    target: "Target",
    minimal: "Least at slaughter",
    to_target: "{gap} from target",
    ducks: "Living ducks",
    of_placed: "of {n} placed",
    mortality: "Mortality",
    maize: "Maize per duck",
    itm: "ITM",
    itm_note: "kg of maize per kg of liver",
    next: "Next meal",
    started: "Feeding began",
    days: "{n} days planned",
    dose_title: "Doses",
    planned: "Planned",
    given: "Given",
    weight_title: "Weight and target",
    climate_title: "Climate of the barn",
    temperature: "Temperature",
    humidity: "Humidity",
    meals_title: "Meals",
    meal: "Meal",
    time: "Time",
    gap: "Difference",
    living: "Living",
    no_meal: "No meal stored",
    no_meal_hint: "The first meal appears here as soon as it is given.",
    events_title: "Incidents",
    no_event: "Nothing to report",
    deaths: "{n} duck(s) died since the meal before",
    hot: "Barn at {temperature}, outside 19–23 °C",
    dose_gap: "Dose given {gap} from the dose planned",
    alert: "Alert",
    quality_title: "Quality control",
    no_sample: "Not inspected yet",
    no_sample_hint: "Livers are measured after slaughter.",
    score: "Mean score",
    liver: "Mean liver",
    samples_link: "See the samples",
    dose_summary: "Planned and given doses at each meal, last: {given} for {planned} planned.",
    weight_summary: "Mean weight at each meal, last: {weight}, target {target}.",
    climate_summary: "Temperature and humidity at each meal, last: {temperature}, {humidity}.",
  },
});

const SHOWN_SAMPLES = 100;

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
  const last = meals.at(-1);
  const gap = weightGap(lot, last);
  const stateTone = lotStateTone(lot);
  const maizeGrams = meals.reduce((sum, meal) => sum + meal.givenGrams, 0);

  return (
    <article class="lot">
      <a class="back" href={href("gavage")}>
        <Icon name="back" />
        {t("back")}
      </a>
      <header class="lot-head">
        <p class="display code">{lot.code_lot}</p>
        <span class={`pill ${stateTone ? `tone-${stateTone}` : ""}`}>{lotStateText(lot)}</span>
        <p class="quiet">
          <SiteTag code={lot.site} /> · {lot.gaveur_nom} · {lot.genetique}
          {lot.lot_id && (
            <>
              {" · "}
              <span class="code">{lot.lot_id}</span>
            </>
          )} · <a href={href("trace", lot.code_lot)}>{t("story")}</a>
        </p>
      </header>

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
        <LotItm maizeGrams={maizeGrams} samples={quality.samples} />
        <Stat
          name={t("next")}
          value={<span class="stat-text">{nextMealText(lot)}</span>}
          note={lot.debut_lot && `${t("started")} ${day(Date.parse(lot.debut_lot))}`}
        />
      </dl>

      <div class="panels">
        <section class="panel">
          <h2>{t("weight_title")}</h2>
          <Course meals={meals}>
            <WeightChart lot={lot} meals={meals} />
          </Course>
        </section>
        <section class="panel">
          <h2>{t("dose_title")}</h2>
          <Course meals={meals}>
            <DoseChart lot={lot} meals={meals} />
          </Course>
        </section>
        <section class="panel">
          <h2>{t("climate_title")}</h2>
          <Course meals={meals}>
            <ClimateChart meals={meals} />
          </Course>
        </section>
        <section class="panel">
          <h2>{t("quality_title")}</h2>
          <Quality {...quality} codeLot={codeLot} />
        </section>
        <section class="panel">
          <h2>{t("events_title")}</h2>
          <Incidents codeLot={codeLot} meals={meals} />
        </section>
        <section class="panel">
          <h2>{t("meals_title")}</h2>
          <Course meals={meals}>
            <MealTable meals={meals} />
          </Course>
        </section>
      </div>
    </article>
  );
}

type LotView = NonNullable<ReturnType<typeof lots.get>>;

function Course({ meals, children }: { meals: readonly Meal[]; children: ComponentChildren }) {
  if (meals.length > 0) return <>{children}</>;
  return <Empty icon="gavage" title={t("no_meal")}>{t("no_meal_hint")}</Empty>;
}

/** From J0 matin to the last planned meal, so that a course is seen to advance. */
function ordinalsOf(lot: LotView["lot"], meals: readonly Meal[]): number[] {
  const first = Math.min(0, meals[0]?.ordinal ?? 0);
  const last = Math.max(plannedMealsOf(lot) - 1, meals.at(-1)?.ordinal ?? 0);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Whole days: two meals each. */
const DAYS = [2, 4, 8];

function dayText(ordinal: number): string {
  return mealName(Math.floor(ordinal / 2), ordinal % 2 ? "soir" : "matin");
}

function dayTick(ordinal: number): string {
  return ordinal % 2 === 0 ? mealName(ordinal / 2, "matin").split(" ")[0]! : "";
}

function WeightChart({ lot, meals }: Pick<LotView, "lot" | "meals">) {
  const data = useMemo(() => {
    const xs = ordinalsOf(lot, meals);
    const byOrdinal = new Map(meals.map((meal) => [meal.ordinal, meal.weightGrams]));
    const least = minimalGrams(lot.genetique);
    return [
      xs,
      xs.map((x) => targetWeightGrams(lot, x)),
      xs.map((x) => byOrdinal.get(x) ?? null),
      xs.map(() => least),
    ];
  }, [lot, meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("weight_summary", {
        weight: kilograms(last.weightGrams),
        target: kilograms(targetWeightGrams(lot, last.ordinal)),
      })}
      lines={[
        { label: t("target"), colour: "chart-target", dash: [6, 5] },
        { label: t("weight"), colour: "chart-1", width: 3 },
        { label: t("minimal"), colour: "chart-3", dash: [2, 4], width: 1.5 },
      ]}
      data={data}
      stepsX={DAYS}
      formatX={dayTick}
      tipX={dayText}
      formatY={(y) => kilograms(y)}
    />
  );
}

function DoseChart({ lot, meals }: Pick<LotView, "lot" | "meals">) {
  const data = useMemo(() => {
    const xs = ordinalsOf(lot, meals);
    const byOrdinal = new Map(meals.map((meal) => [meal.ordinal, meal]));
    return [
      xs,
      xs.map((x) => byOrdinal.get(x)?.plannedGrams ?? null),
      xs.map((x) => byOrdinal.get(x)?.givenGrams ?? null),
    ];
  }, [lot, meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("dose_summary", {
        given: grams(last.givenGrams),
        planned: grams(last.plannedGrams),
      })}
      lines={[
        { label: t("planned"), colour: "chart-target", dash: [6, 5] },
        { label: t("given"), colour: "chart-2", width: 3 },
      ]}
      data={data}
      stepsX={DAYS}
      formatX={dayTick}
      tipX={dayText}
      formatY={(y) => grams(y)}
    />
  );
}

function ClimateChart({ meals }: Pick<LotView, "meals">) {
  const data = useMemo(() => [
    meals.map(({ ordinal }) => ordinal),
    meals.map(({ temperatureCelsius }) => temperatureCelsius),
    meals.map(({ humidityPercent }) => humidityPercent),
  ], [meals]);
  const last = meals.at(-1)!;
  return (
    <Chart
      summary={t("climate_summary", {
        temperature: celsius(last.temperatureCelsius),
        humidity: percent(last.humidityPercent, 0),
      })}
      lines={[
        { label: t("temperature"), colour: "chart-2" },
        { label: t("humidity"), colour: "chart-4", scale: "y2", dash: [6, 4] },
      ]}
      data={data}
      height={200}
      stepsX={DAYS}
      formatX={dayTick}
      tipX={dayText}
      formatY={(y) => celsius(y, 0)}
      formatY2={(y) => percent(y, 0)}
    />
  );
}

function MealTable({ meals }: Pick<LotView, "meals">) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("meals_title")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("meal")}</th>
            <th scope="col">{t("time")}</th>
            <th scope="col" class="num">{t("planned")}</th>
            <th scope="col" class="num">{t("given")}</th>
            <th scope="col" class="num">{t("gap")}</th>
            <th scope="col" class="num">{t("weight")}</th>
            <th scope="col" class="num">{t("living")}</th>
          </tr>
        </thead>
        <tbody>
          {meals.toReversed().map((meal) => (
            <tr key={meal.ordinal}>
              <th scope="row">{mealName(meal.jour, meal.moment)}</th>
              <td>{dayAndTime(meal.timeMs)}</td>
              <td class="num">{grams(meal.plannedGrams)}</td>
              <td class="num">{grams(meal.givenGrams)}</td>
              <td class="num">{signedGrams(meal.givenGrams - meal.plannedGrams)}</td>
              <td class="num">{kilograms(meal.weightGrams)}</td>
              <td class="num">{number(meal.living)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Incident {
  key: string;
  when: string;
  text: string;
  tone: "warn" | "bad";
}

/** The dose may differ by 5 %: more was not the plan. */
const DOSE_TOLERANCE = 0.0505;
const SHOWN_INCIDENTS = 30;

function Incidents({ codeLot, meals }: { codeLot: string; meals: readonly Meal[] }) {
  const raised = alerts.all.value.filter(({ lot_id }) => lot_id === codeLot);
  const incidents: Incident[] = raised.map((alert) => ({
    key: `alert/${alert.alert_id}`,
    when: t("alert"),
    text: alert.message || alert.title,
    tone: alert.severity === "critical" ? "bad" : "warn",
  }));
  for (const [i, meal] of meals.entries()) {
    const when = mealName(meal.jour, meal.moment);
    const note = (kind: string, text: string, tone: Incident["tone"]) =>
      incidents.push({ key: `${meal.ordinal}/${kind}`, when, text, tone });
    const died = (meals[i - 1]?.living ?? meal.living) - meal.living;
    if (died > 0) note("deaths", t("deaths", { n: number(died) }), "bad");
    if (meal.temperatureCelsius < 19 || meal.temperatureCelsius > 23) {
      note("climate", t("hot", { temperature: celsius(meal.temperatureCelsius) }), "warn");
    }
    const gap = meal.givenGrams - meal.plannedGrams;
    if (meal.plannedGrams > 0 && Math.abs(gap) / meal.plannedGrams > DOSE_TOLERANCE) {
      note("dose", t("dose_gap", { gap: signedGrams(gap) }), "warn");
    }
  }
  if (incidents.length === 0) return <Empty icon="check" title={t("no_event")} />;
  return (
    <ol class="incidents">
      {incidents.toReversed().slice(0, SHOWN_INCIDENTS).map(({ key, when, text, tone }) => (
        <li key={key} class={`tone-${tone}`}>
          <b>{when}</b>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}

interface LotSamples {
  samples: readonly Sample[];
  failure?: { reason: string; retry(): void };
}

/** A lot's samples: those stored, and those that come while the page is open. */
function useLotSamples(codeLot: string): LotSamples {
  const stored = useRead(
    codeLot,
    (signal) =>
      ask<{ samples: SampleRow[] }>(
        `/api/sqal/samples${query({ code_lot: codeLot, limit: SHOWN_SAMPLES, start_time: EVER })}`,
        { signal },
      ),
    [loads.value],
  );
  const fresh = samples.recent.value.filter((sample) => sample.codeLot === codeLot);
  if (stored.status === "failed") return { samples: fresh, failure: stored };
  const rows = stored.status === "there" ? stored.value.samples.map(sampleOfRow) : [];
  const known = new Set(rows.map(({ sampleId }) => sampleId));
  return { samples: [...fresh.filter(({ sampleId }) => !known.has(sampleId)), ...rows] };
}

function LotItm({ maizeGrams, samples }: { maizeGrams: number; samples: readonly Sample[] }) {
  const liverGrams = mean(samples.map((sample) => sample.liverGrams));
  const itm = maizeGrams > 0 && liverGrams ? maizeGrams / liverGrams : null;
  return <Stat name={t("itm")} value={number(itm, 1)} note={t("itm_note")} />;
}

function Quality({ samples, failure, codeLot }: LotSamples & { codeLot: string }) {
  if (failure) return <Failed reason={failure.reason} onRetry={failure.retry} />;
  if (samples.length === 0) {
    return <Empty icon="quality" title={t("no_sample")}>{t("no_sample_hint")}</Empty>;
  }
  const counts = { "A+": 0, A: 0, B: 0, C: 0, REJECT: 0 };
  for (const { grade } of samples) counts[grade]++;
  const best = GRADES.reduce((most, grade) => counts[grade] > counts[most] ? grade : most);
  return (
    <div class="lot-quality">
      <div class="lot-quality-head">
        <GradeMark grade={best} large />
        <dl class="facts">
          <div>
            <dt>{t("score")}</dt>
            <dd>{number(mean(samples.map(({ score }) => score)), 3)}</dd>
          </div>
          <div>
            <dt>{t("liver")}</dt>
            <dd>{grams(mean(samples.map(({ liverGrams }) => liverGrams)))}</dd>
          </div>
        </dl>
      </div>
      <GradeBar counts={counts} />
      <a href={href("sqal", undefined, { lot: codeLot })}>
        {t("samples_link")} ({samplesText(samples.length)})
      </a>
    </div>
  );
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
