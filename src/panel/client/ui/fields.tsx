/** Fields of a form, each with what is wrong with it beside it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { ApiError, type FieldFault } from "../api.ts";
import { words } from "../i18n.ts";
import { faultText, reasonOf } from "../problem_texts.ts";

const t = words({
  fr: {
    whole: "Un nombre entier",
    number: "Un nombre",
    between: "De {min} à {max}",
    least: "Au moins {min}",
    missing: "À remplir",
  },
  en: {
    whole: "A whole number",
    number: "A number",
    between: "From {min} to {max}",
    least: "At least {min}",
    missing: "Must be filled in",
  },
});

interface FieldProps {
  label: string;
  /** Said under the field. */
  hint?: string;
  fault?: string | undefined;
}

interface FrameProps extends FieldProps {
  children(
    ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true },
  ): ComponentChildren;
}

function Field({ label, hint, fault, children }: FrameProps) {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        ...(note !== undefined && { "aria-describedby": `${id}-note` }),
        ...(fault !== undefined && { "aria-invalid": true as const }),
      })}
      {note !== undefined && (
        <p id={`${id}-note`} class={fault === undefined ? "quiet" : "fault"}>{note}</p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onInput(value: string): void;
  maxLength?: number;
  isSecret?: boolean;
  autocomplete?: string;
}

export function TextField(
  { value, onInput, maxLength, isSecret, autocomplete, ...rest }: TextFieldProps,
) {
  return (
    <Field {...rest}>
      {(ids) => (
        <input
          {...ids}
          type={(isSecret ? "password" : "text") as "text"}
          value={value}
          maxLength={maxLength}
          autocomplete={autocomplete ?? "off"}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps extends FieldProps, Bounds {
  /** As typed. */
  value: string;
  onInput(value: string): void;
}

export interface Bounds {
  min: number;
  /** None when absent: the server knows. */
  max?: number | undefined;
  /** Between two values; whole numbers when absent. */
  step?: number | undefined;
}

export function NumberField({ value, onInput, min, max, step, fault, ...rest }: NumberFieldProps) {
  return (
    <Field {...rest} fault={fault ?? numberFault(value, { min, max, step })}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          inputMode={step === undefined ? "numeric" : "decimal"}
          value={value}
          min={min}
          max={max}
          step={step ?? 1}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** What is wrong with a number as typed, in words. */
export function numberFault(typed: string, { min, max, step }: Bounds): string | undefined {
  const value = Number(typed);
  if (typed.trim() === "") return t("missing");
  if (!Number.isFinite(value)) return t("number");
  if (step === undefined && !Number.isInteger(value)) return t("whole");
  if (max === undefined) return value < min ? t("least", { min }) : undefined;
  return value < min || value > max ? t("between", { min, max }) : undefined;
}

interface SelectFieldProps extends FieldProps {
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  onChange(value: string): void;
}

export function SelectField({ value, choices, onChange, ...rest }: SelectFieldProps) {
  return (
    <Field {...rest}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

/** What the server found wrong with a field, by the end of its path. */
export function faultAt(error: unknown, field: string): string | undefined {
  const fault = faultsOf(error).find((fault) => isAt(fault, field));
  return fault && faultText(fault);
}

interface RefusedProps {
  /** Undefined while nothing failed. */
  error: unknown;
  /** Fields that say themselves what is wrong with them. */
  fields?: readonly string[];
}

/** Why what was asked for was not done. */
export function Refused({ error, fields = [] }: RefusedProps) {
  if (error === undefined) return null;
  const faults = faultsOf(error);
  const isSaid = faults.length > 0 &&
    faults.every((fault) => fields.some((field) => isAt(fault, field)));
  return isSaid ? null : <p class="fault" role="alert">{reasonOf(error)}</p>;
}

function faultsOf(error: unknown): readonly FieldFault[] {
  return error instanceof ApiError ? error.faults : [];
}

function isAt({ field }: FieldFault, wanted: string): boolean {
  return field === wanted || field.endsWith(`.${wanted}`);
}
