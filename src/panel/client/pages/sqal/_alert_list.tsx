/** Alerts that wait for somebody, each with the button that says: seen. */
import { useState } from "preact/hooks";
import type { AlertRow } from "../../../../contract/sqal_alert.ts";
import { alertMessage, alertTitle } from "../../alert_texts.ts";
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
    failed: "L’alerte n’a pas pu être acquittée. {reason}",
    critical: "Critique",
    warning: "Attention",
    info: "Information",
    acknowledge_all: "Acquitter les {n} alertes",
    acknowledge_shown: "Acquitter les {n} affichées",
    under_way: "{done} sur {of}",
  },
  en: {
    none: "No alert waits",
    waiting: "Alerts that wait",
    acknowledge: "Acknowledge",
    acknowledge_named: "Acknowledge: {title}",
    failed: "The alert could not be acknowledged. {reason}",
    critical: "Critical",
    warning: "Warning",
    info: "Information",
    acknowledge_all: "Acknowledge all {n}",
    acknowledge_shown: "Acknowledge the {n} shown",
    under_way: "{done} of {of}",
  },
});

const SHOWN = 30;

export function AlertList() {
  const [error, setError] = useState<unknown>();
  const [under, setUnder] = useState<{ done: number; of: number }>();
  const open = alerts.open.value;
  if (open.length === 0) return <Empty icon="check" title={t("none")} />;
  const shown = open.slice(0, SHOWN);
  const isDisabled = live.value.state === "offline" || under !== undefined;
  const acknowledge = (alert: AlertRow) => alerts.acknowledge(alert.alert_id, actor());
  const acknowledgeAll = async () => {
    let done = 0;
    setUnder({ done, of: shown.length });
    // One after the other: what fails stops it where the reader can see how far it came.
    for (const alert of shown) {
      await acknowledge(alert);
      setUnder({ done: ++done, of: shown.length });
    }
  };
  const act = (doIt: () => Promise<void>) => {
    setError(undefined);
    doIt().catch(setError).finally(() => setUnder(undefined));
  };
  return (
    <>
      <OperatorField />
      {error !== undefined && (
        <p class="tone-bad" role="alert">{t("failed", { reason: reasonOf(error) })}</p>
      )}
      {open.length > 1 && (
        <div class="alerts-all">
          <button
            type="button"
            class="button"
            disabled={isDisabled}
            onClick={() => act(acknowledgeAll)}
          >
            <Icon name="check" />
            {open.length > SHOWN
              ? t("acknowledge_shown", { n: SHOWN })
              : t("acknowledge_all", { n: open.length })}
          </button>
          <p class="quiet" role="status">{under && t("under_way", under)}</p>
        </div>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t("waiting")}>
        <ul class="alerts">
          {shown.map((alert) => (
            <AlertItem
              key={alert.alert_id}
              alert={alert}
              isDisabled={isDisabled}
              onAcknowledge={() => act(() => acknowledge(alert))}
            />
          ))}
        </ul>
      </div>
      {open.length > SHOWN && <p class="quiet">{moreText(open.length - SHOWN)}</p>}
    </>
  );
}

interface AlertItemProps {
  alert: AlertRow;
  isDisabled: boolean;
  onAcknowledge(): void;
}

function AlertItem({ alert, isDisabled, onAcknowledge }: AlertItemProps) {
  const title = alertTitle(alert);
  return (
    <li class={`alert alert-${alert.severity}`}>
      <Icon name="bell" />
      <div>
        <p>
          <b>{t(alert.severity)}</b> · {title}
        </p>
        <p class="quiet">
          {alertMessage(alert)}
          <br />
          {dayAndTime(instantMs(alert.time))}
          {alert.occurrences > 1 && ` · ${timesText(alert.occurrences)}`}
          <Subject alert={alert} />
        </p>
      </div>
      <button
        type="button"
        class="button"
        aria-label={t("acknowledge_named", { title })}
        disabled={isDisabled}
        onClick={onAcknowledge}
      >
        {t("acknowledge")}
      </button>
    </li>
  );
}

/** The lot it is about, or else the device. */
function Subject({ alert: { lot_id, device_id } }: { alert: AlertRow }) {
  if (!lot_id && !device_id) return null;
  return (
    <>
      {" · "}
      {lot_id
        ? <a class="code" href={href("gavage", lot_id)}>{lot_id}</a>
        : <a class="code" href={href("sqal", undefined, { device: device_id! })}>{device_id}</a>}
    </>
  );
}

function timesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} fois", en: "{n} time" },
    other: { fr: "{n} fois", en: "{n} times" },
  });
}

function moreText(n: number): string {
  return counted(n, {
    one: { fr: "et {n} autre, plus ancienne", en: "and {n} more, an older one" },
    other: { fr: "et {n} autres, plus anciennes", en: "and {n} more, older ones" },
  });
}
