/** What may be decided about a curve, and what is asked of whoever does. */
import type { FeedingCurve } from "../../../../contract/curves.ts";
import { type CurveAct, decide } from "../../data/curves.ts";
import { words } from "../../i18n.ts";
import type { Question } from "../../ui/confirm.tsx";
import { scopeText } from "./_curve_names.tsx";

const t = words({
  fr: {
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
  },
  en: {
    approve: "Approve",
    activate: "Activate",
    retire: "Retire",
    ask_approve: "Approve curve no. {n}?",
    ask_activate: "Activate curve no. {n}?",
    ask_retire: "Retire curve no. {n}?",
    text_approve: "It may then be activated. No lot follows it yet.",
    text_activate: "New lots ({scope}) will follow it; the former active curve is retired.",
    text_retire: "New lots will no longer follow it; those that have it keep it.",
  },
});

export function actText(act: CurveAct): string {
  return t(act);
}

interface Decision {
  curve: FeedingCurve;
  act: CurveAct;
  onDecided(): void;
}

export function questionOf({ curve, act, onDecided }: Decision): Question {
  return {
    title: t(`ask_${act}`, { n: curve.version }),
    text: <p>{t(`text_${act}`, { scope: scopeText(curve) })}</p>,
    act: t(act),
    isDanger: act === "retire",
    isSigned: true,
    run: (by) => decide(curve.id, act, by).then(onDecided),
  };
}
