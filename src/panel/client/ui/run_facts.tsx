/** What is said of a run wherever it is shown, and what may be done to it. */
import { useState } from "preact/hooks";
import type { Run, SimulatorKind } from "../../../contract/control_runs.ts";
import { accelerateRun, pauseRun, resumeRun, stopRun } from "../data/control.ts";
import { isActive } from "../data/runs.ts";
import { duration, factor, milliseconds, NOTHING, number } from "../format.ts";
import { inLang, words } from "../i18n.ts";
import { live } from "../live/store.ts";
import { runReason } from "../problem_texts.ts";
import { may } from "../session.ts";
import { AccelerationField, MOST_ACCELERATION } from "./acceleration.tsx";
import { faultAt, numberFault, Refused } from "./fields.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { useNow } from "./now.ts";
import { Pill } from "./pill.tsx";
import { RoleNotice } from "./role_notice.tsx";
import { SCENARIO_TEXTS } from "./scenario_texts.ts";
import type { Tone } from "./stat.tsx";

const t = words({
  fr: {
    gavage: "Gavage",
    sqal: "Appareil SQAL",
    consumer: "Consommateurs",
    scenario: "Scénario",
    starting: "Démarre",
    running: "En marche",
    paused: "En pause",
    stopping: "S’arrête",
    stopped: "Arrêtée",
    completed: "Terminée",
    failed: "En échec",
    interrupted: "Interrompue",
    pause: "Pause",
    resume: "Reprendre",
    speed: "Vitesse",
    stop: "Arrêter",
    force: "Forcer l’arrêt",
    named: "{act} : {name}",
    apply: "Appliquer",
    of_rate: "{achieved} sur {asked}",
    sent_of: "{acknowledged} confirmés sur {due}",
    sent: "{acknowledged} confirmés, {sent} envoyés",
    late: "retard {p99} (p99)",
    viewer:
      "Votre rôle permet de regarder ; démarrer, régler et arrêter demandent le rôle opérateur.",
    refused: "{n} refusés",
    restarts: "relancée {n} fois",
    why_interrupted: "Le serveur s’est arrêté pendant qu’elle tournait",
    duration_over: "Sa durée est écoulée",
    killed: "Arrêtée de force",
    partial: "Certains de ses simulateurs n’ont pas démarré",
  },
  en: {
    gavage: "Feeding",
    sqal: "SQAL device",
    consumer: "Consumers",
    scenario: "Scenario",
    starting: "Starting",
    running: "Running",
    paused: "Paused",
    stopping: "Stopping",
    stopped: "Stopped",
    completed: "Completed",
    failed: "Failed",
    interrupted: "Interrupted",
    pause: "Pause",
    resume: "Resume",
    speed: "Speed",
    stop: "Stop",
    force: "Force the stop",
    named: "{act}: {name}",
    apply: "Apply",
    of_rate: "{achieved} of {asked}",
    sent_of: "{acknowledged} acknowledged of {due}",
    sent: "{acknowledged} acknowledged, {sent} sent",
    late: "late by {p99} (p99)",
    viewer: "Your role may look; starting, setting and stopping need the role of operator.",
    refused: "{n} refused",
    restarts: "restarted {n} times",
    why_interrupted: "The server ended while it ran",
    duration_over: "Its time is over",
    killed: "Ended by force",
    partial: "Some of its simulators did not start",
  },
});

const TOLD_OUTCOMES = ["duration_over", "killed", "partial"] as const;

export const KIND_ICONS: Record<Run["kind"], IconName> = {
  gavage: "gavage",
  sqal: "device",
  consumer: "person",
  scenario: "control",
};

export function kindText(kind: SimulatorKind | "scenario"): string {
  return t(kind);
}

/** Its device's name, or what it simulates where that is all there is to tell. */
export function runName({ kind, name, config }: Run): string {
  if (kind === "sqal") return name;
  if (kind !== "scenario") return t(kind);
  const scenario = String(config["scenario"] ?? name);
  const texts = SCENARIO_TEXTS[scenario];
  return texts ? inLang(texts.title) : scenario;
}

function statusTone({ status }: Run): Tone | undefined {
  if (status === "failed") return "bad";
  if (status === "paused" || status === "interrupted") return "warn";
  return status === "running" || status === "completed" ? "good" : undefined;
}

export function StatusPill({ run }: { run: Run }) {
  return <Pill tone={statusTone(run)} status={run.status}>{t(run.status)}</Pill>;
}

/** Wall time since it started, or that it took. */
export function Uptime({ run }: { run: Run }) {
  const nowMs = useNow(isActive(run));
  if (run.started_at === null) return <>{NOTHING}</>;
  const endMs = run.ended_at === null ? nowMs : Date.parse(run.ended_at);
  return <>{duration((endMs - Date.parse(run.started_at)) / 1_000)}</>;
}

/** `×1 438 sur ×1 440`: how fast simulated time runs, and how fast it should. */
export function rateText({ stats }: Run): string {
  const { achieved_rate, acceleration } = stats;
  if (acceleration === null) return NOTHING;
  const asked = acceleration === "max" ? acceleration : factor(acceleration);
  return achieved_rate === null ? asked : t("of_rate", { achieved: factor(achieved_rate), asked });
}

export function progressText({ stats }: Run): string {
  const { due, sent, acknowledged, refused } = stats;
  const text = due === null
    ? t("sent", { acknowledged: number(acknowledged), sent: number(sent) })
    : t("sent_of", { acknowledged: number(acknowledged), due: number(due) });
  return refused > 0 ? `${text}, ${t("refused", { n: number(refused) })}` : text;
}

export function latenessText({ stats }: Run): string | undefined {
  const p99 = stats.lateness_p99_ms;
  return p99 === null ? undefined : t("late", { p99: milliseconds(p99) });
}

/** Why it came to what it came to. */
export function outcomeText({ status, error, outcome, restarts }: Run): string | undefined {
  const why = error !== null
    ? runReason(error)
    : status === "interrupted"
    ? t("why_interrupted")
    : outcome !== null && isToldOutcome(outcome)
    ? t(outcome)
    : undefined;
  const again = restarts > 0 ? t("restarts", { n: restarts }) : undefined;
  return [why, again].filter(Boolean).join(" · ") || undefined;
}

/** Others go without saying, or come with an error that says more. */
function isToldOutcome(outcome: string): outcome is (typeof TOLD_OUTCOMES)[number] {
  return (TOLD_OUTCOMES as readonly string[]).includes(outcome);
}

export function RunRoleNotice() {
  return <RoleNotice text={t("viewer")} />;
}

/** Pause, speed and stop, for those who may. */
export function RunActs({ run }: { run: Run }) {
  const [isSetting, setSetting] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  if (!isActive(run) || !may("operator")) return null;
  const { id, status, stats } = run;
  const isTimed = run.kind === "gavage" && typeof stats.acceleration === "number";
  const isOffline = live.value.state === "offline";
  const act = (doIt: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    doIt().catch(setError).finally(() => setBusy(false));
  };
  const button = (
    { name, icon, onClick, isPressed }: {
      name: "pause" | "resume" | "speed" | "stop" | "force";
      icon: IconName;
      onClick(): void;
      isPressed?: boolean;
    },
  ) => (
    <button
      type="button"
      class="button button-small"
      aria-label={t("named", { act: t(name), name: runName(run) })}
      aria-expanded={isPressed}
      disabled={isOffline || isBusy}
      onClick={onClick}
    >
      <Icon name={icon} />
      {t(name)}
    </button>
  );
  return (
    <div class="run-acts">
      <div class="run-buttons">
        {run.kind === "gavage" && status === "running" &&
          button({ name: "pause", icon: "pause", onClick: () => act(() => pauseRun(id)) })}
        {status === "paused" &&
          button({ name: "resume", icon: "play", onClick: () => act(() => resumeRun(id)) })}
        {isTimed && button({
          name: "speed",
          icon: "clock",
          isPressed: isSetting,
          onClick: () => setSetting(!isSetting),
        })}
        {button({
          name: status === "stopping" ? "force" : "stop",
          icon: "stop",
          onClick: () => act(() => stopRun(id, status === "stopping")),
        })}
      </div>
      {isTimed && isSetting && <SpeedForm run={run} onDone={() => setSetting(false)} />}
      <Refused error={error} />
    </div>
  );
}

function SpeedForm({ run, onDone }: { run: Run; onDone(): void }) {
  const [value, setValue] = useState(String(run.stats.acceleration));
  const [error, setError] = useState<unknown>();
  const submit = (event: Event) => {
    event.preventDefault();
    accelerateRun(run.id, Number(value)).then(onDone, setError);
  };
  const isWrong = numberFault(value, { min: 1, max: MOST_ACCELERATION }) !== undefined;
  return (
    <form class="speed-form" onSubmit={submit}>
      <AccelerationField value={value} onInput={setValue} fault={faultAt(error, "acceleration")} />
      <Refused error={error} fields={["acceleration"]} />
      <button type="submit" class="button button-primary" disabled={isWrong}>{t("apply")}</button>
    </form>
  );
}
