/** The frames of `/ws/realtime/` that the panel understands. */
import type { FeedingCurve } from "../../../contract/curves.ts";
import type { Lot } from "../../../contract/lots.ts";
import type { Run } from "../../../contract/control_runs.ts";
import type { MealFrame } from "../../../contract/meal.ts";
import type { Grade } from "../../../contract/realtime.ts";
import type { SampleRow } from "../../../contract/sqal.ts";
import type { AlertRow } from "../../../contract/sqal_alert.ts";

/** One event of the stream; `offset` is its place. */
export type EventFrame =
  | MealEvent
  | SampleEvent
  | AlertEvent
  | RunEvent
  | FeedbackEvent
  | ProductEvent
  | LotEvent
  | AlertSeenEvent
  | CurveEvent
  | OtherEvent;

export interface MealEvent {
  type: "gavage_realtime";
  offset: number;
  data: MealFrame;
}

export interface SampleEvent {
  type: "sensor_update";
  offset: number;
  timestamp: string;
  sample_id: string;
  device_id: string;
  code_lot: string | null;
  site: string | null;
  vl53l8ch: {
    raw: { distance_matrix: number[][] };
    analysis: { volume_mm3: number; quality_score: number; grade: string };
  };
  as7341: {
    raw: Record<string, number>;
    analysis: { freshness_index: number; fat_quality_index: number; oxidation_index: number };
  };
  fusion: {
    final_score: number;
    final_grade: Grade;
    is_compliant: boolean;
    tof_score: number | null;
    spectral_score: number | null;
    num_defects: number | null;
  };
  poids_foie_estime_g: number;
}

export interface AlertEvent {
  type: "alert";
  offset: number;
  data: AlertRow;
}

/** An opinion; what it says in words is asked for. */
export interface FeedbackEvent {
  type: "consumer_feedback";
  offset: number;
  data: {
    feedback_id: number;
    product_id: string;
    code_lot: string;
    site: string;
    overall_rating: number;
    time: string;
  };
}

export interface ProductEvent {
  type: "product_registered";
  offset: number;
  data: { product_id: string; code_lot: string; site: string };
}

export interface RunEvent {
  type: "run_update";
  offset: number;
  data: Run;
}

/** A lot that was placed or moved on in quality control, as it is now. */
export interface LotEvent {
  type: "lot_update";
  offset: number;
  data: Lot;
}

/** Somebody has seen an alert. */
export interface AlertSeenEvent {
  type: "alert_update";
  offset: number;
  data: Pick<AlertRow, "alert_id" | "is_acknowledged" | "acknowledged_at" | "acknowledged_by">;
}

/** A curve was proposed or decided. */
export interface CurveEvent {
  type: "curve_update";
  offset: number;
  data: FeedingCurve;
}

/** Whatever a later server may publish. */
export interface OtherEvent {
  type: "other";
  offset: number;
}

/** Frames outside the stream. */
export type ControlFrame =
  | { type: "connection_established"; epoch: string; offset: number }
  | { type: "subscribe_ack"; epoch: string; offset: number; recovered?: boolean }
  | { type: "latest_sample"; data: SampleRow }
  | { type: "ping" | "heartbeat_ack" };
