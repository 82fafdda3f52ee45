/** What the supervisor and the threads that host runs say to each other. */
import type { LogLineLevel, RunConfig, RunStats, SimulatorKind } from "./control_runs.ts";

/** A run to be hosted, whole: the thread that hosts it knows nothing else. */
export interface RunOrder {
  readonly id: string;
  readonly kind: SimulatorKind;
  readonly config: RunConfig;
  /** 32-bit. */
  readonly seed: number;
  /** The server, `http://127.0.0.1:8000`. */
  readonly url: string;
  /** What it shows to the server, where that wants to know who comes. */
  readonly token?: string;
  /** IANA zone of the farms. */
  readonly zone: string;
  readonly paused: boolean;
  /** Wall seconds left; endless when undefined. */
  readonly durationSeconds?: number;
  /** Where a run that was interrupted goes on. */
  readonly resume?: {
    /** Date of J-1. */
    readonly start: string;
    /** Simulated epoch ms of the last meal that was acknowledged; undefined before the first. */
    readonly simMs?: number;
  };
  readonly stats: RunStats;
}

export interface SaidLine {
  readonly atMs: number;
  readonly level: LogLineLevel;
  readonly message: string;
}

export type RunEnd =
  | { readonly kind: "ended"; readonly outcome: "done" | "refused" | "stopped" }
  | { readonly kind: "failed"; readonly error: string };

export type ToThread =
  | { readonly type: "start"; readonly order: RunOrder; readonly slot: number }
  | { readonly type: "stop" | "pause" | "resume"; readonly id: string }
  | { readonly type: "accelerate"; readonly id: string; readonly acceleration: number }
  | { readonly type: "hint"; readonly slots: SharedArrayBuffer }
  | { readonly type: "ping" };

export type FromThread =
  | { readonly type: "ready" }
  | { readonly type: "pong"; readonly heapBytes: number }
  /** It has placed its lots, or plugged in its device. `start` is the date of J-1. */
  | { readonly type: "running"; readonly id: string; readonly start?: string }
  | { readonly type: "lines"; readonly id: string; readonly lines: readonly SaidLine[] }
  | { readonly type: "stats"; readonly id: string; readonly stats: RunStats }
  | { readonly type: "ended"; readonly id: string; readonly end: RunEnd };

export const NO_STATS: RunStats = {
  due: null,
  sent: 0,
  acknowledged: 0,
  resent: 0,
  refused: 0,
  dropped: 0,
  reconnections: 0,
  lateness_p50_ms: null,
  lateness_p99_ms: null,
  drift_ms: null,
  achieved_rate: null,
  acceleration: null,
  simulated_until: null,
};
