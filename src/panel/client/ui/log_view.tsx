/** A run's log as it is written: filter, search, hold still, follow, copy. */
import { useEffect, useRef, useState } from "preact/hooks";
import { LOG_LEVELS, type LogLevel } from "../data/log_levels.ts";
import { followLogs, type ShownLine } from "../data/log_feed.ts";
import { number, wallTime } from "../format.ts";
import { lang, typeset, words } from "../i18n.ts";
import { logLine } from "../server_words/log_lines.ts";
import { Icon } from "./icon.tsx";
import { Toggle } from "./toggle.tsx";
import { ZoneNote } from "./zone_note.tsx";

const t = words({
  fr: {
    level: "Niveau",
    debug: "Tout",
    info: "Information",
    warn: "Attention",
    error: "Erreurs",
    line_debug: "détail",
    line_info: "info",
    line_warn: "attention",
    line_error: "erreur",
    search: "Chercher dans le journal",
    hold: "Figer",
    go_on: "Reprendre",
    new_lines: "{n} de plus",
    follow: "Suivre la fin",
    copy: "Copier",
    copied: "Copié",
    label: "Journal",
    empty: "Aucune ligne pour l’instant",
    no_match: "Aucune ligne ne correspond",
    connecting: "Connexion…",
    following: "En direct",
    over: "Complet",
    lost: "Connexion perdue",
    unknown: "Aucun journal",
  },
  en: {
    level: "Level",
    debug: "All",
    info: "Information",
    warn: "Warnings",
    error: "Errors",
    line_debug: "debug",
    line_info: "info",
    line_warn: "warning",
    line_error: "error",
    search: "Search the log",
    hold: "Hold",
    go_on: "Go on",
    new_lines: "{n} more",
    follow: "Follow the end",
    copy: "Copy",
    copied: "Copied",
    label: "Log",
    empty: "No line yet",
    no_match: "No line matches",
    connecting: "Connecting…",
    following: "Live",
    over: "Complete",
    lost: "Connection lost",
    unknown: "No log",
  },
});

/** Pixels from the end within which one still follows it. */
const NEAR_END_PX = 24;

interface LogViewProps {
  runId: string;
  /** Nothing more will come. */
  isOver: boolean;
}

export function LogView({ runId, isOver }: LogViewProps) {
  const [lines, setLines] = useState<readonly ShownLine[]>([]);
  const [held, setHeld] = useState<readonly ShownLine[]>();
  const [state, setState] = useState<"connecting" | "following" | "lost" | "unknown">("connecting");
  const [level, setLevel] = useState<LogLevel>("info");
  const [wanted, setWanted] = useState("");
  const [isFollowing, setFollowing] = useState(true);
  const [isCopied, setCopied] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    setLines([]);
    setHeld(undefined);
    const feed = followLogs(runId, { onLines: setLines, onState: setState });
    return () => feed.close();
  }, [runId]);

  const shownState = isOver && state === "following" ? "over" : state;
  const all = held ?? lines;
  const least = LOG_LEVELS.indexOf(level);
  const text = wanted.trim().toLowerCase();
  const shown = all.filter((line) =>
    LOG_LEVELS.indexOf(line.level) >= least &&
    (text === "" || textOf(line).toLowerCase().includes(text))
  );
  const newest = shown.at(-1)?.key;
  useEffect(() => {
    const element = box.current;
    if (element && isFollowing) element.scrollTop = element.scrollHeight;
  }, [newest, isFollowing, level, text]);
  const fresh = held ? lines.filter(({ key }) => key > (held.at(-1)?.key ?? -1)).length : 0;

  const copy = async () => {
    await navigator.clipboard.writeText(
      shown.map((line) =>
        `${new Date(line.loggedAtMs).toISOString()} ${line.level} ${textOf(line)}`
      ).join("\n"),
    );
    setCopied(true);
  };

  return (
    <div class="log-view">
      <div class="log-tools">
        <Toggle
          label={t("level")}
          names={LOG_LEVELS}
          textOf={t}
          chosen={level}
          onChoose={setLevel}
        />
        <input
          type="search"
          class="log-search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={wanted}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held ? undefined : lines)}
        >
          <Icon name={held ? "play" : "pause"} />
          {t(held ? "go_on" : "hold")}
          {fresh > 0 && <span class="quiet">{t("new_lines", { n: number(fresh) })}</span>}
        </button>
        {/* Only pages of this machine, or over TLS, may write to the clipboard. */}
        {isSecureContext && (
          <button
            type="button"
            class="button"
            disabled={shown.length === 0}
            onClick={copy}
            onBlur={() => setCopied(false)}
          >
            <Icon name={isCopied ? "check" : "copy"} />
            <span aria-live="polite">{t(isCopied ? "copied" : "copy")}</span>
          </button>
        )}
        <p class={`log-state log-${shownState}`} role="status">
          <span class="live-dot" aria-hidden="true" />
          {t(shownState)}
        </p>
        <ZoneNote />
      </div>
      <div
        ref={box}
        class="log-lines"
        role="log"
        aria-live="off"
        aria-label={t("label")}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END_PX)}
      >
        {shown.length === 0
          ? <p class="quiet">{t(all.length === 0 ? "empty" : "no_match")}</p>
          : shown.map((line) => (
            <p key={line.key} class={`log-line log-line-${line.level}`}>
              <time>{wallTime(line.loggedAtMs)}</time>
              <span class="log-level">{t(`line_${line.level}`)}</span>
              <span>{textOf(line)}</span>
            </p>
          ))}
      </div>
      {!isFollowing && (
        <button
          type="button"
          class="button log-follow"
          onClick={() => setFollowing(true)}
        >
          {t("follow")}
        </button>
      )}
    </div>
  );
}

/** A line is told in a language once, however often it is drawn. */
const told = { fr: new WeakMap<ShownLine, string>(), en: new WeakMap<ShownLine, string>() };

function textOf(line: ShownLine): string {
  const known = told[lang.value];
  let text = known.get(line);
  if (text === undefined) known.set(line, text = typeset(logLine(line.message, lang.value)));
  return text;
}
