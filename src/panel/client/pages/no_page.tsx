/** What an address shows that names no page. */
import { inLang, words } from "../i18n.ts";
import type { Page } from "../page.ts";
import { href, place } from "../router.ts";
import { Empty } from "../ui/states.tsx";
import { orchestrationPage } from "./orchestration/orchestration.tsx";

const t = words({
  fr: { no_page: "Aucune page ne s’appelle « {name} »", back: "Aller à : {title}" },
  en: { no_page: "No page is called “{name}”", back: "Go to: {title}" },
});

export const noPage: Page = {
  id: "no_page",
  title: { fr: "Page introuvable", en: "Page not found" },
  icon: "search",
  View: () => {
    const { page, id } = place.value;
    return (
      <Empty
        icon="search"
        title={t("no_page", { name: id === undefined ? page : `${page}/${id}` })}
      >
        <a class="button" href={href(orchestrationPage.id)}>
          {t("back", { title: inLang(orchestrationPage.title) })}
        </a>
      </Empty>
    );
  },
};
