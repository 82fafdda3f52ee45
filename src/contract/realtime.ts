/** The frames of `/ws/realtime/`. */
import { z } from "zod";
import { text } from "./words.ts";

/** Best first: a filter by grade keeps the named one and those before it. */
export const GRADES = ["A+", "A", "B", "C", "REJECT"] as const;
export type Grade = (typeof GRADES)[number];

const known = text(100).nullish();

/**
 * What a dashboard wants to see; an absent filter lets everything through. `data_type` knows
 * `sqal_only` and `gavage_only`; other words mean all, as they did to existing clients.
 */
export const Filters = z.looseObject({
  device_id: known,
  site_code: known,
  code_lot: known,
  min_grade: z.enum(GRADES).nullish(),
  data_type: text(20).nullish(),
}).meta({ id: "RealtimeFilters" });
export type Filters = z.infer<typeof Filters>;

/** A place in the server's stream of events: `offset` counts within one `epoch`. */
export const StreamPlace = z.object({
  epoch: text(64),
  offset: z.int().min(0),
}).meta({ id: "StreamPlace" });
export type StreamPlace = z.infer<typeof StreamPlace>;

export const ClientFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("subscribe"),
    filters: Filters.nullish(),
    /** The last place the client saw: what it missed is sent again. */
    recover: StreamPlace.nullish(),
  }),
  z.object({ type: z.literal("unsubscribe") }),
  z.object({ type: z.literal("heartbeat") }),
]);
export type ClientFrame = z.infer<typeof ClientFrame>;

/** Types that are answered or acted upon; existing clients also send others, which are ignored. */
export const ANSWERED_TYPES: readonly string[] = ["subscribe", "unsubscribe", "heartbeat"];

/** What an event is about, for the filters. */
export interface EventSubject {
  kind:
    | "gavage_realtime"
    | "sensor_update"
    | "alert"
    | "run_update"
    | "consumer_feedback"
    | "product_registered"
    | "lot_update"
    | "alert_update"
    | "curve_update";
  codeLot?: string;
  site?: string | null;
  deviceId?: string;
  grade?: Grade;
}
