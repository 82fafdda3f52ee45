/** The curves of one scope beside each other: the active one, those to decide, those of before. */
import { useState } from "preact/hooks";
import type { Curve, FeedingCurve } from "../../../../contract/curves.ts";
import { activeIn, type CurveAct, type Scope } from "../../data/curves.ts";
import { words } from "../../i18n.ts";
import { may } from "../../session.ts";
import { Confirm, type Question } from "../../ui/confirm.tsx";
import { CurveChart, type NamedCurve } from "../../ui/curve_chart.tsx";
import { Empty } from "../../ui/states.tsx";
import { CurveCard } from "./_curve_card.tsx";
import { CurveForm } from "./_curve_form.tsx";
import { nameOf } from "./_curve_names.tsx";
import { questionOf } from "./_decision.tsx";
import { History } from "./_history.tsx";
import { Proposal } from "./_proposal.tsx";

const t = words({
  fr: {
    chart: "Dose par jour",
    draft: "Saisie",
    no_curve: "Aucune courbe à dessiner",
    active: "Courbe active",
    no_active: "Aucune courbe active",
    no_active_hint: "Les nouveaux lots suivent la courbe de leur gaveur.",
    waiting: "À décider",
    none_waiting: "Aucune proposition n’attend",
    by_hand: "Saisir une courbe",
    history: "Historique",
  },
  en: {
    chart: "Dose by day",
    draft: "Draft",
    no_curve: "No curve to draw",
    active: "Active curve",
    no_active: "No active curve",
    no_active_hint: "New lots follow the curve of their gaveur.",
    waiting: "To decide",
    none_waiting: "No proposal waits",
    by_hand: "Enter a curve",
    history: "History",
  },
});

/** A curve to begin from, where there is none: the usual course of a Mulard. */
const USUAL: Curve = {
  duree_jours: 13,
  matin: { premiere_g: 190, derniere_g: 430 },
  soir: { premiere_g: 200, derniere_g: 450 },
  forme: 1,
};
const MOST_COMPARED = 4;

interface CurvesProps {
  scope: Scope;
  curves: readonly FeedingCurve[];
  onChanged(): void;
}

export function Curves({ scope, curves, onChanged }: CurvesProps) {
  const active = activeIn(curves, scope);
  const waiting = curves.filter(({ status }) => status === "proposed" || status === "approved");
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  const [draft, setDraft] = useState<Curve>();
  const [isByHand, setByHand] = useState(false);
  const [question, setQuestion] = useState<Question>();

  const isCompared = (curve: FeedingCurve) =>
    chosen.get(curve.id) ?? (curve === active || waiting.indexOf(curve) === 0);
  const compare = ({ id }: FeedingCurve, is: boolean) =>
    setChosen((now) => new Map(now).set(id, is));
  const ask = (curve: FeedingCurve, act: CurveAct) =>
    setQuestion(questionOf({ curve, act, onDecided: onChanged }));
  // What is followed keeps its colour, whatever is compared with it.
  const saved = [...curves].sort((a, b) => Number(b === active) - Number(a === active))
    .filter(isCompared)
    .map((curve) => ({ name: nameOf(curve), curve: curve.curve }));
  const compared: NamedCurve[] = isByHand && draft
    ? [...saved.slice(0, MOST_COMPARED - 1), { name: t("draft"), curve: draft }]
    : saved.slice(0, MOST_COMPARED);
  const card = (curve: FeedingCurve) => (
    <CurveCard
      key={curve.id}
      curve={curve}
      isCompared={isCompared(curve)}
      onCompare={(is) => compare(curve, is)}
      onAct={(act) => ask(curve, act)}
    />
  );

  return (
    <>
      <div class="curves-top">
        <section class="panel curves-chart">
          <h2>{t("chart")}</h2>
          {compared.length > 0
            ? <CurveChart key={compared.map(({ name }) => name).join()} curves={compared} />
            : <Empty icon="curve" title={t("no_curve")} />}
        </section>
        <section class="curves-active">
          <h2>{t("active")}</h2>
          {active
            ? card(active)
            : <Empty icon="curve" title={t("no_active")}>{t("no_active_hint")}</Empty>}
        </section>
      </div>
      <section>
        <h2>{t("waiting")}</h2>
        {may("operator") && (
          <Proposal
            scope={scope}
            isByHand={isByHand}
            onByHand={setByHand}
            onProposed={onChanged}
          />
        )}
        {isByHand && (
          <section class="panel">
            <h3>{t("by_hand")}</h3>
            <CurveForm
              scope={scope}
              first={active?.curve ?? USUAL}
              onDraft={setDraft}
              onProposed={() => {
                setByHand(false);
                onChanged();
              }}
            />
          </section>
        )}
        {waiting.length === 0 && !isByHand && <p class="quiet">{t("none_waiting")}</p>}
        <div class="curve-cards">{waiting.map(card)}</div>
      </section>
      {curves.length > 0 && (
        <section class="panel curve-history">
          <h2>{t("history")}</h2>
          <History curves={curves} isCompared={isCompared} onCompare={compare} />
        </section>
      )}
      {question && <Confirm question={question} onClose={() => setQuestion(undefined)} />}
    </>
  );
}
