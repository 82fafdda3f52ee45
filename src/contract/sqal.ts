/** The REST bodies of quality control. */
import { z } from "zod";
import { GRADES } from "./realtime.ts";
import { SQAL_STATUSES, text, word } from "./words.ts";

const instant = z.string().meta({ description: "ISO 8601, UTC" });
const grade = z.enum(GRADES);
const json = z.unknown();
const measure = z.number().nullable();
const name = z.string().nullable();

export const SampleRow = z.looseObject({
  time: instant,
  sample_id: z.string(),
  device_id: z.string(),
  lot_id: name.meta({ description: "The lot's code_lot" }),
  registry_lot_id: name.meta({ description: "LOT_… id of the same lot" }),
  site_code: name,
  vl53l8ch_distance_matrix: json,
  vl53l8ch_volume_mm3: z.number(),
  vl53l8ch_quality_score: z.number(),
  vl53l8ch_grade: grade,
  as7341_channels: json,
  as7341_freshness_index: z.number(),
  as7341_fat_quality_index: z.number(),
  as7341_oxidation_index: z.number(),
  as7341_quality_score: z.number(),
  as7341_grade: grade,
  fusion_final_score: z.number(),
  fusion_final_grade: grade,
  fusion_is_compliant: z.boolean(),
  fusion_vl53l8ch_score: measure,
  fusion_as7341_score: measure,
  poids_foie_estime_g: z.number(),
  created_at: instant,
}).meta({ id: "SqalSample" });
export type SampleRow = z.infer<typeof SampleRow>;

export const Period = z.object({ start: instant, end: instant }).meta({ id: "Period" });
export type Period = z.infer<typeof Period>;

export const SampleList = z.object({
  samples: z.array(SampleRow),
  count: z.int(),
  period: Period,
}).meta({ id: "SqalSampleList" });

export const DEVICE_STATUSES = ["active", "inactive", "maintenance", "error"] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export const Device = z.object({
  device_id: z.string(),
  device_name: name,
  device_type: z.string(),
  location: name,
  firmware_version: name,
  site_code: name,
  status: z.enum(DEVICE_STATUSES),
  config_profile: name,
  created_at: instant,
  last_seen: instant.nullable().meta({ description: "The newest time the device itself gave" }),
  heard_at: instant.meta({ description: "Wall time of its newest frame" }),
}).meta({ id: "SqalDevice" });
export type Device = z.infer<typeof Device>;

export const DeviceList = z.object({ devices: z.array(Device), total: z.int() })
  .meta({ id: "SqalDeviceList" });

export const HourlyStats = z.object({
  bucket: instant,
  device_id: z.string(),
  sample_count: z.int(),
  avg_quality_score: z.number(),
  count_a_plus: z.int(),
  count_a: z.int(),
  count_b: z.int(),
  count_c: z.int(),
  count_reject: z.int(),
  avg_volume_mm3: z.number(),
  avg_freshness_index: z.number(),
  compliance_rate_pct: z.number(),
}).meta({ id: "SqalHourlyStats" });
export type HourlyStats = z.infer<typeof HourlyStats>;

export const HourlyStatsList = z.object({
  stats: z.array(HourlyStats),
  count: z.int(),
  period: Period,
}).meta({ id: "SqalHourlyStatsList" });

const gradeCounts = z.object({
  "A+": z.int(),
  A: z.int(),
  B: z.int(),
  C: z.int(),
  REJECT: z.int(),
}).meta({ id: "SqalGradeCounts" });
export type GradeCounts = z.infer<typeof gradeCounts>;

export const Totals = z.object({
  total_samples: z.int(),
  avg_quality_score: measure,
  compliance_rate_pct: measure,
}).meta({ id: "SqalTotals" });
export type Totals = z.infer<typeof Totals>;

export const DeviceDetail = z.object({
  device: Device,
  latest_sample: z.union([SampleRow, z.null()]),
  hourly_stats: z.array(HourlyStats),
  stats_24h: Totals.pick({ total_samples: true, avg_quality_score: true }),
}).meta({ id: "SqalDeviceDetail" });

export const QualitySiteStats = Totals.extend({
  period_start: instant,
  period_end: instant,
  site_code: name,
  grade_distribution: gradeCounts,
  top_devices: z.array(z.object({
    device_id: z.string(),
    sample_count: z.int(),
    avg_quality_score: z.number(),
  })),
}).meta({ id: "SqalSiteStats" });
export type QualitySiteStats = z.infer<typeof QualitySiteStats>;

export const GradeDistribution = z.object({
  distribution: gradeCounts,
  total: z.int(),
  percentages: z.record(grade, z.number()),
  period: Period,
}).meta({ id: "SqalGradeDistribution" });

export const DashboardOverview = z.object({
  stats_24h: Totals,
  grade_distribution_7d: gradeCounts,
  active_alerts: z.int(),
  critical_alerts: z.int(),
  total_devices: z.int(),
  active_devices: z.int(),
  timestamp: instant,
}).meta({ id: "SqalOverview" });

export const LotQuality = Totals.extend({
  lot_id: z.int(),
  code_lot: z.string(),
  registry_lot_id: z.string(),
  grade_distribution: gradeCounts,
  samples: z.array(SampleRow),
}).meta({ id: "SqalLotQuality" });

export const LotAggregate = z.object({
  lot_id: z.int(),
  code_lot: z.string(),
  nb_echantillons: z.int(),
  score_qualite_moyen: z.number(),
  grade_majoritaire: grade,
  tof_score_moyen: measure,
  spectral_score_moyen: measure,
  indice_fraicheur: z.number(),
  indice_qualite_gras: z.number(),
  indice_oxydation: z.number(),
}).meta({ id: "SqalLotAggregate" });
export type LotAggregate = z.infer<typeof LotAggregate>;

export const LotAggregateList = z.object({
  total_lots: z.int(),
  lots: z.array(LotAggregate),
}).meta({ id: "SqalLotAggregateList" });

export const Prediction = z.object({
  prediction_id: z.string(),
  sample_id: z.string(),
  device_id: z.string(),
  model_name: z.string().meta({ description: "A table of grades: nothing here has learnt" }),
  model_version: z.string(),
  score: z.number(),
  grade,
  predicted_at: instant,
  explanations: z.record(z.string(), z.unknown()),
}).meta({ id: "SqalPrediction" });

export const SqalHealth = z.object({
  status: z.enum(["ok", "degraded", "error"]),
  timestamp: instant,
  active_devices: z.int(),
  last_sample_age_seconds: measure,
  database_connected: z.boolean(),
}).meta({ id: "SqalHealth" });

export const PendingLot = z.object({
  code_lot: z.string(),
  lot_id: z.string().meta({ description: "LOT_… id of the same lot" }),
  gaveur_id: z.int().nullable(),
  gaveur_nom: name,
  site: name,
  genetique: name,
  poids_moyen_final: measure,
  nb_canards_final: z.int().nullable(),
  taux_mortalite: measure,
  date_abattage: instant,
  date_inspection_sqal: instant.nullable(),
  status: z.enum(SQAL_STATUSES),
  decided_by: name,
  decision_reason: name,
  decided_at: instant.nullable(),
  nb_samples: z.int(),
  avg_quality_score: measure,
}).meta({ id: "SqalPendingLot" });
export type PendingLot = z.infer<typeof PendingLot>;

export const PendingLotList = z.object({ lots: z.array(PendingLot), total: z.int() })
  .meta({ id: "SqalPendingLotList" });

export const Decision = z.object({
  by: word(100).meta({ description: "Who decides" }),
  reason: text(500).nullish(),
}).meta({ id: "SqalDecision" });
