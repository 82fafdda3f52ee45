/** The REST bodies of the registry: lots as one row each, and their chains of events. */
import { z } from "zod";

/** `suspendu`: on hold, neither fed nor finished. */
export const GAVAGE_STATUSES = ["en_cours", "termine", "suspendu"] as const;
export type GavageStatus = typeof GAVAGE_STATUSES[number];

const instant = z.string().meta({
  description: "UTC with microseconds, exactly as it is hashed: 2026-11-22T08:00:00.000000Z",
});

export const LotEvent = z.object({
  lot_id: z.string(),
  sequence: z.int().meta({ description: "1, 2, 3 … in the order of recording, without gaps" }),
  timestamp: instant.meta({ description: "Simulated time of the fact" }),
  recorded_at: instant.meta({ description: "Wall time of the recording" }),
  event_type: z.string(),
  actor: z.string().meta({
    description: "gaveur:1, device:ESP32_LL_01, operator:NAME, consumer, …",
  }),
  data: z.record(z.string(), z.unknown()),
  description: z.string().nullable(),
  previous_hash: z.string().nullable().meta({ description: "null for the first event of a lot" }),
  hash: z.string().meta({
    description: "SHA-256, hexadecimal, of the RFC 8785 JSON of all other fields",
  }),
}).meta({ id: "LotEvent" });
export type LotEvent = z.infer<typeof LotEvent>;

export const LotEventPage = z.object({
  events: z.array(LotEvent),
  next_cursor: z.string().nullable().meta({
    description: "Send back as `cursor` for the next page",
  }),
}).meta({ id: "LotEventPage" });
export type LotEventPage = z.infer<typeof LotEventPage>;

export const RegistryLot = z.object({
  lot_id: z.string(),
  code_lot: z.string(),
  site: z.string(),
  gaveur_id: z.string(),
  genetique: z.string().nullable(),
  nb_canards: z.int().meta({ description: "Ducks placed" }),
  created_at: z.string().meta({ description: "Simulated time of the placing" }),
  gavage_status: z.enum(GAVAGE_STATUSES),
  gavage_started_at: z.string().nullable(),
  gavage_ended_at: z.string().nullable(),
  current_day: z.int(),
  gavage_duration_days: z.int().nullable().meta({ description: "Days of feeding so far" }),
  itm_moyen: z.number().nullable().meta({ description: "kg of maize per kg of liver" }),
  itm_is_forecast: z.boolean().meta({ description: "true until livers were weighed" }),
  sqal_samples: z.array(z.string()),
  sqal_grades: z.array(z.string()),
  consumer_feedbacks: z.array(z.string()),
  average_rating: z.number().nullable(),
  closure_reason: z.string().nullable().meta({
    description: "Why it was closed before it was ready; null for any other lot",
  }),
  blockchain_hash: z.string().nullable().meta({ description: "Hash of the newest event" }),
  updated_at: z.string(),
}).meta({ id: "RegistryLot" });
export type RegistryLot = z.infer<typeof RegistryLot>;

export const RegistryLotPage = z.object({
  lots: z.array(RegistryLot),
  next_cursor: z.string().nullable(),
}).meta({ id: "RegistryLotPage" });

export const TimelineSummary = z.object({
  event_count: z.int(),
  first_event: z.string().nullable(),
  last_event: z.string().nullable(),
  gavage_events: z.int(),
  sqal_events: z.int(),
  consumer_events: z.int(),
}).meta({ id: "TimelineSummary" });
export type TimelineSummary = z.infer<typeof TimelineSummary>;

export const Timeline = z.object({
  lot: RegistryLot,
  summary: TimelineSummary,
  events: z.array(LotEvent).meta({ description: "In the order of simulated time" }),
}).meta({ id: "Timeline" });
export type Timeline = z.infer<typeof Timeline>;

export const RegistryStats = z.object({
  total_lots: z.int(),
  active_lots: z.int(),
  completed_lots: z.int(),
  closed_lots: z.int().meta({ description: "Ended before they were ready" }),
  suspended_lots: z.int(),
  total_canards: z.int(),
  active_canards: z.int(),
  avg_gavage_duration_days: z.number().nullable().meta({ description: "Of completed lots" }),
  avg_itm_measured: z.number().nullable().meta({
    description: "Of lots whose livers were weighed",
  }),
  avg_itm_forecast: z.number().nullable().meta({ description: "Of the other lots" }),
  average_rating: z.number().nullable().meta({ description: "Of all feedbacks, 1 to 5" }),
  consumer_feedbacks: z.int(),
}).meta({ id: "RegistryStats" });
export type RegistryStats = z.infer<typeof RegistryStats>;
