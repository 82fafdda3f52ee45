/** Feeding curves: which one new lots follow, which are proposed and why, and who decided. */
import { useState } from "preact/hooks";
import type { Curve, FeedingCurve, NoProposal } from "../../../contract/curves.ts";
import {
  activeIn,
  askForProposal,
  CURVE_ACTS,
  type CurveAct,
  curvesOf,
  decide,
  GENETICS,
  listCurves,
  type Scope,
} from "../data/curves.ts";
import { news } from "../data/news.ts";
import { siteName, SITES } from "../data/sites.ts";
import { dayAndTime, grams, kilograms, number } from "../format.ts";
import { counted, words } from "../i18n.ts";
import { isLoaded, live, loads } from "../live/store.ts";
import { actor } from "../operator.ts";
import type { Page } from "../page.ts";
import { place, setQuery } from "../router.ts";
import { may } from "../session.ts";
import { Confirm, type Question } from "../ui/confirm.tsx";
import { CurveChart, type NamedCurve } from "../ui/curve_chart.tsx";
import { ExpectedEffect } from "../ui/expected_effect.tsx";
import { reasonOf } from "../ui/fields.tsx";
import { Icon } from "../ui/icon.tsx";
import { useRead } from "../ui/read.ts";
import type { Tone } from "../ui/stat.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { CurveForm } from "./_curve_form.tsx";

const t = words({
  fr: {
    genetics: "Génétique",
    site: "Site",
    every_site: "Tous les sites",
    version: "Courbe n° {n}",
    draft: "Saisie",
    compare: "Comparer la {name}",
    chart: "Dose par jour",
    no_curve: "Aucune courbe à dessiner",
    no_active: "Aucune courbe active",
    no_active_hint: "Les nouveaux lots suivent la courbe de leur gaveur.",
    active: "Courbe active",
    waiting: "À décider",
    none_waiting: "Aucune proposition n’attend",
    ask: "Demander une proposition",
    asking: "Calcul…",
    by_hand: "Saisir une courbe",
    close: "Fermer la saisie",
    proposed: "Proposée",
    approved: "Approuvée",
    active_status: "Active",
    retired: "Retirée",
    optimiser: "par l’optimiseur",
    manual: "à la main",
    maize: "Maïs par canard",
    days: "Durée",
    morning: "Matin",
    evening: "Soir",
    lots: "Lots placés",
    from_to: "{from} → {to}",
    of_days: "{n} jours",
    approve: "Approuver",
    activate: "Activer",
    retire: "Retirer",
    ask_approve: "Approuver la courbe n° {n} ?",
    ask_activate: "Activer la courbe n° {n} ?",
    ask_retire: "Retirer la courbe n° {n} ?",
    text_approve: "Elle pourra être activée. Aucun lot ne la suit encore.",
    text_activate:
      "Les nouveaux lots ({scope}) la suivront ; la courbe active d’avant est retirée.",
    text_retire: "Les nouveaux lots ne la suivront plus ; ceux qui l’ont la gardent.",
    not_enough: "Pas assez de lots terminés",
    not_enough_hint:
      "{lots} sur {needed} : chaque lot terminé, contrôlé et noté rapproche d’une proposition.",
    no_better: "Rien de mieux que la courbe actuelle",
    no_better_hint: "Le meilleur essai sur {lots} lots :",
    found: "Courbe n° {n} proposée",
    history: "Historique",
    what: "Courbe",
    status: "État",
    by_when: "{by}, {at}",
    viewer: "Votre rôle permet de regarder ; proposer et décider demandent le rôle opérateur.",
    act_named: "{act} la courbe n° {n}",
    effect: "Effet attendu",
  },
  en: {
    genetics: "Genetics",
    site: "Site",
    every_site: "Every site",
    version: "Curve no. {n}",
    draft: "Draft",
    compare: "Compare {name}",
    chart: "Dose by day",
    no_curve: "No curve to draw",
    no_active: "No active curve",
    no_active_hint: "New lots follow the curve of their feeder.",
    active: "Active curve",
    waiting: "To decide",
    none_waiting: "No proposal waits",
    ask: "Ask for a proposal",
    asking: "Computing…",
    by_hand: "Enter a curve",
    close: "Close the entry",
    proposed: "Proposed",
    approved: "Approved",
    active_status: "Active",
    retired: "Retired",
    optimiser: "by the optimiser",
    manual: "by hand",
    maize: "Maize per duck",
    days: "Length",
    morning: "Morning",
    evening: "Evening",
    lots: "Lots placed",
    from_to: "{from} → {to}",
    of_days: "{n} days",
    approve: "Approve",
    activate: "Activate",
    retire: "Retire",
    ask_approve: "Approve curve no. {n}?",
    ask_activate: "Activate curve no. {n}?",
    ask_retire: "Retire curve no. {n}?",
    text_approve: "It may then be activated. No lot follows it yet.",
    text_activate: "New lots ({scope}) will follow it; the former active curve is retired.",
    text_retire: "New lots will no longer follow it; those that have it keep it.",
    not_enough: "Not enough finished lots",
    not_enough_hint:
      "{lots} of {needed}: each lot that is finished, inspected and rated brings a proposal nearer.",
    no_better: "Nothing better than the present curve",
    no_better_hint: "The best try over {lots} lots:",
    found: "Curve no. {n} proposed",
    history: "History",
    what: "Curve",
    status: "State",
    by_when: "{by}, {at}",
    viewer: "Your role may look; proposing and deciding need the role of operator.",
    act_named: "{act} curve no. {n}",
    effect: "Expected effect",
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
const NEXT: Record<FeedingCurve["status"], readonly CurveAct[]> = {
  proposed: ["approve", "retire"],
  approved: ["activate", "retire"],
  active: ["retire"],
  retired: [],
};
const TONES: Partial<Record<FeedingCurve["status"], Tone>> = { active: "good", proposed: "warn" };

export const curvesPage: Page = {
  id: "courbes",
  title: { fr: "Courbes", en: "Curves" },
  icon: "curve",
  View: Curves,
};

function scopeOf({ genetique, site }: Readonly<Record<string, string>>): Scope {
  return {
    genetique: GENETICS.find((one) => one === genetique) ?? "Mulard",
    site: SITES.find(({ code }) => code === site)?.code ?? null,
  };
}

function Curves() {
  const scope = scopeOf(place.value.query);
  const [changes, setChanges] = useState(0);
  const read = useRead(
    `curves/${scope.genetique}`,
    (signal) => listCurves(scope.genetique, signal),
    [changes, news.curves.value, loads.value],
  );
  return (
    <div class="curves">
      <ScopeChoice scope={scope} />
      {!may("operator") && isLoaded.value && (
        <p class="role-notice">
          <Icon name="key" />
          {t("viewer")}
        </p>
      )}
      {read.status === "loading" && <Loading rows={4} />}
      {read.status === "failed" && <Failed reason={read.reason} onRetry={read.retry} />}
      {read.status === "there" && (
        <CurvesOf
          key={`${scope.genetique}/${scope.site}`}
          scope={scope}
          curves={curvesOf(read.value, scope)}
          onChanged={() => setChanges((n) => n + 1)}
        />
      )}
    </div>
  );
}

function ScopeChoice({ scope }: { scope: Scope }) {
  return (
    <div class="filters">
      <div class="field">
        <span id="genetics">{t("genetics")}</span>
        <div class="segmented" role="group" aria-labelledby="genetics">
          {GENETICS.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={scope.genetique === name}
              onClick={() => setQuery({ genetique: name })}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <label class="field">
        <span>{t("site")}</span>
        <select
          value={scope.site ?? ""}
          onChange={(event) => setQuery({ site: event.currentTarget.value })}
        >
          <option value="">{t("every_site")}</option>
          {SITES.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </select>
      </label>
    </div>
  );
}

interface CurvesOfProps {
  scope: Scope;
  curves: readonly FeedingCurve[];
  onChanged(): void;
}

function CurvesOf({ scope, curves, onChanged }: CurvesOfProps) {
  const active = activeIn(curves, scope);
  const waiting = curves.filter(({ status }) => status === "proposed" || status === "approved");
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  const [draft, setDraft] = useState<Curve>();
  const [isByHand, setByHand] = useState(false);
  const [question, setQuestion] = useState<Question>();
  const isCompared = (curve: FeedingCurve) =>
    chosen.get(curve.id) ?? (curve === active || waiting.indexOf(curve) === 0);
  // What is followed keeps its colour, whatever is compared with it.
  const saved = [...curves].sort((a, b) => Number(b === active) - Number(a === active))
    .filter(isCompared)
    .map((curve) => ({ name: nameOf(curve), curve: curve.curve }));
  const compared: NamedCurve[] = isByHand && draft
    ? [...saved.slice(0, MOST_COMPARED - 1), { name: t("draft"), curve: draft }]
    : saved.slice(0, MOST_COMPARED);

  const ask = (curve: FeedingCurve, act: CurveAct) =>
    setQuestion({
      title: t(`ask_${act}`, { n: curve.version }),
      text: <p>{t(`text_${act}`, { scope: scopeText(curve) })}</p>,
      act: t(act),
      isDanger: act === "retire",
      isSigned: true,
      run: (by) => decide(curve.id, act, by).then(onChanged),
    });
  const card = (curve: FeedingCurve) => (
    <CurveCard
      key={curve.id}
      curve={curve}
      isCompared={isCompared(curve)}
      onCompare={(is) => setChosen((now) => new Map(now).set(curve.id, is))}
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
          <Propose
            scope={scope}
            isByHand={isByHand}
            onByHand={setByHand}
            onChanged={onChanged}
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
        <section class="panel">
          <h2>{t("history")}</h2>
          <History
            curves={curves}
            isCompared={isCompared}
            onCompare={(curve, is) => setChosen((now) => new Map(now).set(curve.id, is))}
          />
        </section>
      )}
      {question && <Confirm question={question} onClose={() => setQuestion(undefined)} />}
    </>
  );
}

function nameOf({ version, site }: FeedingCurve): string {
  const name = t("version", { n: version });
  return site === null ? name : `${name} ${siteName(site)}`;
}

function scopeText({ genetique, site }: FeedingCurve): string {
  return `${genetique}, ${site === null ? t("every_site").toLowerCase() : siteName(site)}`;
}

function statusText({ status }: FeedingCurve): string {
  return t(status === "active" ? "active_status" : status);
}

function StatusPill({ curve }: { curve: FeedingCurve }) {
  const tone = TONES[curve.status];
  return <span class={`pill ${tone ? `tone-${tone}` : ""}`}>{statusText(curve)}</span>;
}

interface CurveCardProps {
  curve: FeedingCurve;
  isCompared: boolean;
  onCompare(is: boolean): void;
  onAct(act: CurveAct): void;
}

function CurveCard({ curve, isCompared, onCompare, onAct }: CurveCardProps) {
  const { version, expected, source, proposed_by, proposed_at, nb_lots, total_maize_g } = curve;
  const { duree_jours, matin, soir } = curve.curve;
  const dose = ({ premiere_g, derniere_g }: typeof matin) =>
    t("from_to", { from: grams(premiere_g), to: grams(derniere_g) });
  const acts = may("operator") ? NEXT[curve.status] : [];
  return (
    <article class="panel curve-card" data-curve={curve.id} data-status={curve.status}>
      <header class="panel-head">
        <h3 class="curve-name">{nameOf(curve)}</h3>
        <StatusPill curve={curve} />
      </header>
      <p class="quiet">
        {scopeText(curve)} · {t(source)} · {t("by_when", {
          by: proposed_by,
          at: dayAndTime(Date.parse(proposed_at)),
        })}
      </p>
      <dl class="facts">
        <div>
          <dt>{t("morning")}</dt>
          <dd>{dose(matin)}</dd>
        </div>
        <div>
          <dt>{t("evening")}</dt>
          <dd>{dose(soir)}</dd>
        </div>
        <div>
          <dt>{t("days")}</dt>
          <dd>{t("of_days", { n: duree_jours })}</dd>
        </div>
        <div>
          <dt>{t("maize")}</dt>
          <dd>{kilograms(total_maize_g)}</dd>
        </div>
        <div>
          <dt>{t("lots")}</dt>
          <dd>{number(nb_lots)}</dd>
        </div>
      </dl>
      {expected && <ExpectedEffect expected={expected} />}
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
        {CURVE_ACTS.filter((act) => acts.includes(act)).map((act) => (
          <button
            key={act}
            type="button"
            class={`button ${act === "retire" ? "" : "button-primary"}`}
            aria-label={t("act_named", { act: t(act), n: version })}
            disabled={live.value.state === "offline"}
            onClick={() => onAct(act)}
          >
            {t(act)}
          </button>
        ))}
      </div>
    </article>
  );
}

interface ProposeProps {
  scope: Scope;
  isByHand: boolean;
  onByHand(is: boolean): void;
  onChanged(): void;
}

function Propose({ scope, isByHand, onByHand, onChanged }: ProposeProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [answer, setAnswer] = useState<NoProposal>();
  const [found, setFound] = useState<number>();
  const isOffline = live.value.state === "offline";
  const ask = () => {
    setBusy(true);
    setError(undefined);
    setAnswer(undefined);
    setFound(undefined);
    askForProposal(scope, actor()).then((asked) => {
      if (asked.status !== "proposed") return setAnswer(asked);
      setFound(asked.curve.version);
      onChanged();
    }, setError).finally(() => setBusy(false));
  };
  return (
    <>
      <div class="form-acts">
        <button type="button" class="button" disabled={isBusy || isOffline} onClick={ask}>
          <Icon name="curve" />
          {t(isBusy ? "asking" : "ask")}
        </button>
        <button
          type="button"
          class="button"
          aria-expanded={isByHand}
          onClick={() => onByHand(!isByHand)}
        >
          {t(isByHand ? "close" : "by_hand")}
        </button>
        <p role="status" class="quiet">{found !== undefined && t("found", { n: found })}</p>
      </div>
      {error !== undefined && <p class="fault" role="alert">{reasonOf(error)}</p>}
      {answer && <Refusal answer={answer} />}
    </>
  );
}

function Refusal({ answer }: { answer: NoProposal }) {
  if (answer.status === "not_enough_lots") {
    const { lots, needed } = answer;
    return (
      <div class="panel" role="status">
        <h3 class="curve-name">{t("not_enough")}</h3>
        <progress max={needed} value={lots} aria-label={t("not_enough")} />
        <p class="quiet">{t("not_enough_hint", { lots: number(lots), needed: number(needed) })}</p>
      </div>
    );
  }
  return (
    <div class="panel" role="status">
      <h3 class="curve-name">{t("no_better")}</h3>
      <p class="quiet">{t("no_better_hint", { lots: number(answer.lots) })}</p>
      <ExpectedEffect expected={answer.best} />
    </div>
  );
}

interface HistoryProps {
  curves: readonly FeedingCurve[];
  isCompared(curve: FeedingCurve): boolean;
  onCompare(curve: FeedingCurve, is: boolean): void;
}

function History({ curves, isCompared, onCompare }: HistoryProps) {
  const who = (by: string | null, at: string | null) =>
    by === null || at === null ? "–" : t("by_when", { by, at: dayAndTime(Date.parse(at)) });
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={t("history")}>
      <table>
        <caption class="visually-hidden">{curvesText(curves.length)}</caption>
        <thead>
          <tr>
            <th scope="col">{t("what")}</th>
            <th scope="col">{t("status")}</th>
            <th scope="col">{t("proposed")}</th>
            <th scope="col">{t("approved")}</th>
            <th scope="col">{t("active_status")}</th>
            <th scope="col">{t("retired")}</th>
            <th scope="col" class="num">{t("lots")}</th>
            <th scope="col">{t("chart")}</th>
          </tr>
        </thead>
        <tbody>
          {curves.map((curve) => (
            <tr key={curve.id}>
              <th scope="row">{nameOf(curve)}</th>
              <td>
                <StatusPill curve={curve} />
              </td>
              <td>{who(curve.proposed_by, curve.proposed_at)}</td>
              <td>{who(curve.approved_by, curve.approved_at)}</td>
              <td>{who(curve.activated_by, curve.activated_at)}</td>
              <td>{who(curve.retired_by, curve.retired_at)}</td>
              <td class="num">{number(curve.nb_lots)}</td>
              <td>
                <input
                  type="checkbox"
                  checked={isCompared(curve)}
                  aria-label={t("compare", { name: nameOf(curve) })}
                  onChange={(event) => onCompare(curve, event.currentTarget.checked)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function curvesText(n: number): string {
  return counted(n, {
    one: { fr: "{n} courbe", en: "{n} curve" },
    other: { fr: "{n} courbes", en: "{n} curves" },
  });
}
