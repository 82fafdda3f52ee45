/** Scenarios to choose from, the settings of the chosen one, and its start. */
import { useState } from "preact/hooks";
import type { SimulatorKind } from "../../../../contract/control_runs.ts";
import type { ScenarioView } from "../../../../contract/control_scenarios.ts";
import {
  listScenarios,
  type ScenarioSettings,
  type SettingName,
  settingsOf,
  type Started,
  startScenario,
} from "../../data/control.ts";
import { counted, inLang, labelled, words } from "../../i18n.ts";
import { live, loads } from "../../live/store.ts";
import { runReason } from "../../problem_texts.ts";
import { may } from "../../session.ts";
import { AccelerationField, MOST_ACCELERATION } from "../../ui/acceleration.tsx";
import { DurationField } from "../../ui/duration_field.tsx";
import { type Bounds, faultAt, numberFault, NumberField, Refused } from "../../ui/fields.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useRead } from "../../ui/read.ts";
import { KIND_ICONS } from "../../ui/run_facts.tsx";
import { SCENARIO_TEXTS } from "../../ui/scenario_texts.ts";
import { Failed, Loading } from "../../ui/states.tsx";

const t = words({
  fr: {
    choose: "Scénario",
    settings: "Réglages",
    nb_lots: "Lots",
    nb_sqal_devices: "Appareils SQAL",
    feedbacks_per_hour: "Avis par heure",
    fixed: "Ce scénario porte ses propres réglages.",
    start: "Démarrer",
    starting: "Démarrage…",
    steps: "Les simulateurs partent l’un après l’autre.",
    own: "de cette ferme",
    already: "{n} déjà en marche",
    not_started: "N’ont pas démarré :",
  },
  en: {
    choose: "Scenario",
    settings: "Settings",
    nb_lots: "Lots",
    nb_sqal_devices: "SQAL devices",
    feedbacks_per_hour: "Opinions per hour",
    fixed: "This scenario brings its own settings.",
    start: "Start",
    starting: "Starting…",
    steps: "The simulators start one after the other.",
    own: "of this farm",
    already: "{n} running already",
    not_started: "Did not start:",
  },
});

const DEFAULTS: Record<SettingName, string> = {
  nb_lots: "3",
  acceleration: "1440",
  nb_sqal_devices: "4",
  feedbacks_per_hour: "10",
  duration: "0",
};
const BOUNDS: Record<SettingName, Bounds> = {
  nb_lots: { min: 1 },
  acceleration: { min: 1, max: MOST_ACCELERATION },
  nb_sqal_devices: { min: 1, max: 10 },
  feedbacks_per_hour: { min: 1, max: 100 },
  duration: { min: 0 },
};

export function Scenarios() {
  const load = loads.value;
  const read = useRead("scenarios", listScenarios, [load]);
  const [chosen, setChosen] = useState("complete_demo");
  if (read.status === "loading") return <Loading rows={2} />;
  if (read.status === "failed") return <Failed {...read} />;
  const all = read.value;
  const scenario = all.find(({ name }) => name === chosen) ?? all[0];
  if (!scenario) return null;
  return (
    <div class="scenarios">
      <fieldset class="scenario-choices">
        <legend class="visually-hidden">{t("choose")}</legend>
        {all.map((one) => (
          <ScenarioChoice
            key={one.name}
            scenario={one}
            isChosen={one === scenario}
            onChoose={() => setChosen(one.name)}
          />
        ))}
      </fieldset>
      <ScenarioForm key={scenario.name} scenario={scenario} />
    </div>
  );
}

function titleOf({ name, title }: ScenarioView): string {
  const texts = SCENARIO_TEXTS[name];
  return texts ? inLang(texts.title) : title ?? name;
}

function ScenarioChoice(
  { scenario, isChosen, onChoose }: {
    scenario: ScenarioView;
    isChosen: boolean;
    onChoose(): void;
  },
) {
  const { name, description, steps, builtin } = scenario;
  const texts = SCENARIO_TEXTS[name];
  const says = texts ? inLang(texts.description) : description;
  return (
    <label class="card scenario-choice">
      <input type="radio" name="scenario" value={name} checked={isChosen} onChange={onChoose} />
      <span class="scenario-title">
        <b>{titleOf(scenario)}</b>
        {!builtin && <span class="pill">{t("own")}</span>}
      </span>
      {says && <span class="quiet">{says}</span>}
      <span class="scenario-steps">
        {(["gavage", "sqal", "consumer"] as const).map((kind) => {
          const n = steps.filter(({ start }) => start === kind).length;
          return n > 0 && (
            <span key={kind} class="scenario-step">
              <Icon name={KIND_ICONS[kind]} />
              {stepsText(kind, n)}
            </span>
          );
        })}
      </span>
    </label>
  );
}

function stepsText(kind: SimulatorKind, n: number): string {
  return counted(
    n,
    {
      gavage: {
        one: { fr: "Gavage", en: "Feeding" },
        other: { fr: "{n} gavages", en: "{n} feedings" },
      },
      sqal: {
        one: { fr: "{n} appareil", en: "{n} device" },
        other: { fr: "{n} appareils", en: "{n} devices" },
      },
      consumer: {
        one: { fr: "Consommateurs", en: "Consumers" },
        other: { fr: "{n} groupes de consommateurs", en: "{n} groups of consumers" },
      },
    }[kind],
  );
}

function ScenarioForm({ scenario }: { scenario: ScenarioView }) {
  const [typed, setTyped] = useState(DEFAULTS);
  const [error, setError] = useState<unknown>();
  const [started, setStarted] = useState<Started>();
  const [isBusy, setBusy] = useState(false);
  const names = settingsOf(scenario);
  const isWrong = names.some((name) => numberFault(typed[name], BOUNDS[name]) !== undefined);
  const mayStart = may("operator");

  const field = (name: SettingName) => ({
    value: typed[name],
    fault: faultAt(error, name),
    onInput: (value: string) => setTyped((now) => ({ ...now, [name]: value })),
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    setStarted(undefined);
    const settings = Object.fromEntries(
      Object.entries(typed).map(([name, text]) => [name, Number(text)]),
    ) as unknown as ScenarioSettings;
    startScenario(scenario, settings).then(setStarted, setError).finally(() => setBusy(false));
  };

  return (
    <form class="panel scenario-form" onSubmit={submit} aria-labelledby="scenario-form-title">
      <h3 id="scenario-form-title" class="scenario-form-title">{titleOf(scenario)}</h3>
      {names.includes("acceleration") && <AccelerationField {...field("acceleration")} />}
      <div class="field-row">
        {(["nb_lots", "nb_sqal_devices", "feedbacks_per_hour"] as const)
          .filter((name) => names.includes(name))
          .map((name) => (
            <NumberField key={name} label={t(name)} {...BOUNDS[name]} {...field(name)} />
          ))}
        {names.includes("duration") && <DurationField {...field("duration")} />}
      </div>
      {names.length === 0 && <p class="quiet">{t("fixed")}</p>}
      <Refused error={error} fields={names} />
      <div class="form-acts">
        <button
          type="submit"
          class="button button-primary button-large"
          disabled={isBusy || isWrong || !mayStart || live.value.state === "offline"}
          aria-describedby={mayStart ? undefined : "role-notice"}
        >
          <Icon name="play" />
          {t(isBusy ? "starting" : "start")}
        </button>
        <div role="status" class="quiet">
          {isBusy && t("steps")}
          {started && <StartedText started={started} />}
        </div>
      </div>
    </form>
  );
}

function StartedText({ started: { count, alreadyRunning, errors } }: { started: Started }) {
  const text = counted(count, {
    one: { fr: "{n} simulateur en marche", en: "{n} simulator running" },
    other: { fr: "{n} simulateurs en marche", en: "{n} simulators running" },
  });
  return (
    <>
      <p>
        {text}
        {alreadyRunning > 0 && ` (${t("already", { n: alreadyRunning })})`}
      </p>
      {errors.length > 0 && (
        <div class="fault">
          {t("not_started")}
          <ul>{errors.map((error) => <li key={error}>{startError(error)}</li>)}</ul>
        </div>
      )}
    </>
  );
}

/** `ESP32_LL_01: why`, as the server tells of each that did not start. */
function startError(error: string): string {
  const [who, why] = error.split(/: (.*)/s);
  return why === undefined ? runReason(error) : labelled(who!, runReason(why));
}
