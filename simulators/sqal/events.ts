/** What a run of devices tells those who watch it. */
import type { ConnectionState } from "../kernel/mod.ts";
import type { Esp32Status, Leds } from "./esp32.ts";
import type { QualityProfileName } from "./quality_profiles.ts";
import type { OutgoingSample } from "./sensor_protocol.ts";

export type SqalEvent =
  | {
    readonly kind: "started";
    readonly seed: number;
    readonly devices: number;
    readonly intervalMs: number;
    readonly url: string;
  }
  | {
    readonly kind: "lot_found";
    readonly codeLot: string;
    readonly profile: QualityProfileName;
    /** Mean over the lot, g. */
    readonly liverGrams: number;
  }
  | {
    readonly kind: "waiting_for_lot";
    readonly retryInMs: number;
    readonly reason: string;
  }
  | {
    readonly kind: "status";
    readonly deviceId: string;
    readonly status: Esp32Status;
    readonly leds: Leds;
  }
  | {
    readonly kind: "connection";
    readonly deviceId: string;
    readonly state: ConnectionState;
  }
  | {
    readonly kind: "sample_acked";
    readonly deviceId: string;
    readonly sample: OutgoingSample;
  }
  | {
    readonly kind: "sample_refused";
    readonly deviceId: string;
    readonly sample: OutgoingSample;
    readonly code: string;
    readonly message: string;
  }
  /** No liver was seen: there is nothing to send. */
  | { readonly kind: "not_measured"; readonly deviceId: string; readonly reason: string }
  /** The buffer was full: its oldest measurement is gone. */
  | { readonly kind: "dropped"; readonly deviceId: string; readonly timeMs: number };

/**
 * - `done`: every measurement asked for was taken, and each is acknowledged
 * - `refused`: the server refused samples or devices, or measurements were dropped
 * - `stopped`: the signal came first
 */
export type SqalOutcome = "done" | "refused" | "stopped";

export interface SqalSummary {
  readonly outcome: SqalOutcome;
  readonly seed: number;
  readonly devices: number;
  readonly measured: number;
  readonly acked: number;
  readonly refused: number;
  readonly dropped: number;
  readonly notMeasured: number;
  readonly resent: number;
  readonly reconnections: number;
  readonly wallSeconds: number;
  /** Why the server sent devices away. */
  readonly refusal: string | null;
}
