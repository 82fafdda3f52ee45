/** What was found, under its name, with what one may do next. */
import type { ComponentChildren } from "preact";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";

const t = words({
  fr: { drill: "Exercice de rappel" },
  en: { drill: "Recall drill" },
});

interface HeadProps {
  what: string;
  name: string;
  /** Whether the name is a code rather than a person's. */
  isCode?: boolean;
  actions: ComponentChildren;
  /** Facts. */
  children: ComponentChildren;
}

export function Head({ what, name, isCode = true, actions, children }: HeadProps) {
  return (
    <section class="panel found-head" data-found={name}>
      <div class="panel-head">
        <div>
          <p class="quiet" role="status">{what}</p>
          <p class={`display ${isCode ? "code" : ""}`}>{name}</p>
        </div>
        <div class="found-actions">{actions}</div>
      </div>
      <dl class="facts facts-wide">{children}</dl>
    </section>
  );
}

/** @param query the criteria of the drill */
export function DrillLink({ query }: { query: Record<string, string> }) {
  return (
    <a class="button" href={href("trace", undefined, { view: "recall", ...query })}>{t("drill")}</a>
  );
}
