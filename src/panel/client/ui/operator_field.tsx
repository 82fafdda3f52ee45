/** Asks whose name stands on what is decided, where nobody signs in; elsewhere it is known. */
import { words } from "../i18n.ts";
import { operator, setOperator } from "../operator.ts";
import { session } from "../session.ts";
import { TextField } from "./fields.tsx";

const t = words({ fr: { by: "Votre nom" }, en: { by: "Your name" } });

export function OperatorField({ hint, maxLength = 100 }: { hint?: string; maxLength?: number }) {
  if (session.value.auth !== "none") return null;
  return (
    <TextField
      label={t("by")}
      {...(hint !== undefined && { hint })}
      value={operator.value}
      maxLength={maxLength}
      autocomplete="name"
      onInput={setOperator}
    />
  );
}
