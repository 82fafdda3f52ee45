/** Each simulator by itself: its settings, its start, and those that run. */
import { useState } from "preact/hooks";
import type { SimulatorKind } from "../../../../contract/control_runs.ts";
import { startSimulator } from "../../data/control.ts";
import { runs } from "../../data/runs.ts";
import { words } from "../../i18n.ts";
import { live } from "../../live/store.ts";
import { href } from "../../router.ts";
import { may } from "../../session.ts";
import { AccelerationField, MOST_ACCELERATION } from "../../ui/acceleration.tsx";
import { DurationField } from "../../ui/duration_field.tsx";
import {
  type Bounds,
  faultAt,
  numberFault,
  NumberField,
  Refused,
  SelectField,
  TextField,
} from "../../ui/fields.tsx";
import { Icon } from "../../ui/icon.tsx";
import { KIND_ICONS, kindText, runName, StatusPill } from "../../ui/run_facts.tsx";
import { QUALITY_PROFILES, t as settingText } from "./_setting_words.ts";

const t = words({
  fr: {
    gavage: "Place des lots chez les gaveurs et les nourrit, repas après repas.",
    sqal: "Un ESP32 qui mesure les foies d’un site, un échantillon à la fois.",
    consumer: "Des consommateurs notent les produits étiquetés.",
    device_hint: "Le site se lit dans le nom : ESP32_LL_01",
    start: "Démarrer",
    start_named: "Démarrer : {name}",
    device_fault: "1 à 64 lettres, chiffres, - ou _",
  },
  en: {
    gavage: "Places lots with gaveurs and feeds them, meal after meal.",
    sqal: "An ESP32 that measures the livers of a site, a sample at a time.",
    consumer: "Consumers rate the labelled products.",
    device_hint: "Its name tells the site: ESP32_LL_01",
    start: "Start",
    start_named: "Start: {name}",
    device_fault: "1 to 64 letters, digits, - or _",
  },
});

const DEVICE_ID = /^[A-Za-z0-9_-]{1,64}$/;
const BOUNDS: Readonly<Record<string, Bounds>> = {
  nb_lots: { min: 1 },
  acceleration: { min: 1, max: MOST_ACCELERATION },
  interval: { min: 1, max: 300 },
  feedbacks_per_hour: { min: 1, max: 36_000 },
  min_rating: { min: 1, max: 5 },
  max_rating: { min: 1, max: 5 },
};
const DEFAULTS: Record<SimulatorKind, Record<string, string>> = {
  gavage: { nb_lots: "3", acceleration: "1440", duration: "0" },
  sqal: {
    device_id: "ESP32_LL_01",
    location: "Ligne A",
    interval: "30",
    config_profile: "foiegras_standard_barquette",
    duration: "0",
  },
  consumer: { feedbacks_per_hour: "10", min_rating: "3", max_rating: "5", duration: "0" },
};
const TEXTS = new Set(["device_id", "location", "config_profile"]);

export function Simulators() {
  return (
    <div class="simulators">
      <Simulator kind="gavage" />
      <Simulator kind="sqal" />
      <Simulator kind="consumer" />
    </div>
  );
}

function Simulator({ kind }: { kind: SimulatorKind }) {
  const [typed, setTyped] = useState(DEFAULTS[kind]);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const active = runs.active.value.filter((run) => run.kind === kind);
  const names = Object.keys(typed);
  const field = (name: string) => ({
    value: typed[name]!,
    fault: faultAt(error, name),
    onInput: (value: string) => setTyped((now) => ({ ...now, [name]: value })),
  });
  const count = (
    name: "nb_lots" | "interval" | "feedbacks_per_hour" | "min_rating" | "max_rating",
  ) => <NumberField label={settingText(name)} {...BOUNDS[name]!} {...field(name)} />;
  const isWrong = names.some((name) => {
    const bounds = BOUNDS[name];
    if (bounds) return numberFault(typed[name]!, bounds) !== undefined;
    return name === "device_id" ? !DEVICE_ID.test(typed[name]!) : typed[name] === "";
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const config = Object.fromEntries(
      names.map((name) => [name, TEXTS.has(name) ? typed[name] : Number(typed[name])]),
    );
    startSimulator(kind, config).catch(setError).finally(() => setBusy(false));
  };
  const title = kindText(kind);

  return (
    <section class="panel simulator" data-simulator={kind}>
      <div>
        <h3 class="simulator-title">
          <Icon name={KIND_ICONS[kind]} />
          {title}
        </h3>
        <p class="quiet">{t(kind)}</p>
      </div>
      {active.length > 0 && (
        <ul class="simulator-runs">
          {active.map((run) => (
            <li key={run.id}>
              <a href={href("orchestration", run.id)}>{runName(run)}</a>
              <StatusPill run={run} />
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit}>
        {kind === "gavage" && <AccelerationField {...field("acceleration")} />}
        <div class="field-row">
          {kind === "gavage" && count("nb_lots")}
          {kind === "sqal" && (
            <>
              <TextField
                label={settingText("device_id")}
                hint={t("device_hint")}
                maxLength={64}
                {...field("device_id")}
                fault={faultAt(error, "device_id") ??
                  (DEVICE_ID.test(typed["device_id"]!) ? undefined : t("device_fault"))}
              />
              <TextField label={settingText("location")} maxLength={200} {...field("location")} />
              {count("interval")}
              <SelectField
                label={settingText("config_profile")}
                value={typed["config_profile"]!}
                choices={QUALITY_PROFILES.map((profile) =>
                  [profile, settingText(profile)] as const
                )}
                onChange={field("config_profile").onInput}
              />
            </>
          )}
          {kind === "consumer" && (
            <>
              {count("feedbacks_per_hour")}
              {count("min_rating")}
              {count("max_rating")}
            </>
          )}
          <DurationField {...field("duration")} />
        </div>
        <Refused error={error} fields={names} />
        <button
          type="submit"
          class="button"
          aria-label={t("start_named", { name: title })}
          aria-describedby={may("operator") ? undefined : "role-notice"}
          disabled={isBusy || isWrong || !may("operator") || live.value.state === "offline"}
        >
          <Icon name="play" />
          {t("start")}
        </button>
      </form>
    </section>
  );
}
