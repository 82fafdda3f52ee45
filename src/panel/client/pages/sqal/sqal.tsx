/** Quality control: the devices, what the last liver looked like, what came before, what is wrong. */
import { useRef, useState } from "preact/hooks";
import { alerts } from "../../data/alerts.ts";
import { type Sample, samples } from "../../data/samples.ts";
import { words } from "../../i18n.ts";
import { isLoaded } from "../../live/store.ts";
import type { Page } from "../../page.ts";
import { Empty, Loading } from "../../ui/states.tsx";
import { ZoneNote } from "../../ui/zone_note.tsx";
import { AlertList } from "./_alert_list.tsx";
import { Devices } from "./_devices.tsx";
import { History } from "./_history.tsx";
import { SampleView } from "./_sample_view.tsx";

const t = words({
  fr: {
    last: "Dernier échantillon",
    chosen: "Échantillon choisi",
    follow: "Revenir au direct",
    no_sample: "Aucun échantillon",
    no_sample_hint: "Les foies sont mesurés quand un lot est terminé ; le premier s’affichera ici.",
    alerts: "Alertes à traiter",
    devices: "Capteurs",
    history: "Historique",
  },
  en: {
    last: "Last sample",
    chosen: "Chosen sample",
    follow: "Back to live",
    no_sample: "No sample",
    no_sample_hint: "Livers are measured when a lot is done; the first one shows here.",
    alerts: "Alerts to handle",
    devices: "Devices",
    history: "History",
  },
});

export const sqalPage: Page = {
  id: "sqal",
  title: { fr: "SQAL", en: "SQAL" },
  icon: "quality",
  View: Sqal,
  badge: () => alerts.open.value.length,
};

function Sqal() {
  const [chosen, setChosen] = useState<Sample>();
  const view = useRef<HTMLElement>(null);
  if (!isLoaded.value) return <Loading rows={5} />;
  const shown = chosen ?? samples.recent.value[0];
  const choose = (sample: Sample) => {
    setChosen(sample);
    view.current?.scrollIntoView({ block: "start" });
  };
  return (
    <div class="sqal">
      <section ref={view} class="panel sqal-sample" aria-live="off">
        <header class="panel-head">
          <h2>{chosen ? t("chosen") : t("last")}</h2>
          {chosen && (
            <button type="button" class="button" onClick={() => setChosen(undefined)}>
              {t("follow")}
            </button>
          )}
        </header>
        {shown
          ? <SampleView sample={shown} />
          : <Empty icon="quality" title={t("no_sample")}>{t("no_sample_hint")}</Empty>}
      </section>
      <section class="panel sqal-alerts">
        <h2>{t("alerts")}</h2>
        <AlertList />
      </section>
      <section class="panel sqal-devices">
        <header class="panel-head">
          <h2>{t("devices")}</h2>
          <ZoneNote />
        </header>
        <Devices />
      </section>
      <section class="panel sqal-history">
        <h2>{t("history")}</h2>
        <History onChoose={choose} />
      </section>
    </div>
  );
}
