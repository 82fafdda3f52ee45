/** Levels of a run's log, the least urgent first. */
import type { LogLineLevel } from "../../../contract/control_runs.ts";

export type LogLevel = LogLineLevel;
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
