/** What stands in the place of data that is not there: yet, at all, or for a fault. */
import type { ComponentChildren } from "preact";
import { words } from "../i18n.ts";
import { reasonOf } from "../problem_texts.ts";
import { Icon, type IconName } from "./icon.tsx";
import type { Failure } from "./read.ts";

const t = words({
  fr: {
    loading: "Chargement…",
    failed: "Impossible de lire ces données",
    retry: "Réessayer",
    no_match: "Modifiez les filtres pour en voir d’autres.",
    reset: "Effacer les filtres",
  },
  en: {
    loading: "Loading…",
    failed: "These data cannot be read",
    retry: "Try again",
    no_match: "Change the filters to see others.",
    reset: "Clear the filters",
  },
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

interface NoMatchProps {
  title: string;
  /** The list with other filters, or with none. */
  href: string;
  /** What its link says; by default that the filters go. */
  act?: string;
}

/** There are some, but the filters let none through. */
export function NoMatch({ title, href, act = t("reset") }: NoMatchProps) {
  return (
    <Empty icon="search" title={title}>
      <p>{t("no_match")}</p>
      <a class="button" href={href}>{act}</a>
    </Empty>
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

export function Failed({ error, retry }: Failure) {
  return (
    <div class="empty" role="alert">
      <Icon name="offline" />
      <p class="empty-title">{t("failed")}</p>
      <p class="empty-hint">{reasonOf(error)}</p>
      <button type="button" class="button" onClick={retry}>{t("retry")}</button>
    </div>
  );
}
