/** How a curve is called, whose it is, and where it stands. */
import type { FeedingCurve } from "../../../../contract/curves.ts";
import { siteName } from "../../data/sites.ts";
import { words } from "../../i18n.ts";
import { Pill } from "../../ui/pill.tsx";
import type { Tone } from "../../ui/stat.tsx";

const t = words({
  fr: {
    version: "Courbe n° {n}",
    every_site: "tous les sites",
    proposed: "Proposée",
    approved: "Approuvée",
    active: "Active",
    retired: "Retirée",
  },
  en: {
    version: "Curve no. {n}",
    every_site: "every site",
    proposed: "Proposed",
    approved: "Approved",
    active: "Active",
    retired: "Retired",
  },
});

const TONES: Partial<Record<FeedingCurve["status"], Tone>> = { active: "good", proposed: "warn" };

export function nameOf({ version, site }: FeedingCurve): string {
  const name = t("version", { n: version });
  return site === null ? name : `${name} ${siteName(site)}`;
}

export function scopeText({ genetique, site }: FeedingCurve): string {
  return `${genetique}, ${site === null ? t("every_site") : siteName(site)}`;
}

export function statusText(status: FeedingCurve["status"]): string {
  return t(status);
}

export function StatusPill({ curve: { status } }: { curve: FeedingCurve }) {
  return <Pill tone={TONES[status]}>{t(status)}</Pill>;
}
