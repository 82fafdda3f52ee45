/** Alerts as REST and the `alert` frame show them. */
import { z } from "zod";
import { text, word } from "./words.ts";

export const ALERT_SEVERITIES = ["info", "warning", "critical"] as const;

const instant = z.string();
const name = z.string().nullable();

export const AlertRow = z.object({
  time: instant,
  alert_id: z.int(),
  device_id: name,
  sample_id: name,
  alert_type: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  title: z.string(),
  message: z.string(),
  data_context: z.record(z.string(), z.unknown()),
  lot_id: name.meta({ description: "The lot's code_lot" }),
  site_code: name,
  is_acknowledged: z.boolean(),
  acknowledged_at: instant.nullable(),
  acknowledged_by: name,
  occurrences: z.int().meta({ description: "How often the condition was seen while it was open" }),
  last_seen: instant.meta({ description: "Wall time of the last occurrence" }),
  created_at: instant.meta({ description: "Wall time" }),
}).meta({ id: "SqalAlert" });
export type AlertRow = z.infer<typeof AlertRow>;

export const NewAlert = z.object({
  device_id: word(100).nullish(),
  sample_id: word(100).nullish(),
  alert_type: word(50),
  severity: z.enum(ALERT_SEVERITIES),
  message: word(500),
  data_context: z.record(z.string(), z.unknown()).nullish(),
}).meta({ id: "SqalNewAlert" });
export type NewAlert = z.infer<typeof NewAlert>;

export const AlertId = z.object({ alert_id: z.int() }).meta({ id: "SqalAlertId" });

export const Acknowledgement = z.object({ acknowledged_by: text(100).min(1) })
  .meta({ id: "SqalAcknowledgement" });

export const Acknowledged = z.object({
  success: z.literal(true),
  alert_id: z.int(),
  acknowledged_by: z.string(),
  acknowledged_at: instant,
}).meta({ id: "SqalAcknowledged" });
