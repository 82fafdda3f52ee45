/** How a run of devices is shown. */
import type { SqalEvent, SqalSummary } from "../../simulators/sqal/mod.ts";

export interface SqalView {
  onEvent(event: SqalEvent): void;
  /** Without a summary when the run failed before it had one. */
  close(summary?: SqalSummary): void;
}

export interface SqalViewOptions {
  write(line: string): void;
  /** Tells what the livers really were, beside what was measured. */
  withTruth: boolean;
}
