/** Every setting of the program, its default and its meaning, in one place. */
import { z } from "zod";
import { LOG_LEVELS } from "../lib/log.ts";
import { parsePostgresUrl } from "../lib/postgres_url.ts";
import { isTimeZone } from "../domain/time.ts";

/** A number, or its digits: what else JavaScript would take for one (null, true, "") is refused. */
function numeric(limits: z.ZodNumber) {
  return z.preprocess(
    (value) => typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value,
    limits,
  );
}

/** `https://panel.example` as browsers write it. */
const origin = z.string().refine((text) => URL.parse(text)?.origin === text && text !== "null", {
  error: "expected origins like https://panel.example, with commas between them",
});

const zone = z.string().refine(isTimeZone, {
  error: "expected an IANA time zone like Europe/Paris",
});

export const ConfigSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("address to listen on"),
  port: numeric(z.number().int().min(0).max(65_535)).default(8000)
    .describe("port to listen on; 0 takes a free one"),
  allowed_origins: z.preprocess(
    (value) => typeof value === "string" ? value.split(",").map((text) => text.trim()) : value,
    z.array(origin),
  ).optional().describe("web origins, with commas, whose pages may use this server"),
  database_url: z.string().refine((text) => parsePostgresUrl(text) !== undefined, {
    error:
      "expected postgres://user:password@host:port/database, with / @ # % in a password as %2F %40 %23 %25",
  }).optional().describe("PostgreSQL or TimescaleDB to use; without it, an embedded PostgreSQL"),
  database_pool: numeric(z.number().int().min(2).max(200)).default(8)
    .describe("most connections to the database"),
  data_dir: z.string().min(1).default("gavaged-data")
    .describe("folder of the embedded PostgreSQL"),
  embedded_port: numeric(z.number().int().min(1).max(65_535)).optional()
    .describe("also reach the embedded PostgreSQL by TCP on this loopback port"),
  log_level: z.enum(LOG_LEVELS).default("info").describe("least level to log"),
  log_format: z.enum(["auto", "json", "pretty"]).default("auto")
    .describe("auto is pretty on a terminal, json in a pipe"),
  time_zone: zone.default("Europe/Paris").describe("IANA zone of the farms' calendar"),
  client_time_zone: zone.default("UTC")
    .describe("IANA zone of timestamps that clients send without an offset"),
  ingest_queue: numeric(z.number().int().min(1).max(1_000_000)).default(50_000)
    .describe("frames accepted and not yet stored, at most"),
  ingest_batch: numeric(z.number().int().min(1).max(10_000)).default(1_000)
    .describe("rows in one transaction, at most"),
  ingest_linger_ms: numeric(z.number().min(0).max(1_000)).default(4)
    .describe("how long a first row waits for company"),
  monitor: z.union([z.boolean(), z.stringbool()]).default(true)
    .describe("inspect finished lots inside the server"),
  samples_per_lot: numeric(z.number().int().min(1).max(100)).default(5)
    .describe("livers measured of each finished lot"),
  polling_interval: numeric(z.number().min(0.1).max(3_600)).default(60)
    .describe("seconds until finished lots are looked for unasked"),
  monitor_device_id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, {
    error: "expected 1 to 40 letters, digits, - or _",
  }).default("ESP32_SQAL_AUTO").describe("device that inspects, before _ and the lot's code"),
  alert_mortality_percent: numeric(z.number().min(0).max(100)).default(5)
    .describe("a lot that lost more of its ducks raises an alert"),
  alert_repeat_minutes: numeric(z.number().int().min(0).max(10_080)).default(15)
    .describe("an alert that nobody acknowledged is not raised again for so long"),
});

/** All settings, checked and complete. */
export type Config = z.infer<typeof ConfigSchema>;
export type ConfigKey = keyof Config;

/** Settings that may hold a password: shown as `***`, and readable from a file by `KEY_file`. */
export const SECRETS: readonly ConfigKey[] = ["database_url"];

export const CONFIG_KEYS = Object.keys(ConfigSchema.shape) as ConfigKey[];
