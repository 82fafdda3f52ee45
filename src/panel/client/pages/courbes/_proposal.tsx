/** Asks the optimiser for a curve, and says why it has none to propose. */
import { useState } from "preact/hooks";
import type { NoProposal } from "../../../../contract/curves.ts";
import { type Asked, askForProposal, type Scope } from "../../data/curves.ts";
import { number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { live } from "../../live/store.ts";
import { actor } from "../../operator.ts";
import { ExpectedEffect } from "../../ui/expected_effect.tsx";
import { Refused } from "../../ui/fields.tsx";
import { Icon } from "../../ui/icon.tsx";

const t = words({
  fr: {
    ask: "Demander une proposition",
    asking: "Calcul…",
    by_hand: "Saisir une courbe",
    close: "Fermer la saisie",
    found: "Courbe n° {n} proposée",
    not_enough: "Pas assez de lots terminés",
    not_enough_hint:
      "{lots} sur {needed} : chaque lot terminé, contrôlé et noté rapproche d’une proposition.",
    no_better: "Rien de mieux que la courbe actuelle",
    no_better_hint: "Le meilleur essai sur {lots} lots :",
  },
  en: {
    ask: "Ask for a proposal",
    asking: "Computing…",
    by_hand: "Enter a curve",
    close: "Close the entry",
    found: "Curve no. {n} proposed",
    not_enough: "Not enough finished lots",
    not_enough_hint:
      "{lots} of {needed}: each lot that is finished, inspected and rated brings a proposal nearer.",
    no_better: "Nothing better than the present curve",
    no_better_hint: "The best try over {lots} lots:",
  },
});

interface ProposalProps {
  scope: Scope;
  isByHand: boolean;
  onByHand(is: boolean): void;
  onProposed(): void;
}

export function Proposal({ scope, isByHand, onByHand, onProposed }: ProposalProps) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [answer, setAnswer] = useState<Asked>();
  const ask = () => {
    setBusy(true);
    setError(undefined);
    setAnswer(undefined);
    askForProposal(scope, actor()).then((asked) => {
      setAnswer(asked);
      if (asked.status === "proposed") onProposed();
    }, setError).finally(() => setBusy(false));
  };
  return (
    <>
      <div class="form-acts">
        <button
          type="button"
          class="button"
          disabled={isBusy || live.value.state === "offline"}
          onClick={ask}
        >
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
        <p role="status" class="quiet">
          {answer?.status === "proposed" && t("found", { n: answer.curve.version })}
        </p>
      </div>
      <Refused error={error} />
      {answer && answer.status !== "proposed" && <NoneFound answer={answer} />}
    </>
  );
}

function NoneFound({ answer }: { answer: NoProposal }) {
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
