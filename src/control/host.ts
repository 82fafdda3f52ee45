/** Where runs are hosted, as the supervisor sees it. */
import type { RunEnd, RunOrder, SaidLine } from "../contract/control_host.ts";
import type { RunStats } from "../contract/control_runs.ts";

/** What becomes of a hosted run; nothing follows `onEnded` or `onLost`. */
export interface HostedEvents {
  onRunning(): void;
  onLines(lines: readonly SaidLine[]): void;
  onStats(stats: RunStats): void;
  onEnded(end: RunEnd): void;
  /** The thread under it was given up. `isToBlame` when no other run can have been the reason. */
  onLost(lost: { reason: string; isToBlame: boolean }): void;
}

export interface HostedRun {
  /** Asks it to end: `onEnded` follows, if it listens. */
  stop(): void;
  /** Ends it whatever it does: no event follows. */
  kill(): void;
  pause(): void;
  resume(): void;
  accelerate(acceleration: number): void;
}

export interface RunHost {
  start(order: RunOrder, events: HostedEvents): HostedRun;
  /** Gives up every thread. */
  stop(): void;
}
