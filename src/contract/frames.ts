/** What the server sends over its WebSockets, frame by frame. */
import { z } from "zod";
import { LOG_LINE_LEVELS, Run } from "./control_runs.ts";
import { FeedingCurve } from "./curves.ts";
import { Lot } from "./lots.ts";
import { type ErrorFrame, type MealAck, MealFrame } from "./meal.ts";
import { Filters, GRADES, StreamPlace } from "./realtime.ts";
import type { SampleAck } from "./sensor_control.ts";
import { AlertRow } from "./sqal_alert.ts";
import { SampleRow } from "./sqal.ts";
import { MOMENTS } from "./words.ts";

const serverTime = z.string().meta({ description: "Server's UTC time, without a zone" });
const instant = z.string().meta({ description: "ISO 8601" });
const name = z.string().nullable();

function frame<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), ...shape });
}

export const Greeting = frame("connection_established", {
  timestamp: serverTime,
  message: z.string(),
});

export const MealAckFrame = frame("ack", {
  code_lot: z.string(),
  jour: z.int(),
  moment: z.enum(MOMENTS),
  timestamp: serverTime,
  status: z.literal("saved"),
  poids_moyen: z.number().meta({ description: "g" }),
  taux_mortalite: z.number().meta({ description: "%" }),
}) satisfies z.ZodType<MealAck>;

export const ErrorAnswer = frame("error", {
  timestamp: serverTime,
  error: z.string().meta({ description: "For people: names the field and the value" }),
  code: z.enum(["invalid", "refused", "forbidden", "overloaded", "too_large", "storage"]).meta({
    description: "For programs. storage and overloaded: send the frame again",
  }),
  data: z.unknown().meta({ description: "What was received; null when unreadable or large" }),
  retry_after_ms: z.number().optional().meta({ description: "With overloaded" }),
}) satisfies z.ZodType<ErrorFrame>;

export const HelloAck = frame("hello_ack", { timestamp: serverTime, message: z.string() });
export const SensorPing = frame("ping", {});
export const Pong = frame("pong", { timestamp: serverTime });
export const HeartbeatAck = frame("heartbeat_ack", { timestamp: serverTime });

export const SampleAckFrame = frame("ack", {
  sample_id: z.string(),
  timestamp: serverTime,
  status: z.literal("saved"),
  fusion_score: z.number(),
  fusion_grade: z.string(),
}) satisfies z.ZodType<SampleAck>;

export const RealtimeGreeting = Greeting.extend({
  active_connections: z.int(),
  ...StreamPlace.shape,
});
export const LatestSample = frame("latest_sample", { timestamp: serverTime, data: SampleRow });
export const SubscribeAck = frame("subscribe_ack", {
  filters: Filters,
  timestamp: serverTime,
  ...StreamPlace.shape,
  recovered: z.boolean().optional().meta({
    description: "With recover: false says that events are lost, read what you need anew",
  }),
});
export const UnsubscribeAck = frame("unsubscribe_ack", { timestamp: serverTime });
export const ServerPing = frame("ping", { timestamp: serverTime });
export const RealtimeError = frame("error", { timestamp: serverTime, error: z.string() });

/** Events of the stream: each has its place in it. */
const offset = StreamPlace.shape.offset;

export const GavageRealtime = frame("gavage_realtime", {
  data: MealFrame.safeExtend({ pret_abattage: z.boolean() }),
  timestamp: serverTime,
  offset,
});

const part = z.record(z.string(), z.unknown());
export const SensorUpdate = frame("sensor_update", {
  timestamp: z.string().meta({ description: "The sample's own time, as it was sent" }),
  sample_id: z.string(),
  device_id: z.string(),
  code_lot: name,
  lot_id: name.meta({ description: "LOT_… id of the same lot" }),
  site: name,
  vl53l8ch: z.object({ raw: part, analysis: part }),
  as7341: z.object({ raw: z.record(z.string(), z.number()), analysis: part }),
  fusion: z.looseObject({
    final_score: z.number(),
    final_grade: z.enum(GRADES),
    is_compliant: z.boolean(),
    weight_tof: z.number(),
    weight_spectral: z.number(),
  }),
  poids_foie_estime_g: z.number(),
  offset,
});

export const AlertFrame = frame("alert", { timestamp: serverTime, data: AlertRow, offset });

export const ProductRegistered = frame("product_registered", {
  timestamp: serverTime,
  data: z.object({
    product_id: z.string(),
    qr_code: z.string(),
    code_lot: z.string(),
    lot_id: z.string(),
    site: name,
    sample_id: name,
    sqal_grade: z.enum(GRADES).nullable(),
    time: instant,
  }),
  offset,
});

export const ConsumerFeedbackFrame = frame("consumer_feedback", {
  timestamp: serverTime,
  data: z.object({
    feedback_id: z.int(),
    product_id: z.string(),
    code_lot: z.string(),
    site: name,
    overall_rating: z.int().min(1).max(5),
    time: instant,
  }),
  offset,
});

export const RunUpdate = frame("run_update", {
  timestamp: serverTime,
  data: Run.extend({ active: z.boolean() }),
  offset,
});

export const LotUpdate = frame("lot_update", { timestamp: serverTime, data: Lot, offset });

export const AlertUpdate = frame("alert_update", {
  timestamp: serverTime,
  data: AlertRow.pick({
    alert_id: true,
    lot_id: true,
    site_code: true,
    is_acknowledged: true,
    acknowledged_at: true,
    acknowledged_by: true,
  }),
  offset,
});

export const CurveUpdate = frame("curve_update", {
  timestamp: serverTime,
  data: FeedingCurve,
  offset,
});

export const NotificationsInit = frame("init", {
  timestamp: serverTime,
  notifications: z.array(z.unknown()).max(0).meta({ description: "What is to come is new" }),
  unread_count: z.literal(0),
});

export const LogFrame = frame("log", {
  device_id: z.string(),
  message: z.string().meta({ description: "2026-11-22T01:14:44.004000000Z and the line" }),
  level: z.enum(LOG_LINE_LEVELS),
});
export const NoSuchLog = frame("error", { message: z.string() });
