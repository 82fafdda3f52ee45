/** What devices say beside their samples, and what `/ws/sensors/` answers. */
import { z } from "zod";
import { text } from "./words.ts";

/** What a device without a name goes by: it is answered, and not remembered. */
export const UNNAMED_DEVICE = "unknown";

const deviceId = text(100).nullish().transform((id) => id || UNNAMED_DEVICE);
const timestamp = z.union([text(40), z.number()]).nullish();

export const SensorHello = z.object({
  type: z.literal("esp32_hello"),
  device_id: deviceId,
  location: text(200).nullish(),
  firmware_version: text(50).nullish(),
  config_profile: text(100).nullish(),
  timestamp,
  acks: z.boolean().nullish().meta({
    description:
      "The device reads its answers: without it, only its first samples are acknowledged",
  }),
  interval_s: z.number().positive().max(86_400).nullish().meta({
    description: "Seconds between two samples: three of them in silence raise an alert",
  }),
}).meta({ id: "SensorHello" });
export type SensorHello = z.infer<typeof SensorHello>;

export const SensorHeartbeat = z.object({
  type: z.literal("heartbeat"),
  device_id: deviceId,
  status: text(50).nullish().meta({ description: "`offline` says goodbye: no alert follows" }),
  timestamp,
}).meta({ id: "SensorHeartbeat" });
export type SensorHeartbeat = z.infer<typeof SensorHeartbeat>;

/** The answer after the commit: the sample is on disk. Score and grade are as sent. */
export interface SampleAck {
  type: "ack";
  sample_id: string;
  timestamp: string;
  status: "saved";
  fusion_score: number;
  fusion_grade: string;
}
