/** The other language, a click away. */
import { type Lang, lang } from "../i18n.ts";

export function LangSwitch() {
  const other: Lang = lang.value === "fr" ? "en" : "fr";
  return (
    <button
      type="button"
      class="button-plain"
      lang={other}
      onClick={() => lang.value = other}
    >
      {other === "en" ? "English" : "Français"}
    </button>
  );
}
