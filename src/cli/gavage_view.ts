/** How a gavage run is shown. */
import type { GavageEvent, GavageSummary } from "../../simulators/gavage/mod.ts";
import { readable } from "./output.ts";

export interface GavageView {
  onEvent(event: GavageEvent): void;
  /** Without a summary when the run failed before it had one. */
  close(summary?: GavageSummary): void;
}

/** With more lots than this, the first ones stand for all. */
export const SHOWN_LOTS = 20;

const HEADS = { done: "✅ Done", refused: "❌ Refused", stopped: "⏹  Stopped" } as const;

export function lotsText(n: number): string {
  return `${n} lot${n === 1 ? "" : "s"}`;
}

/** The end of a run in words, one line each. */
export function summaryLines(summary: GavageSummary): string[] {
  const { outcome, mealsAcked, mealsDue, mealsSent, lots, lotsFinished, lotsClosed } = summary;
  const where = `${mealsAcked} of ${mealsDue} meals acknowledged, ` +
    `${lotsFinished} of ${lotsText(lots)} finished` +
    (lotsClosed ? `, ${lotsClosed} ended early` : "");
  const lines = [
    `${HEADS[outcome]}: ${where} in ${summary.wallSeconds.toFixed(1)} s`,
    `   sent ${mealsSent}, resent ${summary.mealsResent}, refused ${summary.mealsRefused}, ` +
    `reconnections ${summary.reconnections}`,
    `   acceleration ${accelText(summary.accelAsked)} asked` +
    (summary.accelAchieved === null ? "" : `, ${accelText(summary.accelAchieved)} achieved`) +
    (summary.driftMs === null ? "" : `, drift ${summary.driftMs.toFixed(1)} ms`),
  ];
  if (summary.lateness) {
    const { p50Ms, p99Ms, maxMs } = summary.lateness;
    lines.push(
      `   lateness p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ` +
        `max ${maxMs.toFixed(1)} ms`,
    );
  }
  if (summary.simulatedUntil) lines.push(`   simulated until ${summary.simulatedUntil}`);
  if (summary.refusal) lines.push(`   sent away by the server: ${summary.refusal}`);
  if (lotsClosed === null && lotsFinished > 0) {
    lines.push("   whether any of them was ended early, the server did not say");
  }
  lines.push(`   seed ${summary.seed}`);
  return lines;
}

/** `⏹  LL2611001 was ended early by Anne: the barn was sold`. */
export function closedText(
  { codeLot, by, reason }: Extract<GavageEvent, { kind: "lot_closed" }>,
): string {
  return String(readable(`⏹  ${codeLot} was ended early by ${by}: ${reason}`));
}

/** `×1440`, `×1439.7`, `max`, and `×101 million` for what `max` achieves. */
export function accelText(accel: number | "max"): string {
  if (accel === "max") return accel;
  return accel < 1e6 ? `×${Math.round(accel * 10) / 10}` : `×${Math.round(accel / 1e6)} million`;
}

/** `J2/11`: a lot of 12 days is fed on J0 to J11, as the panel counts them, too. */
export function dayText(jour: number, days: number): string {
  return `J${jour}/${days - 1}`;
}

/** What the connection is doing, for a status line. */
export function connectionText(event: Extract<GavageEvent, { kind: "connection" }>): string {
  const { state } = event;
  switch (state.kind) {
    case "connecting":
      return "connecting";
    case "open":
      return "connected";
    case "waiting":
      return `server away, next try in ${(state.retryInMs / 1_000).toFixed(1)} s: ${state.reason}`;
    case "refused":
      return `sent away: ${state.reason}`;
    case "closed":
      return "closed";
  }
}
