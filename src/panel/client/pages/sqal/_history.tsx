/** Samples of before: those of a lot, a device or a site, their scores as a chart and each as a row. */
import { useMemo } from "preact/hooks";
import { readSamples, type Sample, sampleKey, samples } from "../../data/samples.ts";
import { siteName } from "../../data/sites.ts";
import { dayAndTime, grams, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { loads } from "../../live/store.ts";
import { place } from "../../router.ts";
import { Chart } from "../../ui/chart.tsx";
import { Filters, SiteChoice, TextChoice } from "../../ui/choice.tsx";
import { samplesText } from "../../ui/counts.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { GradeMark } from "../../ui/grades.tsx";
import { type Read, useRead } from "../../ui/read.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { LotLink } from "./_sample_view.tsx";

const t = words({
  fr: {
    history: "Historique",
    summary: "Score de {n}, du plus ancien au plus récent. Dernier : {score}.",
    nothing: "Aucun échantillon ne correspond",
    sample: "Échantillon",
    show: "Voir {sample}",
    time: "Heure",
    lot: "Lot",
    device: "Capteur",
    site: "Site",
    grade: "Note",
    score: "Score",
    liver: "Foie estimé",
  },
  en: {
    history: "History",
    summary: "Score of {n}, oldest first. Last: {score}.",
    nothing: "No sample matches",
    sample: "Sample",
    show: "Show {sample}",
    time: "Time",
    lot: "Lot",
    device: "Device",
    site: "Site",
    grade: "Grade",
    score: "Score",
    liver: "Estimated liver",
  },
});

const MOST_SHOWN = 200;

export function History({ onChoose }: { onChoose(sample: Sample): void }) {
  const { lot = "", device = "", site = "" } = place.value.query;
  const history = useHistory({ lot, device, site });
  return (
    <>
      <Filters>
        <TextChoice name="lot" label={t("lot")} value={lot} />
        <TextChoice name="device" label={t("device")} value={device} />
        <SiteChoice value={site} />
      </Filters>
      {history.status === "failed"
        ? <Failed {...history} />
        : history.status === "loading"
        ? <Loading />
        : history.value.length === 0
        ? <Empty icon="search" title={t("nothing")} />
        : (
          <>
            <ScoreChart shown={history.value} />
            <SampleTable shown={history.value} onChoose={onChoose} />
          </>
        )}
    </>
  );
}

interface Wanted {
  lot: string;
  device: string;
  site: string;
}

/** Newest first: those stored, and those that come while the page is open. */
function useHistory({ lot, device, site }: Wanted): Read<readonly Sample[]> {
  const stored = useRead(
    `${lot}/${device}`,
    (signal): Promise<readonly Sample[]> => {
      // What nobody asked for in particular is in hand.
      if (!lot && !device) return Promise.resolve([]);
      return readSamples({ code_lot: lot, device_id: device, limit: MOST_SHOWN }, signal);
    },
    [loads.value],
  );
  const recent = samples.recent.value;
  const rows = stored.status === "there" ? stored.value : undefined;
  const value = useMemo(() => {
    const keys = new Set((rows ?? []).map(sampleKey));
    return [...recent.filter((sample) => !keys.has(sampleKey(sample))), ...rows ?? []]
      .filter((sample) =>
        (!lot || sample.codeLot === lot) && (!device || sample.deviceId === device) &&
        (!site || sample.site === site)
      )
      .sort((a, b) => b.timeMs - a.timeMs)
      .slice(0, MOST_SHOWN);
  }, [recent, rows, lot, device, site]);
  return stored.status === "there" ? { ...stored, value } : stored;
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
      summary={t("summary", { n: samplesText(shown.length), score: number(shown[0]!.score, 3) })}
      lines={[{ label: t("score"), colour: "chart-1", points: true }]}
      data={data}
      height={180}
      formatX={(x) => Number.isInteger(x) ? number(x) : ""}
      tipX={timeOf}
      formatY={(y) => number(y, 2)}
      rangeY={[0, 1]}
      stepsX={[1, 5, 10, 25, 50]}
    />
  );
}

interface SampleTableProps {
  shown: readonly Sample[];
  onChoose(sample: Sample): void;
}

function SampleTable({ shown, onChoose }: SampleTableProps) {
  return (
    <DataTable
      label={t("history")}
      rows={shown}
      keyOf={sampleKey}
      columns={[
        {
          head: t("sample"),
          isName: true,
          cell: (sample) => (
            <button
              type="button"
              class="button-link code"
              aria-label={t("show", { sample: sample.sampleId })}
              onClick={() => onChoose(sample)}
            >
              {sample.sampleId}
            </button>
          ),
        },
        { head: t("time"), cell: ({ timeMs }) => dayAndTime(timeMs) },
        { head: t("lot"), cell: ({ codeLot }) => <LotLink codeLot={codeLot} /> },
        { head: t("site"), cell: ({ site }) => siteName(site) },
        { head: t("grade"), cell: ({ grade }) => <GradeMark grade={grade} /> },
        { head: t("score"), isNumber: true, cell: ({ score }) => number(score, 3) },
        { head: t("liver"), isNumber: true, cell: ({ liverGrams }) => grams(liverGrams) },
      ]}
    />
  );
}
