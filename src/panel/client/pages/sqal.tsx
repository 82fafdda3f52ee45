/** Quality control: the devices, what the last liver looked like, what came before, what is wrong. */
import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Device, SampleRow } from "../../../contract/sqal.ts";
import { ask, query as queryText } from "../api.ts";
import { alerts } from "../data/alerts.ts";
import { devices } from "../data/devices.ts";
import { EVER, type Sample, sampleKey, sampleOfRow, samples } from "../data/samples.ts";
import { siteName, SITES } from "../data/sites.ts";
import { cubicCentimetres, dayAndTime, grams, instantMs, number, wallTime } from "../format.ts";
import { counted, words } from "../i18n.ts";
import { isLoaded, loads } from "../live/store.ts";
import type { Page } from "../page.ts";
import { href, place, setQuery } from "../router.ts";
import { Chart } from "../ui/chart.tsx";
import { TextChoice } from "../ui/choice.tsx";
import { DepthMap } from "../ui/depth_map.tsx";
import { GradeMark, samplesText } from "../ui/grades.tsx";
import { useRead } from "../ui/read.ts";
import { Spectrum } from "../ui/spectrum.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { Surface } from "../ui/surface.tsx";
import { VirtualGrid } from "../ui/virtual_grid.tsx";
import { AlertList } from "./_alert_list.tsx";

const t = words({
  fr: {
    last: "Dernier échantillon",
    chosen: "Échantillon choisi",
    follow: "Revenir au direct",
    no_sample: "Aucun échantillon",
    no_sample_hint: "Les foies sont mesurés quand un lot est terminé ; le premier s’affichera ici.",
    depth: "Carte de profondeur",
    surface: "Surface",
    spectrum: "Spectre",
    score: "Score",
    tof: "ToF",
    spectral: "Spectral",
    freshness: "Fraîcheur",
    fat: "Qualité du gras",
    oxidation: "Oxydation",
    volume: "Volume",
    liver: "Foie estimé",
    lot: "Lot",
    device: "Capteur",
    compliant: "Conforme",
    not_compliant: "Non conforme",
    devices: "Capteurs",
    no_device: "Aucun capteur ne s’est annoncé",
    find_device: "Chercher un capteur",
    active: "Actif",
    inactive: "Inactif",
    maintenance: "Maintenance",
    error: "En panne",
    seen: "entendu à {time}",
    history: "Historique",
    history_summary: "Score de {n}, du plus ancien au plus récent. Dernier : {score}.",
    site: "Site",
    every: "Tous",
    lot_filter: "Lot",
    device_filter: "Capteur",
    time: "Heure",
    grade: "Note",
    sample: "Échantillon",
    show: "Voir {sample}",
    nothing: "Aucun échantillon ne correspond",
    alerts: "Alertes à traiter",
  },
  en: {
    last: "Last sample",
    chosen: "Chosen sample",
    follow: "Back to live",
    no_sample: "No sample",
    no_sample_hint: "Livers are measured when a lot is done; the first one shows here.",
    depth: "Depth map",
    surface: "Surface",
    spectrum: "Spectrum",
    score: "Score",
    tof: "ToF",
    spectral: "Spectral",
    freshness: "Freshness",
    fat: "Fat quality",
    oxidation: "Oxidation",
    volume: "Volume",
    liver: "Estimated liver",
    lot: "Lot",
    device: "Device",
    compliant: "Compliant",
    not_compliant: "Not compliant",
    devices: "Devices",
    no_device: "No device has announced itself",
    find_device: "Find a device",
    active: "Active",
    inactive: "Inactive",
    maintenance: "Maintenance",
    error: "Faulty",
    seen: "heard at {time}",
    history: "History",
    history_summary: "Score of {n}, oldest first. Last: {score}.",
    site: "Site",
    every: "All",
    lot_filter: "Lot",
    device_filter: "Device",
    time: "Time",
    grade: "Grade",
    sample: "Sample",
    show: "Show {sample}",
    nothing: "No sample matches",
    alerts: "Alerts to handle",
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
  const last = samples.recent.value[0];
  if (!isLoaded.value) return <Loading rows={5} />;
  const shown = chosen ?? last;
  return (
    <div class="sqal">
      <section class="panel sqal-sample" aria-live="off">
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
        <h2>{t("devices")}</h2>
        <Devices />
      </section>
      <section class="panel sqal-history">
        <h2>{t("history")}</h2>
        <History onChoose={setChosen} />
      </section>
    </div>
  );
}

function SampleView({ sample }: { sample: Sample }) {
  return (
    <div class="sample">
      <div class="sample-verdict">
        <GradeMark grade={sample.grade} large />
        <div>
          <p class="display">{number(sample.score, 3)}</p>
          <p class={sample.isCompliant ? "tone-good" : "tone-bad"}>
            {sample.isCompliant ? t("compliant") : t("not_compliant")}
          </p>
        </div>
        <p class="quiet sample-name">
          <span class="code">{sample.sampleId}</span>
          <br />
          {dayAndTime(sample.timeMs)}
        </p>
      </div>
      <dl class="facts">
        <Fact name={t("lot")}>
          {sample.codeLot
            ? <a class="code" href={href("gavage", sample.codeLot)}>{sample.codeLot}</a>
            : "–"}
        </Fact>
        <Fact name={t("site")}>{siteName(sample.site)}</Fact>
        <Fact name={t("tof")}>{number(sample.tofScore, 2)}</Fact>
        <Fact name={t("spectral")}>{number(sample.spectralScore, 2)}</Fact>
        <Fact name={t("freshness")}>{number(sample.freshness, 2)}</Fact>
        <Fact name={t("fat")}>{number(sample.fatQuality, 2)}</Fact>
        <Fact name={t("oxidation")}>{number(sample.oxidation, 2)}</Fact>
        <Fact name={t("volume")}>{cubicCentimetres(sample.volumeMm3)}</Fact>
        <Fact name={t("liver")}>{grams(sample.liverGrams)}</Fact>
      </dl>
      <div class="sample-figures">
        <div>
          <h3>{t("depth")}</h3>
          <DepthMap distancesMm={sample.distancesMm} />
        </div>
        <div>
          <h3>{t("surface")}</h3>
          <Surface distancesMm={sample.distancesMm} />
        </div>
        <div>
          <h3>{t("spectrum")}</h3>
          <Spectrum channels={sample.channels} />
        </div>
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Devices() {
  const [wanted, setWanted] = useState("");
  const all = devices.all.value;
  const shown = useMemo(() => {
    const text = wanted.trim().toLowerCase();
    return [...all.values()].filter(({ device_id, device_name }) =>
      `${device_id} ${device_name ?? ""}`.toLowerCase().includes(text)
    );
  }, [all, wanted]);
  if (all.size === 0) return <Empty icon="device" title={t("no_device")} />;
  return (
    <>
      <label class="field">
        <span>{t("find_device")} ({devicesText(all.size)})</span>
        <input
          type="search"
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </label>
      <VirtualGrid
        items={shown}
        keyOf={({ device_id }) => device_id}
        render={(device) => <DeviceRow device={device} />}
        label={t("devices")}
        itemHeight={4}
        itemMinWidth={18}
        gap={0.5}
      />
    </>
  );
}

function devicesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} capteur", en: "{n} device" },
    other: { fr: "{n} capteurs", en: "{n} devices" },
  });
}

function DeviceRow({ device }: { device: Device }) {
  return (
    <a class="device" href={href("sqal", undefined, { device: device.device_id })}>
      <span class={`device-dot device-${device.status}`} aria-hidden="true" />
      <span class="device-name">
        <b class="code">{device.device_name ?? device.device_id}</b>
        <span class="quiet">
          {[
            t(device.status),
            device.site_code && siteName(device.site_code),
            t("seen", { time: wallTime(instantMs(device.heard_at)) }),
          ].filter(Boolean).join(" · ")}
        </span>
      </span>
    </a>
  );
}

const SHOWN_HISTORY = 200;

function History({ onChoose }: { onChoose(sample: Sample): void }) {
  const { lot = "", device = "", site = "" } = place.value.query;
  const asked = lot || device;
  const stored = useRead(
    `${lot}/${device}`,
    async (signal) => {
      // What nobody asked for in particular is in hand.
      if (!asked) return [];
      const path = `/api/sqal/samples${
        queryText({ code_lot: lot, device_id: device, limit: SHOWN_HISTORY, start_time: EVER })
      }`;
      const { samples } = await ask<{ samples: SampleRow[] }>(path, { signal });
      return samples.map(sampleOfRow);
    },
    [loads.value],
  );
  const recent = samples.recent.value;
  const rows = stored.status === "there" ? stored.value : undefined;
  const shown = useMemo(() => {
    const keys = new Set((rows ?? []).map(sampleKey));
    return [...recent.filter((sample) => !keys.has(sampleKey(sample))), ...rows ?? []]
      .filter((sample) =>
        (!lot || sample.codeLot === lot) && (!device || sample.deviceId === device) &&
        (!site || sample.site === site)
      )
      .sort((a, b) => b.timeMs - a.timeMs)
      .slice(0, SHOWN_HISTORY);
  }, [recent, rows, lot, device, site]);

  return (
    <>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <TextChoice name="lot" label={t("lot_filter")} value={lot} />
        <TextChoice name="device" label={t("device_filter")} value={device} />
        <label class="field">
          <span>{t("site")}</span>
          <select value={site} onChange={(event) => setQuery({ site: event.currentTarget.value })}>
            <option value="">{t("every")}</option>
            {SITES.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
          </select>
        </label>
      </form>
      {stored.status === "failed"
        ? <Failed reason={stored.reason} onRetry={stored.retry} />
        : stored.status === "loading"
        ? <Loading />
        : shown.length === 0
        ? <Empty icon="search" title={t("nothing")} />
        : (
          <>
            <ScoreChart shown={shown} />
            <SampleTable shown={shown} onChoose={onChoose} />
          </>
        )}
    </>
  );
}

function ScoreChart({ shown }: { shown: readonly Sample[] }) {
  const data = useMemo(() => {
    const oldestFirst = shown.toReversed();
    return [oldestFirst.map((_, i) => i + 1), oldestFirst.map(({ score }) => score)];
  }, [shown]);
  const timeOf = (i: number) => {
    const sample = shown[shown.length - i];
    return sample ? dayAndTime(sample.timeMs) : "";
  };
  return (
    <Chart
      summary={t("history_summary", {
        n: samplesText(shown.length),
        score: number(shown[0]!.score, 3),
      })}
      lines={[{ label: t("score"), colour: "chart-1", points: true }]}
      data={data}
      height={180}
      formatX={(x) => Number.isInteger(x) ? number(x) : ""}
      tipX={timeOf}
      formatY={(y) => number(y, 1)}
      rangeY={[0, 1]}
      stepsX={[1, 5, 10, 25, 50]}
    />
  );
}

function SampleTable({ shown, onChoose }: {
  shown: readonly Sample[];
  onChoose(sample: Sample): void;
}) {
  const choose = (sample: Sample) => {
    onChoose(sample);
    document.querySelector(".sqal-sample")?.scrollIntoView({ block: "start" });
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("history")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("sample")}</th>
            <th scope="col">{t("time")}</th>
            <th scope="col">{t("lot")}</th>
            <th scope="col">{t("site")}</th>
            <th scope="col">{t("grade")}</th>
            <th scope="col" class="num">{t("score")}</th>
            <th scope="col" class="num">{t("liver")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((sample) => (
            <tr key={sampleKey(sample)}>
              <th scope="row">
                <button
                  type="button"
                  class="button-link code"
                  aria-label={t("show", { sample: sample.sampleId })}
                  onClick={() => choose(sample)}
                >
                  {sample.sampleId}
                </button>
              </th>
              <td>{dayAndTime(sample.timeMs)}</td>
              <td>
                {sample.codeLot
                  ? <a class="code" href={href("gavage", sample.codeLot)}>{sample.codeLot}</a>
                  : "–"}
              </td>
              <td>{siteName(sample.site)}</td>
              <td>
                <GradeMark grade={sample.grade} />
              </td>
              <td class="num">{number(sample.score, 3)}</td>
              <td class="num">{grams(sample.liverGrams)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
