/** Every curve of a scope, and who decided what about it when. */
import type { FeedingCurve } from "../../../../contract/curves.ts";
import { dayAndTime, number } from "../../format.ts";
import { counted, words } from "../../i18n.ts";
import { DataTable } from "../../ui/data_table.tsx";
import { nameOf, StatusPill, statusText } from "./_curve_names.tsx";

const t = words({
  fr: {
    history: "Historique",
    what: "Courbe",
    status: "État",
    by_when: "{by}, {at}",
    lots: "Lots placés",
    chart: "Dose par jour",
    compare: "Comparer la {name}",
  },
  en: {
    history: "History",
    what: "Curve",
    status: "State",
    by_when: "{by}, {at}",
    lots: "Lots placed",
    chart: "Dose by day",
    compare: "Compare {name}",
  },
});

interface HistoryProps {
  curves: readonly FeedingCurve[];
  isCompared(curve: FeedingCurve): boolean;
  onCompare(curve: FeedingCurve, is: boolean): void;
}

export function History({ curves, isCompared, onCompare }: HistoryProps) {
  return (
    <DataTable
      label={t("history")}
      caption={<caption class="visually-hidden">{curvesText(curves.length)}</caption>}
      rows={curves}
      keyOf={({ id }) => id}
      columns={[
        { head: t("what"), isName: true, cell: nameOf },
        { head: t("status"), cell: (curve) => <StatusPill curve={curve} /> },
        { head: statusText("proposed"), cell: (of) => who(of.proposed_by, of.proposed_at) },
        { head: statusText("approved"), cell: (of) => who(of.approved_by, of.approved_at) },
        { head: statusText("active"), cell: (of) => who(of.activated_by, of.activated_at) },
        { head: statusText("retired"), cell: (of) => who(of.retired_by, of.retired_at) },
        { head: t("lots"), isNumber: true, cell: ({ nb_lots }) => number(nb_lots) },
        {
          head: t("chart"),
          cell: (curve) => (
            <input
              type="checkbox"
              checked={isCompared(curve)}
              aria-label={t("compare", { name: nameOf(curve) })}
              onChange={(event) => onCompare(curve, event.currentTarget.checked)}
            />
          ),
        },
      ]}
    />
  );
}

function who(by: string | null, at: string | null): string {
  return by === null || at === null ? "–" : t("by_when", { by, at: dayAndTime(Date.parse(at)) });
}

function curvesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} courbe", en: "{n} curve" },
    other: { fr: "{n} courbes", en: "{n} curves" },
  });
}
