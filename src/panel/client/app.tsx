/** The frame around every page: where one can go, and how fresh is what one sees. */
import { useEffect, useRef } from "preact/hooks";
import { alertTitle } from "./alert_texts.ts";
import { alerts } from "./data/alerts.ts";
import { lots } from "./data/lots.ts";
import { dayAndTime, wallTime } from "./format.ts";
import { inLang, labelled, words } from "./i18n.ts";
import { live, retryNow } from "./live/store.ts";
import type { Page } from "./page.ts";
import { noPage, PAGES } from "./pages/mod.ts";
import { href, type Place, place } from "./router.ts";
import { type Theme, theme, THEMES } from "./theme.ts";
import { Icon, type IconName } from "./ui/icon.tsx";
import { LangSwitch } from "./ui/lang_switch.tsx";
import { SignIn, Who } from "./ui/sign_in.tsx";
import { ZoneNote } from "./ui/zone_note.tsx";

const t = words({
  fr: {
    skip: "Aller au contenu",
    pages: "Pages",
    live: "En direct",
    catching_up: "Mise à jour…",
    offline: "Hors ligne",
    since: "depuis {time}",
    offline_notice:
      "Connexion perdue à {time}, heure de Paris. Ce qui est affiché date de ce moment.",
    retry: "Réessayer",
    farm_time: "À l’élevage :",
    language: "Langue",
    theme: "Apparence",
    auto: "Système",
    light: "Clair",
    dark: "Sombre",
    alert: "Alerte : {title}",
  },
  en: {
    skip: "Skip to content",
    pages: "Pages",
    live: "Live",
    catching_up: "Catching up…",
    offline: "Offline",
    since: "since {time}",
    offline_notice: "Connection lost at {time}, Paris time. What is shown is from that moment.",
    retry: "Try again",
    farm_time: "On the farm:",
    language: "Language",
    theme: "Appearance",
    auto: "System",
    light: "Light",
    dark: "Dark",
    alert: "Alert: {title}",
  },
});

export function App() {
  const page = pageAt(place.value);
  const id = page === noPage ? undefined : place.value.id;
  const title = inLang(page.title);
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);

  useEffect(() => {
    document.title = id ? `${id} · ${title} · gavaged` : `${title} · gavaged`;
  }, [title, id]);
  useEffect(() => {
    // A reader of the screen is told of the new page; the first one they are told of anyway.
    if (isFirst.current) isFirst.current = false;
    else {
      scrollTo(0, 0);
      heading.current?.focus();
    }
  }, [page.id, id]);

  return (
    <div class="frame">
      <a class="skip-link" href="#content" onClick={skipToContent}>{t("skip")}</a>
      <header class="top">
        <a class="brand" href={href(PAGES[0]!.id)}>
          <span class="brand-mark" aria-hidden="true" />gavaged
        </a>
        <FarmTime />
        <LiveStatus />
        <Who />
        <Choices />
      </header>
      <nav class="menu" aria-label={t("pages")}>
        <ul>
          {PAGES.map((item) => {
            const badge = item.badge?.() ?? 0;
            return (
              <li key={item.id}>
                <a href={href(item.id)} aria-current={item === page ? "page" : undefined}>
                  <Icon name={item.icon} />
                  <span class="menu-title">{inLang(item.title)}</span>
                  <span class="menu-short">{inLang(item.short ?? item.title)}</span>
                  {badge > 0 && <span class="badge">{badge > 99 ? "99+" : badge}</span>}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
      <main id="content" tabIndex={-1}>
        <OfflineNotice />
        <h1 ref={heading} tabIndex={-1} class={id ? "visually-hidden" : ""}>
          {id ? `${title} · ${id}` : title}
        </h1>
        <page.View id={id} key={`${page.id}/${id ?? ""}`} />
      </main>
      <Announcer />
      <SignIn />
    </div>
  );
}

function pageAt({ page: name, id }: Place): Page {
  const page = name === "" ? PAGES[0]! : PAGES.find((page) => page.id === name);
  return page && (id === undefined || page.isOfMany) ? page : noPage;
}

function skipToContent(event: Event): void {
  // The part after the # is the page's own address here.
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function LiveStatus() {
  const { state, sinceMs } = live.value;
  return (
    <p class={`live live-${state}`} data-live={state} role="status">
      <span class="live-dot" aria-hidden="true" />
      <span>{t(state)}</span>
      {state === "offline" && <span class="live-since">{t("since", since(sinceMs))}</span>}
    </p>
  );
}

function OfflineNotice() {
  const { state, sinceMs } = live.value;
  if (state !== "offline") return null;
  return (
    <div class="notice">
      <Icon name="offline" />
      <p>{t("offline_notice", since(sinceMs))}</p>
      <button type="button" class="button" onClick={retryNow}>{t("retry")}</button>
    </div>
  );
}

function since(sinceMs: number) {
  return { time: wallTime(sinceMs) };
}

/** The simulated clock, as the newest meal tells it. */
function FarmTime() {
  const timeMs = lots.farmTimeMs.value;
  if (!Number.isFinite(timeMs)) return <span class="farm-time" />;
  return (
    <p class="farm-time">
      <Icon name="clock" />
      <span class="farm-time-name">{t("farm_time")}</span>
      <span>{dayAndTime(timeMs)}</span>
      <ZoneNote />
    </p>
  );
}

const THEME_ICONS: Record<Theme, IconName> = { auto: "auto", light: "sun", dark: "moon" };

function Choices() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  const title = labelled(t("theme"), t(theme.value));
  return (
    <div class="choices">
      <LangSwitch />
      <button
        type="button"
        class="button-plain"
        aria-label={title}
        title={title}
        onClick={() => theme.value = next}
      >
        <Icon name={THEME_ICONS[theme.value]} />
      </button>
    </div>
  );
}

/** Says new alerts aloud, one at a time. */
function Announcer() {
  const latest = alerts.latest.value;
  return (
    <div class="visually-hidden" role="log" aria-live="polite">
      {latest && <p key={latest.alert_id}>{t("alert", { title: alertTitle(latest) })}</p>}
    </div>
  );
}
