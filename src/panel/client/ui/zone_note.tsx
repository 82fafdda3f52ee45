/** Where the clock is that every time of the panel is read from. */
import { words } from "../i18n.ts";

const t = words({
  fr: { zone: "heure de Paris" },
  en: { zone: "Paris time" },
});

/** Stands once beside times of the wall: a reader far from the farms would take them for their own. */
export function ZoneNote() {
  return <span class="zone-note">{t("zone")}</span>;
}
