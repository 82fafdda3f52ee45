/** How long something is to run, by the wall. */
import { duration } from "../format.ts";
import { words } from "../i18n.ts";
import { SelectField } from "./fields.tsx";

const t = words({
  fr: { label: "Durée", endless: "Jusqu’à l’arrêt" },
  en: { label: "Duration", endless: "Until stopped" },
});

const CHOICES_SECONDS = [60, 300, 900, 3_600, 8 * 3_600, 86_400, 7 * 86_400];

interface DurationFieldProps {
  /** Seconds, 0 for no end. */
  value: string;
  onInput(value: string): void;
  fault?: string | undefined;
}

export function DurationField({ value, onInput, fault }: DurationFieldProps) {
  return (
    <SelectField
      label={t("label")}
      value={value}
      fault={fault}
      choices={[
        ["0", t("endless")],
        ...CHOICES_SECONDS.map((seconds) => [String(seconds), duration(seconds)] as const),
      ]}
      onChange={onInput}
    />
  );
}
