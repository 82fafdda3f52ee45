/** Runs, one a row: how each does and what may be done to it. */
import type { Run } from "../../../../contract/control_runs.ts";
import { dayAndTime } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { Icon } from "../../ui/icon.tsx";
import {
  KIND_ICONS,
  kindText,
  latenessText,
  outcomeText,
  progressText,
  rateText,
  RunActs,
  runName,
  StatusPill,
  Uptime,
} from "../../ui/run_facts.tsx";

const t = words({
  fr: { uptime: "Durée", rate: "Vitesse", frames: "Messages", progress: "Avancement de {name}" },
  en: { uptime: "Time", rate: "Speed", frames: "Messages", progress: "Progress of {name}" },
});

export function RunList({ runs, label }: { runs: readonly Run[]; label: string }) {
  return (
    <ul class="runs" aria-label={label}>
      {runs.map((run) => <RunRow key={run.id} run={run} />)}
    </ul>
  );
}

function RunRow({ run }: { run: Run }) {
  const { id, kind, stats } = run;
  const name = runName(run);
  const why = outcomeText(run);
  const late = latenessText(run);
  return (
    <li class="run" data-run={id} data-kind={kind}>
      <div class="run-name">
        <Icon name={KIND_ICONS[kind]} />
        <div>
          <a href={href("orchestration", id)}>
            <b>{name}</b>
          </a>
          <p class="quiet">
            {name === kindText(kind) ? "" : `${kindText(kind)} · `}
            {dayAndTime(Date.parse(run.created_at))}
          </p>
        </div>
      </div>
      <StatusPill run={run} />
      <dl class="run-facts">
        <div>
          <dt>{t("uptime")}</dt>
          <dd>
            <Uptime run={run} />
          </dd>
        </div>
        {kind === "gavage" && (
          <div>
            <dt>{t("rate")}</dt>
            <dd>{rateText(run)}</dd>
          </div>
        )}
        {kind !== "scenario" && (
          <div class="run-frames">
            <dt>{t("frames")}</dt>
            <dd>
              {progressText(run)}
              {late && <span class="quiet">, {late}</span>}
              {stats.due !== null && stats.due > 0 && (
                <progress
                  max={stats.due}
                  value={stats.acknowledged}
                  aria-label={t("progress", { name })}
                />
              )}
            </dd>
          </div>
        )}
      </dl>
      <RunActs run={run} />
      {why && <p class={run.error === null ? "quiet run-why" : "fault run-why"}>{why}</p>}
    </li>
  );
}
