/** One run: how it does, what it was asked for, what it placed, what it says. */
import { ask, find } from "../../api.ts";
import type { Run, RunWithLots } from "../../../../contract/control_runs.ts";
import { closeLotsOfRun } from "../../data/closures.ts";
import { lots } from "../../data/lots.ts";
import { isActive, runs } from "../../data/runs.ts";
import { dayAndTime, duration, instantMs, milliseconds, NOTHING, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { loads } from "../../live/store.ts";
import { href } from "../../router.ts";
import { BackLink } from "../../ui/back_link.tsx";
import { CloseLots } from "../../ui/close_lots.tsx";
import { lotsText } from "../../ui/counts.ts";
import { Fact } from "../../ui/fact.tsx";
import { LogView } from "../../ui/log_view.tsx";
import { useRead } from "../../ui/read.ts";
import {
  kindText,
  outcomeText,
  rateText,
  RunActs,
  runName,
  RunRoleNotice,
  StatusPill,
  Uptime,
} from "../../ui/run_facts.tsx";
import { ClosedPill } from "../../ui/lot_facts.tsx";
import { Stat } from "../../ui/stat.tsx";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { ZoneNote } from "../../ui/zone_note.tsx";
import { Asked } from "./_asked.tsx";
import { RunList } from "./_run_list.tsx";

const t = words({
  fr: {
    back: "Orchestration",
    unknown: "Aucune exécution ne porte ce numéro",
    uptime: "Durée",
    rate: "Vitesse",
    acknowledged: "Confirmés",
    sent_note: "{sent} envoyés",
    due_note: "sur {due} attendus",
    lateness: "Retard p99",
    lateness_note: "médian {p50}",
    drift: "Dérive",
    drift_note: "du temps simulé à la dernière trame",
    until: "Heure simulée",
    report: "Rapport",
    resent: "Renvoyés",
    refused: "Refusés",
    dropped: "Abandonnés",
    reconnections: "Reconnexions",
    restarts: "Relances",
    interruptions: "Interruptions",
    started: "Début",
    ended: "Fin",
    seed: "Graine",
    asked: "Demandé",
    lots: "Lots placés",
    unfinished: "Inachevés : {lots}. Cette exécution ne les nourrit plus.",
    close_all: "Clore les lots inachevés",
    children: "Simulateurs du scénario",
    log: "Journal",
    parent: "Scénario",
  },
  en: {
    back: "Orchestration",
    unknown: "No run bears this number",
    uptime: "Time",
    rate: "Speed",
    acknowledged: "Acknowledged",
    sent_note: "{sent} sent",
    due_note: "of {due} due",
    lateness: "Lateness p99",
    lateness_note: "median {p50}",
    drift: "Drift",
    drift_note: "of simulated time at the last frame",
    until: "Simulated time",
    report: "Report",
    resent: "Sent again",
    refused: "Refused",
    dropped: "Dropped",
    reconnections: "Reconnections",
    restarts: "Restarts",
    interruptions: "Interruptions",
    started: "Start",
    ended: "End",
    seed: "Seed",
    asked: "Asked for",
    lots: "Lots placed",
    unfinished: "Unfinished: {lots}. This run feeds them no more.",
    close_all: "End the unfinished lots",
    children: "Simulators of the scenario",
    log: "Log",
    parent: "Scenario",
  },
});

type Report = Run["stats"] & { wall_seconds: number | null };

const SHOWN_LOTS = 60;

export function RunPage({ id }: { id: string }) {
  const known = runs.all.value.find((run) => run.id === id);
  const read = useRead(
    id,
    (signal) => find<RunWithLots>(`/api/control-panel/runs/${encodeURIComponent(id)}`, { signal }),
    // Its lots are placed when it starts.
    [loads.value, known?.status],
  );
  const back = <BackLink href={href("orchestration")} text={t("back")} />;
  const run = known ?? (read.status === "there" ? read.value : undefined);
  if (!run) {
    if (read.status === "loading") return <Loading rows={4} />;
    if (read.status === "failed") return <Failed {...read} />;
    return <Empty icon="search" title={t("unknown")}>{back}</Empty>;
  }
  const placed = read.status === "there" ? read.value?.lots ?? [] : [];
  lots.version.value;
  const children = runs.all.value.filter(({ parent_id }) => parent_id === id);
  const why = outcomeText(run);
  return (
    <article class="run-page">
      {back}
      <header class="lot-head">
        <p class="display">{runName(run)}</p>
        <StatusPill run={run} />
        <p class="quiet">
          {kindText(run.kind)} · <span class="code">{run.id}</span>
          {run.parent_id && (
            <>
              {" · "}
              <a href={href("orchestration", run.parent_id)}>{t("parent")}</a>
            </>
          )}
        </p>
      </header>
      {why && <p class={run.error === null ? "quiet run-why" : "fault run-why"}>{why}</p>}
      <RunRoleNotice />
      <RunActs run={run} />
      <Unfinished run={run} placed={placed} />
      <RunStats run={run} />
      {children.length > 0 && (
        <section>
          <h2>{t("children")}</h2>
          <RunList runs={children} label={t("children")} />
        </section>
      )}
      <section class="panel">
        <h2>{t("log")}</h2>
        <LogView runId={id} isOver={!isActive(run)} />
      </section>
      <div class="panels">
        <section class="panel">
          <header class="panel-head">
            <h2>{t("report")}</h2>
            <ZoneNote />
          </header>
          <ReportFacts run={run} />
        </section>
        <section class="panel">
          <h2>{t("asked")}</h2>
          <dl class="facts">
            <Asked run={run} />
            <Fact name={t("seed")}>
              <span class="code">{run.seed}</span>
            </Fact>
          </dl>
        </section>
        {placed.length > 0 && (
          <section class="panel">
            <h2>
              {t("lots")} <span class="quiet">{number(placed.length)}</span>
            </h2>
            <ul class="run-lots">
              {placed.slice(0, SHOWN_LOTS).map(({ code_lot, cloture }) => (
                <li key={code_lot}>
                  <a class="code" href={href("gavage", code_lot)}>{code_lot}</a>{" "}
                  {(lots.get(code_lot)?.lot.cloture ?? cloture) && <ClosedPill />}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </article>
  );
}

/** Lots that nobody feeds any more, and their end. */
function Unfinished({ run, placed }: { run: Run; placed: RunWithLots["lots"] }) {
  lots.version.value;
  const goesOn = isActive(run) || (run.status === "interrupted" && run.resume);
  if (goesOn) return null;
  const unfinished = placed.filter(({ code_lot, statut }) =>
    (lots.get(code_lot)?.lot.statut ?? statut) === "en_cours"
  );
  if (unfinished.length === 0) return null;
  const what = lotsText(unfinished.length);
  return (
    <div class="run-unfinished">
      <p>{t("unfinished", { lots: what })}</p>
      <CloseLots
        label={t("close_all")}
        what={what}
        close={(closure) => closeLotsOfRun(run.id, closure)}
      />
    </div>
  );
}

function RunStats({ run }: { run: Run }) {
  const { stats, kind } = run;
  if (kind === "scenario") return null;
  return (
    <dl class="stats">
      <Stat name={t("uptime")} value={<Uptime run={run} />} />
      {kind === "gavage" && (
        <Stat name={t("rate")} value={<span class="stat-text">{rateText(run)}</span>} />
      )}
      <Stat
        name={t("acknowledged")}
        value={number(stats.acknowledged)}
        note={stats.due === null
          ? t("sent_note", { sent: number(stats.sent) })
          : t("due_note", { due: number(stats.due) })}
      />
      {stats.lateness_p99_ms !== null && (
        <Stat
          name={t("lateness")}
          value={milliseconds(stats.lateness_p99_ms)}
          note={t("lateness_note", { p50: milliseconds(stats.lateness_p50_ms) })}
        />
      )}
      {stats.drift_ms !== null && (
        <Stat name={t("drift")} value={milliseconds(stats.drift_ms)} note={t("drift_note")} />
      )}
      {stats.simulated_until !== null && (
        <Stat
          name={t("until")}
          value={<span class="stat-text">{dayAndTime(instantMs(stats.simulated_until))}</span>}
        />
      )}
    </dl>
  );
}

/** What the run came to; once it is over the server's own account of it. */
function ReportFacts({ run }: { run: Run }) {
  const { id, stats } = run;
  const read = useRead(
    `report/${id}`,
    (signal) => ask<Report>(`/api/control-panel/runs/${id}/report`, { signal }),
    [run.status],
  );
  const report = read.status === "there" && !isActive(run) ? read.value : undefined;
  const { resent, refused, dropped, reconnections } = report ?? stats;
  const at = (instant: string | null) =>
    instant === null ? NOTHING : dayAndTime(Date.parse(instant));
  const facts = {
    started: at(run.started_at),
    ended: at(run.ended_at),
    uptime: report ? duration(report.wall_seconds) : <Uptime run={run} />,
    resent: number(resent),
    refused: number(refused),
    dropped: number(dropped),
    reconnections: number(reconnections),
    restarts: number(run.restarts),
    interruptions: number(run.interruptions),
  };
  return (
    <dl class="facts">
      {Object.entries(facts).map(([name, value]) => (
        <Fact key={name} name={t(name as keyof typeof facts)}>{value}</Fact>
      ))}
    </dl>
  );
}
