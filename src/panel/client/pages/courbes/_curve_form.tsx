/** A curve by hand: its bounds are said while it is typed, and it is drawn beside the others. */
import { useEffect, useState } from "preact/hooks";
import type { Curve } from "../../../../contract/curves.ts";
import {
  curveFaults,
  largestStepGrams,
  SAFE_CURVE,
  totalMaizeGrams,
} from "../../../../domain/feeding_curve.ts";
import { propose, type Scope } from "../../data/curves.ts";
import { grams, kilograms } from "../../format.ts";
import { words } from "../../i18n.ts";
import { live } from "../../live/store.ts";
import { actor } from "../../operator.ts";
import { type Bounds, faultAt, numberFault, NumberField, Refused } from "../../ui/fields.tsx";
import { OperatorField } from "../../ui/operator_field.tsx";

const t = words({
  fr: {
    duree_jours: "Jours de gavage",
    matin: "Matin",
    soir: "Soir",
    first: "Première dose (g)",
    last: "Dernière dose (g)",
    forme: "Forme",
    forme_hint: "1 : droite ; moins : monte tôt ; plus : monte tard",
    total: "Maïs par canard",
    step: "Plus forte hausse d’un repas à l’autre",
    total_bounds: "De {min} à {max}",
    step_bounds: "Au plus {max}",
    falling: "Au moins la première dose",
    submit: "Proposer cette courbe",
  },
  en: {
    duree_jours: "Days of feeding",
    matin: "Morning",
    soir: "Evening",
    first: "First dose (g)",
    last: "Last dose (g)",
    forme: "Shape",
    forme_hint: "1: straight; below: rises early; above: rises late",
    total: "Maize per duck",
    step: "Largest rise from one meal to the next",
    total_bounds: "{min} to {max}",
    step_bounds: "At most {max}",
    falling: "At least the first dose",
    submit: "Propose this curve",
  },
});

const FIELDS = [
  "duree_jours",
  "matin.premiere_g",
  "matin.derniere_g",
  "soir.premiere_g",
  "soir.derniere_g",
  "forme",
] as const;
type FieldName = (typeof FIELDS)[number];

const DOSE: Bounds = { ...SAFE_CURVE.doseGrams, step: 1 };
const BOUNDS: Record<FieldName, Bounds> = {
  duree_jours: SAFE_CURVE.days,
  "matin.premiere_g": DOSE,
  "matin.derniere_g": DOSE,
  "soir.premiere_g": DOSE,
  "soir.derniere_g": DOSE,
  forme: { ...SAFE_CURVE.forme, step: 0.05 },
};

interface CurveFormProps {
  scope: Scope;
  /** Where one begins. */
  first: Curve;
  /** Told of what is typed, undefined while that is no curve. */
  onDraft(curve: Curve | undefined): void;
  onProposed(id: number): void;
}

export function CurveForm({ scope, first, onDraft, onProposed }: CurveFormProps) {
  const [typed, setTyped] = useState(() => typedOf(first));
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const curve = curveOf(typed);
  const faults = curve ? curveFaults(curve) : [];
  const has = (name: string) => faults.some(({ field }) => field === name);
  useEffect(() => onDraft(curve), [JSON.stringify(curve)]);

  const field = (name: FieldName, label: string) => {
    const isFalling = name.endsWith("derniere_g") && has(name) &&
      numberFault(typed[name], BOUNDS[name]) === undefined;
    return (
      <NumberField
        label={label}
        {...BOUNDS[name]}
        value={typed[name]}
        fault={isFalling ? t("falling") : faultAt(error, name)}
        onInput={(value) => {
          setTyped((now) => ({ ...now, [name]: value }));
          setError(undefined);
        }}
        {...(name === "forme" && { hint: t("forme_hint") })}
      />
    );
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!curve) return;
    setBusy(true);
    propose(scope, curve, actor())
      .then(({ id }) => onProposed(id), setError)
      .finally(() => setBusy(false));
  };
  const { totalMaizeGrams: total, maxStepGrams } = SAFE_CURVE;

  return (
    <form class="curve-form" onSubmit={submit}>
      <div class="field-row">
        {field("duree_jours", t("duree_jours"))}
        {field("forme", t("forme"))}
      </div>
      {(["matin", "soir"] as const).map((moment) => (
        <fieldset key={moment} class="field-row">
          <legend>{t(moment)}</legend>
          {field(`${moment}.premiere_g`, t("first"))}
          {field(`${moment}.derniere_g`, t("last"))}
        </fieldset>
      ))}
      <dl class="facts" aria-live="polite">
        <Checked
          name={t("total")}
          value={curve && kilograms(totalMaizeGrams(curve))}
          bounds={t("total_bounds", { min: kilograms(total.min, 1), max: kilograms(total.max, 1) })}
          isWrong={has("total")}
        />
        <Checked
          name={t("step")}
          value={curve && grams(largestStepGrams(curve))}
          bounds={t("step_bounds", { max: grams(maxStepGrams) })}
          isWrong={has("step")}
        />
      </dl>
      <OperatorField />
      <Refused error={error} fields={FIELDS} />
      <button
        type="submit"
        class="button button-primary"
        disabled={isBusy || !curve || faults.length > 0 || live.value.state === "offline"}
      >
        {t("submit")}
      </button>
    </form>
  );
}

function Checked(
  { name, value, bounds, isWrong }: {
    name: string;
    value: string | undefined;
    bounds: string;
    isWrong: boolean;
  },
) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={isWrong ? "tone-bad" : ""}>{value ?? "–"}</dd>
      <dd class={isWrong ? "fault" : "quiet"}>{bounds}</dd>
    </div>
  );
}

function typedOf({ duree_jours, matin, soir, forme }: Curve): Record<FieldName, string> {
  return {
    duree_jours: String(duree_jours),
    "matin.premiere_g": String(matin.premiere_g),
    "matin.derniere_g": String(matin.derniere_g),
    "soir.premiere_g": String(soir.premiere_g),
    "soir.derniere_g": String(soir.derniere_g),
    forme: String(forme),
  };
}

function curveOf(typed: Record<FieldName, string>): Curve | undefined {
  if (FIELDS.some((name) => numberFault(typed[name], BOUNDS[name]) !== undefined)) return undefined;
  const value = (name: FieldName) => Number(typed[name]);
  return {
    duree_jours: value("duree_jours"),
    matin: { premiere_g: value("matin.premiere_g"), derniere_g: value("matin.derniere_g") },
    soir: { premiere_g: value("soir.premiere_g"), derniere_g: value("soir.derniere_g") },
    forme: value("forme"),
  };
}
