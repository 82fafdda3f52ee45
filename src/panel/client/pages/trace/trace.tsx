/** Where anything comes from and where it went: by any name, by filters, and for a recall. */
import { useEffect, useState } from "preact/hooks";
import { words } from "../../i18n.ts";
import type { Page } from "../../page.ts";
import { href, place } from "../../router.ts";
import { Icon } from "../../ui/icon.tsx";
import { Segments } from "../../ui/segments.tsx";
import { FoundView } from "./_found.tsx";
import { RecallView } from "./_recall.tsx";
import { TracedLots } from "./_traced_lots.tsx";

const t = words({
  fr: {
    views: "Vues",
    search_view: "Rechercher",
    recall_view: "Exercice de rappel",
    search: "Lot, produit, QR code, échantillon, maïs ou gaveur",
    go: "Chercher",
  },
  en: {
    views: "Views",
    search_view: "Search",
    recall_view: "Recall drill",
    search: "Lot, product, QR code, sample, maize or gaveur",
    go: "Search",
  },
});

export const tracePage: Page = {
  id: "trace",
  title: { fr: "Traçabilité", en: "Traceability" },
  short: { fr: "Trace", en: "Trace" },
  icon: "link",
  isOfMany: true,
  View: ({ id }) => <TracePage name={id} />,
};

function TracePage({ name }: { name: string | undefined }) {
  const isRecall = name === undefined && place.value.query.view === "recall";
  return (
    <>
      <Segments
        label={t("views")}
        segments={[
          { href: href("trace"), text: t("search_view"), icon: "search", isShown: !isRecall },
          {
            href: href("trace", undefined, { view: "recall" }),
            text: t("recall_view"),
            icon: "bell",
            isShown: isRecall,
          },
        ]}
      />
      {isRecall ? <RecallView /> : (
        <>
          <SearchBox name={name ?? ""} />
          {name === undefined ? <TracedLots /> : <FoundView name={name} />}
        </>
      )}
    </>
  );
}

function SearchBox({ name }: { name: string }) {
  const [text, setText] = useState(name);
  useEffect(() => setText(name), [name]);
  const search = (event: Event) => {
    event.preventDefault();
    const wanted = text.trim();
    location.hash = wanted === "" ? href("trace") : href("trace", wanted);
  };
  return (
    <form class="trace-search" role="search" onSubmit={search}>
      <label class="field">
        <span>{t("search")}</span>
        <input
          type="search"
          value={text}
          placeholder="LL2611001"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-primary">
        <Icon name="search" />
        {t("go")}
      </button>
    </form>
  );
}
