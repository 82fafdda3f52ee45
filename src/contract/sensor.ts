/** The `sensor_data` frame of `/ws/sensors/`: one measured liver, and the leniency devices rely on. */
import { z } from "zod";
import { type FieldIssue, show } from "./issues.ts";
import { UNNAMED_DEVICE } from "./sensor_control.ts";
import { text, word } from "./words.ts";

/** Zones of the ToF sensor, a side. */
const ZONES = 8;
const zones = `${ZONES} numbers`;

const matrix = z.array(z.array(z.number()).length(ZONES, { error: `expected ${zones}` }))
  .length(ZONES, { error: `expected ${ZONES} rows of ${zones}` });
/** Devices without these leave them out, or send `[]`. */
const optionalMatrix = z.union([z.array(z.array(z.number())).length(0), matrix]).nullish();
const share = z.number().min(0).max(1);
const measure = z.number().nullish();
const details = z.record(z.string(), z.unknown()).nullish();
const label = word(100);

const Tof = z.looseObject({
  distance_matrix: matrix.meta({ description: "mm" }),
  reflectance_matrix: matrix,
  amplitude_matrix: matrix,
  ambient_matrix: optionalMatrix,
  status_matrix: optionalMatrix,
  volume_mm3: z.number().min(0).max(1e9),
  surface_uniformity: share,
  quality_score: share,
  grade: label,
  average_height_mm: measure,
  max_height_mm: measure,
  min_height_mm: measure,
  base_area_mm2: measure,
  avg_distance_mm: measure,
  std_distance_mm: measure,
  processing_time_s: measure,
  stats: details,
  bins_analysis: details,
  reflectance_analysis: details,
  amplitude_consistency: details,
  score_breakdown: details,
  defects: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
});

export const CHANNELS = [
  "F1_415nm",
  "F2_445nm",
  "F3_480nm",
  "F4_515nm",
  "F5_555nm",
  "F6_590nm",
  "F7_630nm",
  "F8_680nm",
  "Clear",
  "NIR",
] as const;
export type Channel = (typeof CHANNELS)[number];

const counts = z.number().min(0).max(65_535);
const Spectral = z.looseObject({
  channels: z.object(
    Object.fromEntries(CHANNELS.map((name) => [name, counts])) as Record<Channel, typeof counts>,
  ),
  freshness_index: share,
  fat_quality_index: share,
  oxidation_index: share,
  quality_score: share,
  grade: label,
  color_uniformity: measure,
  integration_time: measure,
  gain: measure,
  ratio_red_nir: measure,
  ratio_clear_nir: measure,
  defects: z.array(z.unknown()).nullish(),
  spectral_ratios: details,
  quality_metrics: details,
  quality_js: details,
});

const WEIGHT_TOLERANCE = 0.01;
const DEFAULT_WEIGHTS = { tof: 0.6, spectral: 0.4 };

const Fusion = z.looseObject({
  final_score: share,
  final_grade: label,
  is_compliant: z.boolean().nullish(),
  weight_tof: share.nullish().transform((weight) => weight ?? DEFAULT_WEIGHTS.tof),
  weight_spectral: share.nullish().transform((weight) => weight ?? DEFAULT_WEIGHTS.spectral),
  confidence_level: measure,
  tof_score: measure,
  spectral_score: measure,
  tof_contribution: measure,
  spectral_contribution: measure,
  combined_defects: z.array(z.unknown()).nullish(),
  num_defects: measure,
  metrics: details,
  foie_gras_metrics: details,
}).refine((f) => Math.abs(f.weight_tof + f.weight_spectral - 1) <= WEIGHT_TOLERANCE, {
  error: "expected weights that sum to 1",
  path: ["weight_tof"],
});

/**
 * One sample in its flat form, as devices send it: mm, mm², mm³, scores and indices 0–1,
 * channels in counts.
 */
export const SensorFrame = z.object({
  timestamp: z.union([text(40), z.number()]).meta({
    description: "ISO 8601, or seconds since 1970",
  }),
  sample_id: word(100).meta({ description: "Not unique: an old device may use one again" }),
  device_id: word(100).refine((id) => id !== UNNAMED_DEVICE, {
    error: "expected the device's own id",
  }),
  location: text(200).nullish(),
  lot_abattage: text(100).nullish(),
  eleveur: text(200).nullish(),
  provenance: text(200).nullish(),
  lot_id: z.union([z.int().min(1), word(50)]).nullish().meta({
    description: "code_lot, LOT_… id or the lot's number",
  }),
  site_code: text(2).nullish(),
  firmware_version: text(50).nullish(),
  temperature_c: measure,
  humidity_pct: measure,
  vl53l8ch: Tof,
  as7341: Spectral,
  fusion: Fusion,
  meta: z.looseObject({
    firmware_version: text(50).nullish(),
    temperature_c: measure,
    humidity_percent: measure,
    config_profile: text(100).nullish(),
  }).nullish(),
}).meta({ id: "SensorFrame" });
export type SensorFrame = z.infer<typeof SensorFrame>;

export type SensorParse =
  | { ok: true; frame: SensorFrame }
  | { ok: false; message: string };

/**
 * Validates one sample, flat or nested (`vl53l8ch: {raw, analysis}`). Numbers written as text and
 * texts written as numbers are read as the older server read them, save in matrices; anything else
 * is refused with a message that names each bad field and its value.
 */
export function parseSensorFrame(input: unknown): SensorParse {
  const flat = flattened(input);
  const strict = SensorFrame.safeParse(flat);
  if (strict.success) return { ok: true, frame: strict.data };
  const lenient = SensorFrame.safeParse(coerced(flat, strict.error));
  if (lenient.success) return { ok: true, frame: lenient.data };
  return { ok: false, message: describe(issuesOf(lenient.error, flat, input)) };
}

type Fields = Record<PropertyKey, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The nested form brought to the flat one; whatever is neither is left for the schema to refuse. */
function flattened(input: unknown): unknown {
  if (!isFields(input)) return input;
  const { vl53l8ch, as7341 } = input;
  if (!isNested(vl53l8ch) && !isNested(as7341)) return input;
  return {
    ...input,
    vl53l8ch: isNested(vl53l8ch) ? { ...vl53l8ch.analysis, ...vl53l8ch.raw } : vl53l8ch,
    // The spectral analysis may carry a null `channels` of its own.
    as7341: isNested(as7341) ? { ...as7341.analysis, channels: as7341.raw } : as7341,
  };
}

function isNested(part: unknown): part is { raw: Fields; analysis: Fields } {
  return isFields(part) && isFields(part.raw) && isFields(part.analysis);
}

/** A copy in which numbers and texts that were written as each other are what the schema wants. */
function coerced(input: unknown, { issues }: z.ZodError): unknown {
  const wrong = issues.filter(({ code, path }) =>
    (code === "invalid_type" || code === "invalid_union") && !isInMatrix(path)
  );
  if (wrong.length === 0) return input;
  const copy = structuredClone(input);
  for (const issue of wrong) {
    const key = issue.path.at(-1);
    const parent = valueAt(copy, issue.path.slice(0, -1));
    if (key === undefined || !isFields(parent)) continue;
    const value = parent[key];
    const wantsText = issue.code === "invalid_type" && issue.expected === "string";
    if (typeof value === "number" && wantsText) parent[key] = String(value);
    if (typeof value === "number" && key === "lot_id") parent[key] = Math.trunc(value);
    if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
      parent[key] = Number(value);
    }
  }
  return copy;
}

function isInMatrix(path: readonly PropertyKey[]): boolean {
  return path.some((key) => typeof key === "string" && key.endsWith("_matrix"));
}

/** Sixty-four bad zones are one mistake. */
const SHOWN_ISSUES = 8;

function issuesOf(error: z.ZodError, flat: unknown, sent: unknown): FieldIssue[] {
  return flattenUnions(error.issues).map(({ message, path }) => {
    const value = valueAt(flat, path);
    const got = Array.isArray(value) ? value.length : show(value);
    return {
      field: sentPath(path, sent).join("."),
      message: value === undefined ? "is missing" : `${message}, got ${got}`,
    };
  });
}

/** Of an optional matrix, what is wrong with the matrix, not that it is not empty either. */
function flattenUnions(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || !isInMatrix(issue.path)) return [issue];
    const nested = issue.errors.at(-1) ?? [];
    return nested.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

/** The place of a field in the frame as it was sent, which may be nested. */
function sentPath(path: readonly PropertyKey[], sent: unknown): readonly PropertyKey[] {
  const [part, field, ...rest] = path;
  if (part === undefined || field === undefined || !isFields(sent) || !isNested(sent[part])) {
    return path;
  }
  if (field === "channels") return [part, "raw", ...rest];
  return [part, isInMatrix(path) ? "raw" : "analysis", field, ...rest];
}

function describe(issues: readonly FieldIssue[]): string {
  const shown = issues.slice(0, SHOWN_ISSUES)
    .map(({ field, message }) => field ? `${field}: ${message}` : message);
  const more = issues.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Fields)[key] : undefined,
    input,
  );
}
