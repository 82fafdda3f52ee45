/** A run for programs: one JSON object a line, and the summary last. */
import type { LatenessSummary } from "../../simulators/kernel/mod.ts";

type Json = Record<string, unknown>;

export interface JsonViewOptions<E, S> {
  /** Takes one line, or several; must not throw. */
  write(lines: string): void;
  /** An event in the wire's words; undefined for one that is not told. */
  eventOf(event: E): Json | undefined;
  summaryOf(summary: S): Json;
}

/** The events of one turn of the event loop are written together: a write costs more than an event. */
export function jsonView<E, S>({ write, eventOf, summaryOf }: JsonViewOptions<E, S>) {
  let lines: string[] = [];
  const flush = () => {
    const text = lines.join("\n");
    lines = [];
    if (text !== "") write(text);
  };
  return {
    onEvent(event: E): void {
      const line = eventOf(event);
      if (!line) return;
      if (lines.length === 0) queueMicrotask(flush);
      lines.push(JSON.stringify(line));
    },
    close(summary?: S): void {
      if (summary) lines.push(JSON.stringify({ type: "summary", ...summaryOf(summary) }));
      flush();
    },
  };
}

/** What every run says of how it kept up with its clock. */
export function jsonPace(
  { lateness, accelAsked, accelAchieved, wallSeconds, simulatedUntil }: {
    lateness: LatenessSummary | null;
    accelAsked: number | "max";
    accelAchieved: number | null;
    wallSeconds: number;
    simulatedUntil: string | null;
  },
) {
  return {
    lateness_ms: lateness && { p50: lateness.p50Ms, p99: lateness.p99Ms, max: lateness.maxMs },
    accel_asked: accelAsked,
    accel_achieved: accelAchieved,
    wall_seconds: wallSeconds,
    simulated_until: simulatedUntil,
  };
}
