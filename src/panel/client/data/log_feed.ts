/** The lines of a run as they come, over a WebSocket of their own; the newest of them. */
import type { LogLineLevel } from "../../../contract/control_runs.ts";
import { openSocket } from "../session.ts";

export interface ShownLine {
  /** Counts the lines of this feed. */
  key: number;
  loggedAtMs: number;
  level: LogLineLevel;
  message: string;
}

export interface LogFeed {
  close(): void;
}

interface LogFeedOptions {
  /** Called with every line that is kept, oldest first, at most some times a second. */
  onLines(lines: readonly ShownLine[]): void;
  onState(state: "connecting" | "following" | "lost" | "unknown"): void;
}

export const MOST_LINES = 2_000;
const SHOW_EVERY_MS = 150;
const RETRY_MS = 2_000;

type Frame =
  | { type: "log"; message: string; level: LogLineLevel }
  | { type: "error"; message: string };

export function followLogs(runId: string, { onLines, onState }: LogFeedOptions): LogFeed {
  let lines: ShownLine[] = [];
  /** As they came; after a lost connection the last ones come again. */
  let newest: string[] = [];
  let keys = 0;
  let socket: WebSocket | undefined;
  let isClosed = false;
  let isUnknown = false;
  let showTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const showSoon = () => {
    showTimer ??= setTimeout(() => {
      showTimer = undefined;
      onLines(lines);
    }, SHOW_EVERY_MS);
  };
  const take = ({ message, level }: Extract<Frame, { type: "log" }>) => {
    if (newest.includes(message)) return;
    newest = [...newest, message].slice(-100);
    const cut = message.indexOf(" ");
    const line = {
      key: keys++,
      loggedAtMs: Date.parse(message.slice(0, cut).replace(/(\.\d{3})\d*Z$/, "$1Z")),
      level,
      message: message.slice(cut + 1),
    };
    lines = [...lines.slice(-(MOST_LINES - 1)), line];
    showSoon();
  };
  const retryLater = () => {
    if (isClosed || isUnknown) return;
    onState("lost");
    retryTimer = setTimeout(connect, RETRY_MS);
  };
  async function connect() {
    onState("connecting");
    let opened: WebSocket;
    try {
      opened = await openSocket(`/api/control-panel/ws/logs/${runId}`);
    } catch {
      return retryLater();
    }
    if (isClosed) return opened.close();
    socket = opened;
    opened.onopen = () => onState("following");
    opened.onmessage = ({ data }) => {
      const frame: Frame = JSON.parse(data);
      if (frame.type === "log") take(frame);
      else if (frame.type === "error") {
        isUnknown = true;
        onState("unknown");
      }
    };
    opened.onclose = retryLater;
  }
  connect();

  return {
    close() {
      isClosed = true;
      clearTimeout(showTimer);
      clearTimeout(retryTimer);
      socket?.close();
    },
  };
}
