/** One curve: its doses, what it is expected to change, and what may be decided about it. */
import type { FeedingCurve } from "../../../../contract/curves.ts";
import { CURVE_ACTS, type CurveAct } from "../../data/curves.ts";
import { dayAndTime, grams, kilograms, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { live } from "../../live/store.ts";
import { may } from "../../session.ts";
import { ExpectedEffect } from "../../ui/expected_effect.tsx";
import { Fact } from "../../ui/fact.tsx";
import { nameOf, scopeText, StatusPill } from "./_curve_names.tsx";
import { actText } from "./_decision.tsx";

const t = words({
  fr: {
    optimiser: "par l’optimiseur",
    manual: "à la main",
    by_when: "{by}, {at}",
    morning: "Matin",
    evening: "Soir",
    from_to: "{from} → {to}",
    days: "Durée",
    of_days: "{n} jours",
    maize: "Maïs par canard",
    lots: "Lots placés",
    chart: "Dose par jour",
    compare: "Comparer la {name}",
    act_named: "{act} la courbe n° {n}",
  },
  en: {
    optimiser: "by the optimiser",
    manual: "by hand",
    by_when: "{by}, {at}",
    morning: "Morning",
    evening: "Evening",
    from_to: "{from} → {to}",
    days: "Length",
    of_days: "{n} days",
    maize: "Maize per duck",
    lots: "Lots placed",
    chart: "Dose by day",
    compare: "Compare {name}",
    act_named: "{act} curve no. {n}",
  },
});

const NEXT: Record<FeedingCurve["status"], readonly CurveAct[]> = {
  proposed: ["approve", "retire"],
  approved: ["activate", "retire"],
  active: ["retire"],
  retired: [],
};

interface CurveCardProps {
  curve: FeedingCurve;
  isCompared: boolean;
  onCompare(is: boolean): void;
  onAct(act: CurveAct): void;
}

export function CurveCard({ curve, isCompared, onCompare, onAct }: CurveCardProps) {
  const { duree_jours, matin, soir } = curve.curve;
  const dose = ({ premiere_g, derniere_g }: typeof matin) =>
    t("from_to", { from: grams(premiere_g), to: grams(derniere_g) });
  return (
    <article class="panel curve-card" data-curve={curve.id} data-status={curve.status}>
      <header class="panel-head">
        <h3 class="curve-name">{nameOf(curve)}</h3>
        <StatusPill curve={curve} />
      </header>
      <p class="quiet">
        {scopeText(curve)} · {t(curve.source)} · {t("by_when", {
          by: curve.proposed_by,
          at: dayAndTime(Date.parse(curve.proposed_at)),
        })}
      </p>
      <dl class="facts">
        <Fact name={t("morning")}>{dose(matin)}</Fact>
        <Fact name={t("evening")}>{dose(soir)}</Fact>
        <Fact name={t("days")}>{t("of_days", { n: duree_jours })}</Fact>
        <Fact name={t("maize")}>{kilograms(curve.total_maize_g)}</Fact>
        <Fact name={t("lots")}>{number(curve.nb_lots)}</Fact>
      </dl>
      {curve.expected && <ExpectedEffect expected={curve.expected} />}
      <div class="curve-acts">
        <label class="check">
          <input
            type="checkbox"
            checked={isCompared}
            aria-label={t("compare", { name: nameOf(curve) })}
            onChange={(event) => onCompare(event.currentTarget.checked)}
          />
          {t("chart")}
        </label>
        <Acts curve={curve} onAct={onAct} />
      </div>
    </article>
  );
}

function Acts({ curve: { status, version }, onAct }: Pick<CurveCardProps, "curve" | "onAct">) {
  if (!may("operator")) return null;
  return (
    <>
      {CURVE_ACTS.filter((act) => NEXT[status].includes(act)).map((act) => (
        <button
          key={act}
          type="button"
          class={`button ${act === "retire" ? "" : "button-primary"}`}
          aria-label={t("act_named", { act: actText(act), n: version })}
          disabled={live.value.state === "offline"}
          onClick={() => onAct(act)}
        >
          {actText(act)}
        </button>
      ))}
    </>
  );
}
