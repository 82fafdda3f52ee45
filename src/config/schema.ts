/** Every setting of the program, its default and its meaning, in one place. */
import { z } from "zod";
import { LOG_LEVELS } from "../lib/log.ts";
import { parsePostgresUrl } from "../lib/postgres_url.ts";
import { ROLES } from "../domain/roles.ts";
import { isGln } from "../domain/gs1.ts";
import { isTimeZone } from "../domain/time.ts";

function wholeNumber(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return orDigits(z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error })));
}

function number(min: number, max: number) {
  const error = `expected a number from ${min} to ${max}`;
  return orDigits(z.number({ error }).check(z.gte(min, { error }), z.lte(max, { error })));
}

/** A number, or its digits: what else JavaScript would take for one (null, true, "") is refused. */
function orDigits(limits: z.ZodNumber) {
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

/** A list as YAML has it, or its items with commas between them. */
function listOf<S extends z.ZodType>(item: S) {
  return z.preprocess(
    (value) => typeof value === "string" ? value.split(",").map((text) => text.trim()) : value,
    z.array(item),
  );
}

/** Labels as they are printed; nothing at all for none. */
const certifications = z.preprocess(
  (value) => value === "" ? [] : value,
  listOf(z.string().min(1).max(100)),
);

/** An address, or a network: `10.0.0.0/8`. */
const addressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "expected addresses like 10.0.0.1 or networks like 10.0.0.0/8",
});

const natsAddress = z.string().refine(
  (text) =>
    /^(nats|tls):$/.test(URL.parse(text)?.protocol ?? "") && URL.parse(text)!.hostname !== "",
  { error: "expected addresses like nats://host:4222 or tls://user:password@host, with commas" },
);

const webAddress = z.url({ protocol: /^https?$/, error: "expected an address like https://…" });

const tokenEntry = z.strictObject({
  name: z.string().min(1).max(100),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/, {
    error: "expected a hash as gavaged token create prints it",
  }),
  roles: z.array(z.enum(ROLES)).min(1),
  gaveur_id: z.int().min(1).optional(),
  site: z.string().length(2).optional(),
  expires: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
}).refine(({ roles, gaveur_id }) => !roles.includes("gaveur") || gaveur_id !== undefined, {
  path: ["gaveur_id"],
  error: "a token with the role gaveur needs one",
});

/** In a file a list; a variable holds it as JSON. */
const tokenList = z.preprocess(
  (value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  },
  z.array(tokenEntry),
).refine((tokens) => new Set(tokens.map(({ name }) => name)).size === tokens.length, {
  error: "two tokens bear one name",
});

/** `LL=9521321000018,LS=…`, or a map in the file. */
const glns = z.preprocess(
  (value) =>
    typeof value === "string"
      ? Object.fromEntries(value.split(",").map((pair) => pair.split("=").map((s) => s.trim())))
      : value,
  z.record(
    z.string().regex(/^[A-Z]{2}$/, { error: "expected a site code of two letters" }),
    z.string({ error: "expected SITE=GLN pairs, with commas between them" })
      .refine(isGln, { error: "expected a GLN: 13 digits, the last the check digit" }),
  ),
);

export const ConfigSchema = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("address to listen on"),
  port: wholeNumber(0, 65_535).default(8000)
    .describe("port to listen on; 0 takes a free one"),
  allowed_origins: z.preprocess(
    (value) => typeof value === "string" ? value.split(",").map((text) => text.trim()) : value,
    z.array(origin),
  ).optional().describe("web origins, with commas, whose pages may use this server"),
  database_url: z.string().refine((text) => parsePostgresUrl(text) !== undefined, {
    error:
      "expected postgres://user:password@host:port/database, with / @ # % in a password as %2F %40 %23 %25",
  }).optional().describe("PostgreSQL or TimescaleDB to use; without it, an embedded PostgreSQL"),
  database_pool: wholeNumber(2, 200).default(8)
    .describe("most connections to the database"),
  data_dir: z.string().min(1).default("gavaged-data")
    .describe("folder of the embedded PostgreSQL"),
  embedded_port: wholeNumber(1, 65_535).optional()
    .describe("also reach the embedded PostgreSQL by TCP on this loopback port"),
  log_level: z.enum(LOG_LEVELS).default("info").describe("least level to log"),
  log_format: z.enum(["auto", "json", "pretty"]).default("auto")
    .describe("auto is pretty on a terminal, json in a pipe"),
  time_zone: zone.default("Europe/Paris").describe("IANA zone of the farms' calendar"),
  client_time_zone: zone.default("UTC")
    .describe("IANA zone of timestamps that clients send without an offset"),
  ingest_queue: wholeNumber(1, 1_000_000).default(100_000)
    .describe("frames accepted and not yet stored, at most"),
  ingest_batch: wholeNumber(1, 10_000).default(8_000)
    .describe("rows in one transaction, at most"),
  ingest_linger_ms: number(0, 1_000).default(4)
    .describe("how long a first row waits for company"),
  monitor: z.union([z.boolean(), z.stringbool()]).default(true)
    .describe("inspect finished lots inside the server"),
  samples_per_lot: wholeNumber(1, 100).default(5)
    .describe("livers measured of each finished lot"),
  polling_interval: number(0.1, 3_600).default(60)
    .describe("seconds until finished lots are looked for unasked"),
  monitor_device_id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, {
    error: "expected 1 to 40 letters, digits, - or _",
  }).default("ESP32_SQAL_AUTO").describe("device that inspects, before _ and the lot's code"),
  alert_mortality_percent: number(0, 100).default(5)
    .describe("a lot that lost more of its ducks raises an alert"),
  alert_repeat_minutes: wholeNumber(0, 10_080).default(15)
    .describe("an alert that nobody acknowledged is not raised again for so long"),
  gs1_company_prefix: z.string().regex(/^\d{6,10}$/, { error: "expected 6 to 10 digits" })
    .default("9521321")
    .describe("GS1 company prefix of EPCIS exports; the default is of GS1's range for examples"),
  gs1_glns: glns.optional()
    .describe("sites' GLNs in EPCIS exports, LL=9521321000018,…; made of the prefix without"),
  auth: z.enum(["none", "token", "oidc"]).default("none")
    .describe("who may enter: none is for this machine alone"),
  tokens: tokenList.optional()
    .describe("for auth token: entries as gavaged token create prints them, in the file"),
  oidc_issuer: webAddress.optional().describe("OpenID provider, https://host/realms/name"),
  oidc_audience: listOf(z.string().min(1)).optional()
    .describe("what the provider's tokens must be for, one of these"),
  oidc_client_id: z.string().min(1).default("gavaged").describe("the panel's client there"),
  oidc_scope: z.string().min(1).default("openid profile").describe("what the panel asks for there"),
  oidc_roles_claim: z.string().min(1).default("realm_access.roles")
    .describe("claim, or path to one, that lists roles"),
  oidc_gaveur_claim: z.string().min(1).default("gaveur_id")
    .describe("claim that holds a gaveur's number"),
  oidc_clock_skew: wholeNumber(0, 300).default(30)
    .describe("seconds that the provider's clock may differ"),
  trusted_proxies: listOf(addressRange).optional()
    .describe("addresses and networks whose X-Forwarded-For is believed"),
  rate_limit: wholeNumber(0, 1_000_000).default(3_000)
    .describe("requests a minute of one identity, 0 for any number"),
  rate_limit_anonymous: wholeNumber(0, 1_000_000).default(600)
    .describe("requests a minute of one address that is nobody's"),
  public_products: z.union([z.boolean(), z.stringbool()]).default(false)
    .describe("list products without credentials, for older consumer clients"),
  public_url: webAddress.optional()
    .describe(
      "where consumers reach this server; without it QR codes lead where they were asked for",
    ),
  qr_keys: listOf(z.string().min(16, { error: "expected keys of 16 characters and more" }))
    .optional()
    .describe("keys of QR codes: the first signs, all verify; without, one kept in the database"),
  shelf_life_days: wholeNumber(1, 3_650).default(180)
    .describe("days from packaging to best before"),
  certifications_ll: certifications.default([])
    .describe("what new products of Bretagne are certified as, with commas"),
  certifications_ls: certifications.default([])
    .describe("what new products of Pays de Loire are certified as, with commas"),
  // Of the three sites this one alone lies in the area of the indication.
  certifications_mt: certifications.default(["IGP Canard à foie gras du Sud-Ouest"])
    .describe("what new products of Maubourguet are certified as, with commas"),
  production_method: z.string().min(1).max(100).default("traditionnel")
    .describe("how new products were made, as labels say it"),
  max_lots: wholeNumber(1, 100_000).default(1_000)
    .describe("lots that one run may place, at most"),
  max_runs: wholeNumber(1, 10_000).default(200)
    .describe("simulator runs under way at a time, at most"),
  run_threads: wholeNumber(1, 256).optional()
    .describe("threads for simulator runs; as many as processors when absent"),
  run_memory_mb: wholeNumber(64, 65_536).default(1_024)
    .describe("heap of such a thread, in MiB, above which it is replaced"),
  nats: listOf(natsAddress).optional()
    .describe("NATS with JetStream, nats://host:4222: servers of one database share their events"),
  nats_credentials: z.string().min(1).optional()
    .describe("what a .creds file of NATS holds; nats_credentials_file reads it"),
  nats_stream: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, {
    error: "expected 1 to 32 letters, digits, - or _",
  }).default("gavaged")
    .describe("JetStream stream, and first word of subjects: one for each database"),
});

/** All settings, checked and complete. */
export type Config = z.infer<typeof ConfigSchema>;
export type ConfigKey = keyof Config;

/** Settings that may hold a password: shown as `***`, and readable from a file by `KEY_file`. */
export const SECRETS: readonly ConfigKey[] = [
  "database_url",
  "qr_keys",
  "tokens",
  "nats",
  "nats_credentials",
];

export const CONFIG_KEYS = Object.keys(ConfigSchema.shape) as ConfigKey[];
