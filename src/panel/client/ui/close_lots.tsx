/** Ends lots that will not be finished, for those who may, once they said why. */
import { useState } from "preact/hooks";
import type { Closure } from "../data/closures.ts";
import { words } from "../i18n.ts";
import { live } from "../live/store.ts";
import { may } from "../session.ts";
import { Confirm } from "./confirm.tsx";
import { Icon } from "./icon.tsx";

const t = words({
  fr: {
    question: "Clore {what} ?",
    text:
      "Ni abattage, ni contrôle qualité, ni produit. Les repas qui arriveraient encore sont gardés, sans plus. La chronologie garde le motif. Cela ne s’annule pas.",
    act: "Clore",
  },
  en: {
    question: "End {what}?",
    text:
      "No slaughter, no quality control, no product. Meals that still come are kept, no more. The timeline keeps the reason. This cannot be undone.",
    act: "End",
  },
});

interface CloseLotsProps {
  /** On the button. */
  label: string;
  /** In the question: `LL2611001`, `3 lots`. */
  what: string;
  close(closure: Closure): Promise<unknown>;
}

export function CloseLots({ label, what, close }: CloseLotsProps) {
  const [isAsked, setAsked] = useState(false);
  if (!may("operator")) return null;
  return (
    <>
      <button
        type="button"
        class="button button-small"
        disabled={live.value.state === "offline"}
        onClick={() => setAsked(true)}
      >
        <Icon name="stop" />
        {label}
      </button>
      {isAsked && (
        <Confirm
          question={{
            title: t("question", { what }),
            text: <p>{t("text")}</p>,
            act: t("act"),
            isDanger: true,
            isSigned: true,
            isReasoned: true,
            run: (by, reason) => close({ by, reason }),
          }}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
