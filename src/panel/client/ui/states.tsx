/** What stands in the place of data that is not there: yet, at all, or for a fault. */
import type { ComponentChildren } from "preact";
import { words } from "../i18n.ts";
import { Icon, type IconName } from "./icon.tsx";

const t = words({
  fr: { loading: "Chargement…", failed: "Impossible de lire ces données", retry: "Réessayer" },
  en: { loading: "Loading…", failed: "These data cannot be read", retry: "Try again" },
});

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
}

export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children && <div class="empty-hint">{children}</div>}
    </div>
  );
}

/** Holds the place that the data will take. */
export function Loading({ rows = 3 }: { rows?: number }) {
  return (
    <div class="skeletons" role="status">
      <span class="visually-hidden">{t("loading")}</span>
      {Array.from({ length: rows }, (_, i) => <div key={i} class="skeleton" />)}
    </div>
  );
}

export function Failed({ reason, onRetry }: { reason: string; onRetry(): void }) {
  return (
    <div class="empty" role="alert">
      <Icon name="offline" />
      <p class="empty-title">{t("failed")}</p>
      <p class="empty-hint">{reason}</p>
      <button type="button" class="button" onClick={onRetry}>{t("retry")}</button>
    </div>
  );
}
