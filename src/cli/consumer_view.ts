/** How a run of consumers is shown. */
import type { ConsumerEvent, ConsumerSummary } from "../../simulators/consumer/mod.ts";
import { accelText } from "./gavage_view.ts";

export interface ConsumerView {
  onEvent(event: ConsumerEvent): void;
  /** Without a summary when the run failed before it had one. */
  close(summary?: ConsumerSummary): void;
}

const HEADS = { done: "✅ Done", refused: "❌ Refused", stopped: "⏹  Stopped" } as const;

/** The end of a run in words, one line each. */
export function summaryLines(summary: ConsumerSummary): string[] {
  const { outcome, accepted, due, duplicates, recalled, refused, stars } = summary;
  const lines = [
    `${HEADS[outcome]}: ${accepted} of ${due} feedbacks accepted ` +
    `in ${summary.wallSeconds.toFixed(1)} s`,
    `   duplicates ${duplicates}, recalled ${recalled}, refused ${refused}, ` +
    `resent ${summary.resent}`,
  ];
  if (summary.meanRating !== null) {
    lines.push(
      `   ${summary.meanRating.toFixed(2)} stars on average: ` +
        stars.map((count, i) => `${count} × ${i + 1}★`).reverse().join(", "),
      `   correlation of score and rating ${decimals(summary.correlation)}, ` +
        `${summary.correlationAsked} asked`,
    );
  }
  lines.push(
    `   acceleration ${accelText(summary.accelAsked)} asked` +
      (summary.accelAchieved === null ? "" : `, ${accelText(summary.accelAchieved)} achieved`),
  );
  if (summary.lateness) {
    const { p50Ms, p99Ms, maxMs } = summary.lateness;
    lines.push(
      `   lateness p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ` +
        `max ${maxMs.toFixed(1)} ms`,
    );
  }
  if (summary.simulatedUntil) lines.push(`   simulated until ${summary.simulatedUntil}`);
  lines.push(`   seed ${summary.seed}`);
  return lines;
}

/** What a run is asked to do, on one line. */
export function startedText(event: Extract<ConsumerEvent, { kind: "started" }>): string {
  const { perHour, accel, minRating, maxRating, correlation, lot, feedbacks, seed, url } = event;
  return [
    `${feedbacks === null ? "" : `${feedbacks} feedbacks, `}${perHour} an hour`,
    accelText(accel),
    ...(minRating === 1 && maxRating === 5 ? [] : [`${minRating} to ${maxRating} stars`]),
    `correlation ${reachText(correlation, event.correlationReachable)}`,
    ...(lot === null ? [] : [`lot ${lot}`]),
    `seed ${seed} → ${url}`,
  ].join(", ");
}

/** Few stars to choose from let less of a correlation through. */
function reachText(asked: number, reachable: number): string {
  return reachable < asked - 0.005 ? `${asked} (${reachable.toFixed(2)} at most)` : `${asked}`;
}

/** `★★★★☆` */
export function starsText(stars: number): string {
  return "★".repeat(stars) + "☆".repeat(5 - stars);
}

export function waitingText({ lot }: Extract<ConsumerEvent, { kind: "waiting_for_products" }>) {
  return `no products${lot === null ? "" : ` of lot ${lot}`} yet: waiting for them`;
}

export function awayText(
  { retryInMs, reason }: Extract<ConsumerEvent, { kind: "server_away" }>,
): string {
  return `server away, next try in ${(retryInMs / 1_000).toFixed(1)} s: ${reason}`;
}

export function decimals(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}
