/** Alerts that wait for somebody, each with the button that says: seen. */
import { useState } from "preact/hooks";
import type { AlertRow } from "../../../../contract/sqal_alert.ts";
import { alerts } from "../../data/alerts.ts";
import { dayAndTime, instantMs } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { live } from "../../live/store.ts";
import { actor } from "../../operator.ts";
import { reasonOf } from "../../problem_texts.ts";
import { href } from "../../router.ts";
import { Icon } from "../../ui/icon.tsx";
import { OperatorField } from "../../ui/operator_field.tsx";
import { Empty } from "../../ui/states.tsx";

const t = words({
  fr: {
    none: "Aucune alerte en attente",
    waiting: "Alertes en attente",
    acknowledge: "Acquitter",
    acknowledge_named: "Acquitter : {title}",
    somebody: "panneau",
    failed: "L’alerte n’a pas pu être acquittée. {reason}",
    critical: "Critique",
    warning: "Attention",
    info: "Information",
    more: "et {n} autres, plus anciennes",
  },
  en: {
    none: "No alert waits",
    waiting: "Alerts that wait",
    acknowledge: "Acknowledge",
    acknowledge_named: "Acknowledge: {title}",
    somebody: "panel",
    failed: "The alert could not be acknowledged. {reason}",
    critical: "Critical",
    warning: "Warning",
    info: "Information",
    more: "and {n} more, older ones",
  },
});

const SHOWN = 30;

export function AlertList() {
  const [error, setError] = useState<unknown>();
  const open = alerts.open.value;
  if (open.length === 0) return <Empty icon="check" title={t("none")} />;
  const acknowledge = ({ alert_id }: AlertRow) =>
    alerts.acknowledge(alert_id, actor() ?? t("somebody")).then(
      () => setError(undefined),
      setError,
    );
  return (
    <>
      <OperatorField />
      {error !== undefined && (
        <p class="tone-bad" role="alert">{t("failed", { reason: reasonOf(error) })}</p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t("waiting")}>
        <ul class="alerts">
          {open.slice(0, SHOWN).map((alert) => (
            <li key={alert.alert_id} class={`alert alert-${alert.severity}`}>
              <Icon name="bell" />
              <div>
                <p>
                  <b>{t(alert.severity)}</b> · {alert.title}
                </p>
                <p class="quiet">
                  {alert.message}
                  <br />
                  {dayAndTime(instantMs(alert.time))}
                  {alert.occurrences > 1 && ` · ${timesText(alert.occurrences)}`}
                  {alert.lot_id && (
                    <>
                      {" · "}
                      <a class="code" href={href("gavage", alert.lot_id)}>{alert.lot_id}</a>
                    </>
                  )}
                </p>
              </div>
              <button
                type="button"
                class="button"
                aria-label={t("acknowledge_named", { title: alert.title })}
                disabled={live.value.state === "offline"}
                onClick={() =>
                  acknowledge(alert)}
              >
                {t("acknowledge")}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {open.length > SHOWN && <p class="quiet">{t("more", { n: open.length - SHOWN })}</p>}
    </>
  );
}

function timesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} fois", en: "{n} time" },
    other: { fr: "{n} fois", en: "{n} times" },
  });
}
