/** The simulators: what runs and how it does, what can be started, and how to stop it all. */
import { useState } from "preact/hooks";
import { stopAll } from "../../data/control.ts";
import { runs } from "../../data/runs.ts";
import { number } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { isLoaded, live } from "../../live/store.ts";
import type { Page } from "../../page.ts";
import { href } from "../../router.ts";
import { may } from "../../session.ts";
import { Confirm, type Question } from "../../ui/confirm.tsx";
import { Icon } from "../../ui/icon.tsx";
import { RunRoleNotice } from "../../ui/run_facts.tsx";
import { Stat } from "../../ui/stat.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import { ZoneNote } from "../../ui/zone_note.tsx";
import { RunList } from "./_run_list.tsx";
import { Scenarios } from "./_scenarios.tsx";
import { Simulators } from "./_simulators.tsx";
import { RunPage } from "./run.tsx";

const t = words({
  fr: {
    fed: "Lots en gavage",
    done: "Lots terminés",
    closed: "et {n} clos avant terme",
    itm: "ITM moyen",
    itm_note: "kg de maïs par kg de foie",
    simulators: "Simulateurs en marche",
    see_lots: "Voir les lots",
    active: "En cours",
    none_hint: "Rien ne tourne. Choisissez un scénario, réglez-le, démarrez-le.",
    stop_all: "Tout arrêter",
    stop_question: "Tout arrêter ?",
    stop_text: "Les lots restent où ils en sont ; ce qui est enregistré est gardé.",
    scenarios: "Scénarios",
    simulators_title: "Simulateurs, un par un",
    ended: "Passés",
    not_yours: "Les simulateurs ne sont pas de votre ressort",
    not_yours_hint: "Vos lots sont à la page Gavage.",
  },
  en: {
    fed: "Lots being fed",
    done: "Lots done",
    closed: "and {n} ended early",
    itm: "Mean ITM",
    itm_note: "kg of maize per kg of liver",
    simulators: "Simulators running",
    see_lots: "See the lots",
    active: "Running",
    none_hint: "Nothing runs. Choose a scenario, set it, start it.",
    stop_all: "Stop everything",
    stop_question: "Stop everything?",
    stop_text: "Lots stay where they are; what is stored is kept.",
    scenarios: "Scenarios",
    simulators_title: "Simulators, one by one",
    ended: "Past",
    not_yours: "The simulators are not yours to see",
    not_yours_hint: "Your lots are on the page Feeding.",
  },
});

const SHOWN_ENDED = 20;

export const orchestrationPage: Page = {
  id: "orchestration",
  title: { fr: "Orchestration", en: "Orchestration" },
  short: { fr: "Pilotage", en: "Control" },
  icon: "control",
  isOfMany: true,
  View: ({ id }) => id === undefined ? <Orchestration /> : <RunPage id={id} />,
};

function Orchestration() {
  const [question, setQuestion] = useState<Question>();
  if (!isLoaded.value) return <Loading rows={4} />;
  if (!may("viewer")) {
    return (
      <Empty icon="key" title={t("not_yours")}>
        <p>{t("not_yours_hint")}</p>
        <a class="button" href={href("gavage")}>{t("see_lots")}</a>
      </Empty>
    );
  }
  const active = runs.active.value;
  const ended = runs.ended.value.slice(0, SHOWN_ENDED);
  const askToStop = () =>
    setQuestion({
      title: t("stop_question"),
      text: <p>{simulatorsText(simulatorsOf(active).length)} {t("stop_text")}</p>,
      act: t("stop_all"),
      isDanger: true,
      run: stopAll,
    });
  return (
    <div class="orchestration">
      <div id="role-notice">
        <RunRoleNotice />
      </div>
      <Totals />
      {active.length > 0 && (
        <section>
          <div class="panel-head">
            <h2>{t("active")}</h2>
            {may("operator") && (
              <button
                type="button"
                class="button button-danger"
                disabled={live.value.state === "offline"}
                onClick={askToStop}
              >
                <Icon name="stop" />
                {t("stop_all")}
              </button>
            )}
          </div>
          <RunList runs={active} label={t("active")} />
        </section>
      )}
      <section>
        <div>
          <h2>{t("scenarios")}</h2>
          {active.length === 0 && <p class="quiet">{t("none_hint")}</p>}
        </div>
        <Scenarios />
      </section>
      <section>
        <h2>{t("simulators_title")}</h2>
        <Simulators />
      </section>
      {ended.length > 0 && (
        <section>
          <div class="panel-head">
            <h2>{t("ended")}</h2>
            <ZoneNote />
          </div>
          <RunList runs={ended} label={t("ended")} />
        </section>
      )}
      {question && <Confirm question={question} onClose={() => setQuestion(undefined)} />}
    </div>
  );
}

function simulatorsOf<T extends { kind: string }>(active: readonly T[]): T[] {
  return active.filter(({ kind }) => kind !== "scenario");
}

function simulatorsText(n: number): string {
  return counted(n, {
    one: { fr: "{n} simulateur s’arrête.", en: "{n} simulator stops." },
    other: { fr: "{n} simulateurs s’arrêtent.", en: "{n} simulators stop." },
  });
}

function Totals() {
  const totals = runs.totals.value;
  const simulators = simulatorsOf(runs.active.value).length;
  return (
    <dl class="stats">
      <Stat
        name={t("fed")}
        value={number(totals?.active_lots)}
        note={<a href={href("gavage")}>{t("see_lots")}</a>}
      />
      <Stat
        name={t("done")}
        value={number(totals?.completed_lots)}
        note={totals?.closed_lots ? t("closed", { n: number(totals.closed_lots) }) : undefined}
      />
      <Stat name={t("itm")} value={number(totals?.avg_itm || null, 1)} note={t("itm_note")} />
      <Stat name={t("simulators")} value={number(simulators)} />
    </dl>
  );
}
