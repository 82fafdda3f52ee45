/** Consumers on a terminal: stars, averages and the last comments, drawn again in their place. */
import type { ConsumerEvent, ConsumerSummary, Feedback } from "../../simulators/consumer/mod.ts";
import { CorrelationSoFar } from "../../simulators/consumer/mod.ts";
import type { Clock } from "../lib/clock.ts";
import {
  awayText,
  type ConsumerView,
  decimals,
  starsText,
  startedText,
  summaryLines,
  waitingText,
} from "./consumer_view.ts";
import { type Line, LiveLines, type Terminal } from "./live_lines.ts";
import { localMinute } from "./output.ts";

const BAR_CELLS = 30;
const MOST_COMMENTS = 8;
/** Heading, state, five rows of stars, averages, the title of the comments and the prompt. */
const LINES_AROUND_COMMENTS = 11;

export class ConsumerTableView implements ConsumerView {
  readonly #terminal: Terminal;
  readonly #live: LiveLines;
  readonly #stars = [0, 0, 0, 0, 0];
  readonly #correlation = new CorrelationSoFar();
  #started: Extract<ConsumerEvent, { kind: "started" }> | undefined;
  #shelves = "";
  #server = "connecting";
  #simMs: number | undefined;
  #notCounted = { duplicates: 0, recalled: 0, refused: 0 };
  #comments: Feedback[] = [];

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#live = new LiveLines(terminal, clock, () => this.#lines());
  }

  onEvent(event: ConsumerEvent): void {
    switch (event.kind) {
      case "started":
        this.#started = event;
        break;
      case "waiting_for_products":
        this.#shelves = waitingText(event);
        break;
      case "products":
        this.#shelves = `${event.products} products of ${event.lots} lots`;
        this.#server = "connected";
        break;
      case "opened":
        this.#simMs = event.simMs;
        break;
      case "server_away":
        this.#server = awayText(event);
        break;
      case "server_back":
        this.#server = "connected";
        break;
      case "feedback_sent":
        this.#simMs = event.feedback.simMs;
        break;
      case "feedback_accepted":
        this.#onAccepted(event.feedback);
        break;
      case "feedback_duplicate":
        this.#notCounted.duplicates++;
        break;
      case "feedback_refused":
        this.#notCounted.refused++;
        break;
      case "product_recalled":
        this.#notCounted.recalled++;
    }
  }

  close(summary?: ConsumerSummary): void {
    this.#live.close(summary && summaryLines(summary));
  }

  #onAccepted(feedback: Feedback): void {
    const { body, score } = feedback;
    this.#stars[body.overall_rating - 1]!++;
    if (score !== null) this.#correlation.add(score, body.overall_rating);
    if (body.comment === undefined) return;
    this.#comments = [feedback, ...this.#comments].slice(0, MOST_COMMENTS);
  }

  #lines(): Line[] {
    const started = this.#started;
    if (!started) return [];
    const total = this.#stars.reduce((sum, count) => sum + count, 0);
    const sum = this.#stars.reduce((sum, count, i) => sum + count * (i + 1), 0);
    const { duplicates, recalled, refused } = this.#notCounted;
    const due = started.feedbacks === null ? "" : ` of ${started.feedbacks}`;
    const time = this.#simMs === undefined ? "" : ` · ${localMinute(this.#simMs, "UTC")}`;
    const room = Math.max(0, this.#terminal.size().rows - LINES_AROUND_COMMENTS);
    const comments = this.#comments.slice(0, room);
    return [
      { text: `🛒 ${startedText(started)}`, bold: true },
      { text: `${[this.#shelves, this.#server].filter(Boolean).join(" · ")}${time}` },
      ...this.#stars.map((count, i) => ({ text: starRow(i + 1, { count, total }) })).reverse(),
      {
        text: `${total}${due} feedbacks · ${decimals(total > 0 ? sum / total : null)} stars · ` +
          `correlation ${decimals(this.#correlation.correlation())} · ` +
          `duplicates ${duplicates} · recalled ${recalled} · refused ${refused}`,
        bold: true,
      },
      ...comments.map(({ body, grade }) => ({
        text: `${starsText(body.overall_rating)} ${(grade ?? "–").padEnd(2)} ${body.comment}`,
      })),
    ];
  }
}

function starRow(star: number, { count, total }: { count: number; total: number }): string {
  const share = total > 0 ? count / total : 0;
  const full = Math.round(share * BAR_CELLS);
  const percent = `${Math.round(100 * share)} %`.padStart(5);
  return `${starsText(star)} ${"█".repeat(full)}${
    "░".repeat(BAR_CELLS - full)
  } ${percent} ${count}`;
}
