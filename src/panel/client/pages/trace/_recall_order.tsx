/** Carries a recall out: who does has to say why, and to type that they mean it. */
import { useState } from "preact/hooks";
import type { RecallReport } from "../../../../contract/recall.ts";
import { ask } from "../../api.ts";
import { words } from "../../i18n.ts";
import { actor } from "../../operator.ts";
import { reasonOf } from "../../problem_texts.ts";
import { may } from "../../session.ts";
import { productsText } from "../../ui/counts.ts";
import { OperatorField } from "../../ui/operator_field.tsx";
import { type Criteria, wireCriteria } from "./_recall_criteria.tsx";

const t = words({
  fr: {
    title: "Rappeler ces produits",
    hint:
      "Ils sont retirés de la vente pour de bon, et l’histoire de chaque lot le dit. Cela ne s’annule pas.",
    reason: "Motif",
    confirm: "Tapez {word} pour confirmer",
    word: "RAPPELER",
    act: "Rappeler {what}",
    not_allowed: "Seul un opérateur peut exécuter un rappel.",
    failed: "Rappel impossible. {reason}",
  },
  en: {
    title: "Recall these products",
    hint:
      "They are taken off the market for good, and each lot’s story says so. This cannot be undone.",
    reason: "Reason",
    confirm: "Type {word} to confirm",
    word: "RECALL",
    act: "Recall {what}",
    not_allowed: "Only an operator may carry out a recall.",
    failed: "No recall. {reason}",
  },
});

/** As long as the server takes one. */
const LONGEST_NAME = 90;

interface RecallOrderProps {
  criteria: Criteria;
  /** Still on the market. */
  products: number;
  onDone(report: RecallReport): void;
}

export function RecallOrder({ criteria, products, onDone }: RecallOrderProps) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  if (!may("operator")) return <p class="quiet">{t("not_allowed")}</p>;
  const by = actor();
  const isReady = reason.trim() !== "" && by !== undefined && typed.trim() === t("word");
  const execute = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const body = { ...wireCriteria(criteria), reason: reason.trim(), by };
    try {
      onDone(await ask<RecallReport>("/api/recall", { body }));
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <section class="panel panel-danger">
      <h2>{t("title")}</h2>
      <p class="quiet">{t("hint")}</p>
      <form class="filters" onSubmit={execute}>
        <label class="field field-search">
          <span>{t("reason")}</span>
          <input
            required
            maxLength={500}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <OperatorField maxLength={LONGEST_NAME} />
        <label class="field">
          <span>{t("confirm", { word: t("word") })}</span>
          <input
            required
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button button-danger" disabled={!isReady || isBusy}>
          {t("act", { what: productsText(products) })}
        </button>
      </form>
      {error !== undefined && (
        <p role="alert" class="tone-bad">{t("failed", { reason: reasonOf(error) })}</p>
      )}
    </section>
  );
}
