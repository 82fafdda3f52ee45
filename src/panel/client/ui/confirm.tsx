/** A question before something that others will notice. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { words } from "../i18n.ts";
import { actor } from "../operator.ts";
import { Refused, TextField } from "./fields.tsx";
import { OperatorField } from "./operator_field.tsx";

const t = words({
  fr: { cancel: "Annuler", reason: "Motif", by_hint: "Il restera avec la décision." },
  en: { cancel: "Cancel", reason: "Reason", by_hint: "It stays with the decision." },
});

export interface Question {
  title: string;
  text?: ComponentChildren;
  /** The word on the button that does it. */
  act: string;
  isDanger?: boolean;
  /** Whether whoever decides has to say who they are. */
  isSigned?: boolean;
  /** Whether they have to say why. */
  isReasoned?: boolean;
  run(by: string, reason: string): Promise<unknown>;
}

/** As long as the server takes one. */
const LONGEST_REASON = 500;

export function Confirm({ question, onClose }: { question: Question; onClose(): void }) {
  const { title, text, act, isDanger, isSigned, isReasoned, run } = question;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isLacking = (isSigned && actor() === undefined) || (isReasoned && reason.trim() === "");
  useEffect(() => dialog.current!.showModal(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    run(actor() ?? "", reason.trim()).then(
      () => dialog.current?.close(),
      (error) => {
        setError(error);
        setBusy(false);
      },
    );
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {text && <div>{text}</div>}
        {isReasoned && (
          <TextField
            label={t("reason")}
            value={reason}
            maxLength={LONGEST_REASON}
            onInput={setReason}
          />
        )}
        {isSigned && <OperatorField hint={t("by_hint")} />}
        <Refused error={error} />
        <div class="dialog-acts">
          <button type="button" class="button" onClick={() => dialog.current!.close()}>
            {t("cancel")}
          </button>
          <button
            type="submit"
            class={`button ${isDanger ? "button-danger" : "button-primary"}`}
            disabled={isBusy || isLacking}
          >
            {act}
          </button>
        </div>
      </form>
    </dialog>
  );
}
