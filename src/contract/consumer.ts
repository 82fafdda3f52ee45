/** The bodies of `/api/consumer`, `/api/public` and `/api/products`. */
import { z } from "zod";
import { GRADES } from "./realtime.ts";
import { text, word } from "./words.ts";

const instant = z.string().meta({ description: "ISO 8601, UTC" });
const day = z.string().meta({ description: "YYYY-MM-DD" });
const name = z.string().nullable();
const measure = z.number().nullable();
const grade = z.enum(GRADES).nullable();

export const CONSUMPTION_CONTEXTS = ["home", "restaurant", "special_event", "gift"] as const;
export type ConsumptionContext = (typeof CONSUMPTION_CONTEXTS)[number];

export const MAX_COMMENT_CHARS = 1_000;
export const MAX_QR_CHARS = 200;

/** Existing clients also write whole numbers as text. */
function wholeNumber(min: number, max: number) {
  return z.preprocess(
    (value) => typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value,
    z.int().min(min).max(max),
  );
}

const rating = wholeNumber(1, 5);
const optionalRating = z.preprocess(
  (value) => typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value,
  z.int().min(1).max(5).nullish(),
);

export const DetailedRatings = z.object({
  texture: optionalRating,
  flavor: optionalRating,
  color: optionalRating,
  aroma: optionalRating,
  freshness: optionalRating,
});

export const NewFeedback = z.object({
  qr_code: word(MAX_QR_CHARS),
  product_id: word(100),
  overall_rating: rating,
  detailed_ratings: DetailedRatings.nullish(),
  // Characters, not the halves of surrogate pairs: an emoji is one.
  comment: text(2 * MAX_COMMENT_CHARS).refine((s) => [...s].length <= MAX_COMMENT_CHARS, {
    error: `expected at most ${MAX_COMMENT_CHARS} characters`,
  }).nullish(),
  consumption_context: z.enum(CONSUMPTION_CONTEXTS).nullish(),
  consumption_date: text(40).nullish().meta({ description: "ISO 8601 date or date-time" }),
  consumer_age_range: text(50).nullish(),
  consumer_region: text(100).nullish(),
  would_recommend: z.boolean().nullish(),
  repurchase_intent: optionalRating,
  photo_urls: z.array(text(500)).max(10).nullish(),
  device_type: text(50).nullish(),
  app_version: text(50).nullish(),
}).meta({ id: "NewFeedback" });
export type NewFeedback = z.infer<typeof NewFeedback>;

export const FeedbackReceipt = z.object({
  success: z.literal(true),
  feedback_id: z.int(),
  message: z.string(),
  reward_points: z.int(),
}).meta({ id: "FeedbackReceipt" });
export type FeedbackReceipt = z.infer<typeof FeedbackReceipt>;

/** A product as existing consumer simulators read it. */
export const ConsumerProduct = z.object({
  product_id: z.string(),
  qr_code: z.string(),
  lot_id: z.int().meta({ description: "Number of the lot" }),
  sample_id: name,
  sqal_grade: grade,
  blockchain_hash: name.meta({ description: "The event of the lot's chain that records it" }),
  created_at: instant,
}).meta({ id: "ConsumerProduct" });
export type ConsumerProduct = z.infer<typeof ConsumerProduct>;

export const Traceability = z.object({
  product_id: z.string(),
  lot_code: z.string(),
  qr_code: z.string(),
  site_code: z.string(),
  site_name: z.string(),
  region: z.string(),
  production_date: z.string().meta({ description: "Slaughter, local midnight" }),
  quality_control_date: instant.nullable(),
  packaging_date: z.string().nullable(),
  best_before_date: z.string().nullable(),
  sqal_quality_score: z.number(),
  sqal_grade: z.string(),
  sqal_compliance: z.boolean(),
  gavage_duration_days: z.int(),
  average_itm: measure.meta({ description: "kg of maize per kg of liver" }),
  certifications: z.array(z.string()),
  production_method: z.string(),
  carbon_footprint_kg: measure,
  animal_welfare_score: measure,
  blockchain_hash: z.string(),
  blockchain_verified: z.boolean(),
}).meta({ id: "Traceability" });
export type Traceability = z.infer<typeof Traceability>;

export const ScanAnswer = z.object({
  success: z.literal(true),
  traceability: Traceability,
  already_reviewed: z.boolean(),
  average_rating: measure.meta({ description: "From five reviews up" }),
  total_reviews: z.int(),
}).meta({ id: "ConsumerScan" });
export type ScanAnswer = z.infer<typeof ScanAnswer>;

export const PublicTraceability = z.object({
  id: z.string(),
  product: z.object({
    product_id: z.string(),
    lot_code: z.string(),
    site_name: z.string(),
    region: z.string(),
    production_date: z.string(),
    best_before_date: z.string().nullable(),
    certifications: z.array(z.string()),
    production_method: z.string(),
  }),
  quality: z.object({
    score: z.number().meta({ description: "0–100" }),
    grade: z.enum(["excellent", "good", "poor"]),
  }),
  timeline: z.array(z.object({ step: z.string(), date: z.string(), description: z.string() })),
  gaveur: z.object({ name: z.string(), region: z.string() }),
  blockchain: z.object({ hash: z.string(), verified: z.boolean() }),
}).meta({ id: "PublicTraceability" });
export type PublicTraceability = z.infer<typeof PublicTraceability>;

export const Product = z.object({
  product_id: z.string(),
  qr_code: z.string(),
  url: z.string().meta({ description: "The page that the QR code opens" }),
  code_lot: z.string(),
  lot_id: z.string().meta({ description: "LOT_… id of the same lot" }),
  lot_number: z.int(),
  sample_id: name,
  site_code: z.string(),
  production_date: day,
  quality_control_date: instant.nullable(),
  packaging_date: day.nullable(),
  best_before_date: day.nullable(),
  sqal_quality_score: measure,
  sqal_grade: grade,
  sqal_compliance: z.boolean().nullable(),
  lot_itm: measure.meta({ description: "kg of maize per kg of liver" }),
  lot_avg_weight: measure.meta({ description: "g, live, at the end" }),
  gavage_duration_days: z.int().nullable(),
  certifications: z.array(z.string()),
  production_method: name,
  blockchain_hash: name,
  is_active: z.boolean(),
  lot_rejected: z.boolean(),
  recalled_at: instant.nullable(),
  recalled_by: name,
  recall_reason: name,
  total_reviews: z.int(),
  average_rating: measure,
  created_at: instant,
}).meta({ id: "Product" });
export type Product = z.infer<typeof Product>;

export const ProductList = z.object({
  products: z.array(Product),
  next_cursor: z.string().nullable().meta({ description: "Send back as `cursor`" }),
}).meta({ id: "ProductList" });
export type ProductList = z.infer<typeof ProductList>;

export const Recall = z.object({
  reason: word(500),
  by: word(80).default("operator"),
}).meta({ id: "Recall" });

export const LatestProduct = z.object({
  code_lot: z.string(),
  lot_id: z.int(),
  product: ConsumerProduct.extend({ tof_score: measure, as7341_score: measure }),
}).meta({ id: "LatestProduct" });
export type LatestProduct = z.infer<typeof LatestProduct>;

export const FeedbackRow = z.object({
  id: z.int(),
  product_id: z.string(),
  overall_rating: z.int(),
  texture_rating: z.int().nullable(),
  flavor_rating: z.int().nullable(),
  freshness_rating: z.int().nullable(),
  comment: name,
  consumption_context: name,
  time: instant,
}).meta({ id: "FeedbackRow" });
export type FeedbackRow = z.infer<typeof FeedbackRow>;

const Distribution = z.object({
  "1": z.int(),
  "2": z.int(),
  "3": z.int(),
  "4": z.int(),
  "5": z.int(),
}).meta({ id: "RatingDistribution" });
export type RatingDistribution = z.infer<typeof Distribution>;

export const ProductStats = z.object({
  product_id: z.string(),
  total_reviews: z.int(),
  average_rating: z.number(),
  rating_distribution: Distribution,
  recommendation_rate: measure.meta({ description: "%" }),
}).meta({ id: "ProductStats" });
export type ProductStats = z.infer<typeof ProductStats>;

export const Analytics = z.object({
  total_feedbacks: z.int(),
  average_overall_rating: measure,
  rating_distribution: Distribution,
  avg_texture: measure,
  avg_flavor: measure,
  avg_color: measure,
  avg_aroma: measure,
  avg_freshness: measure,
  recommendation_rate: measure.meta({ description: "%" }),
  avg_repurchase_intent: measure,
  trend_7d: measure.meta({
    description:
      "Mean of the period's last 7 days less that of the 7 days before; null unless both",
  }),
  trend_30d: measure,
}).meta({ id: "FeedbackAnalytics" });
export type Analytics = z.infer<typeof Analytics>;

export const CommentRow = z.object({
  time: instant,
  overall_rating: z.int(),
  comment: z.string(),
  consumption_context: name,
  consumer_region: name,
  product_id: z.string(),
  site_code: z.string(),
}).meta({ id: "FeedbackComment" });
export type CommentRow = z.infer<typeof CommentRow>;

export const ProducerLotStats = z.object({
  lot_id: z.int(),
  period: z.string(),
  analytics: Analytics,
  recent_comments: z.array(CommentRow),
  insights: z.null(),
}).meta({ id: "ProducerLotStats" });

export const ProducerSiteStats = z.object({
  site_code: z.string(),
  period: z.string(),
  message: z.string(),
  total_lots: z.int(),
  total_products: z.int(),
  analytics: Analytics,
  recent_comments: z.array(CommentRow),
}).meta({ id: "ProducerSiteStats" });

export const CommentList = z.object({ total: z.int(), comments: z.array(CommentRow) })
  .meta({ id: "FeedbackComments" });

export const Registered = z.object({
  success: z.literal(true),
  product_id: z.string(),
  qr_code: z.string(),
  message: z.string(),
}).meta({ id: "RegisteredProduct" });

export const BlockchainLinked = z.object({
  success: z.literal(true),
  product_id: z.string(),
  blockchain_hash: z.string(),
  message: z.string(),
}).meta({ id: "BlockchainLinked" });

export const BlockchainEvent = z.object({
  index: z.int(),
  timestamp: instant,
  type_evenement: z.string(),
  hash_actuel: z.string(),
  hash_precedent: name,
  lot_id: z.string(),
  donnees: z.record(z.string(), z.unknown()),
}).meta({ id: "BlockchainEvent" });
export type BlockchainEvent = z.infer<typeof BlockchainEvent>;

export const BlockchainVerdict = z.object({
  hash: z.string(),
  valid: z.boolean().meta({ description: "True when the event is there and is what was hashed" }),
  message: z.string(),
  event: BlockchainEvent.nullable(),
}).meta({ id: "BlockchainVerdict" });

export const BlockchainHistory = z.object({
  product_id: z.string(),
  blockchain_enabled: z.literal(true),
  events: z.array(BlockchainEvent),
}).meta({ id: "BlockchainHistory" });

export const TrainingRow = z.object({
  feedback_id: z.int(),
  product_id: z.string(),
  lot_id: z.int(),
  sample_id: z.string(),
  site_code: z.string(),
  genetique: name,
  overall_rating: z.int(),
  texture_rating: measure,
  flavor_rating: measure,
  color_rating: measure,
  aroma_rating: measure,
  freshness_rating: measure,
  sqal_quality_score: measure,
  sqal_grade: name,
  vl53l8ch_quality_score: measure,
  as7341_quality_score: measure,
  surface_uniformity: measure,
  freshness_index: measure,
  fat_quality_index: measure,
  oxidation_index: measure,
  poids_foie_g: measure,
  lot_itm: measure,
  lot_avg_weight: measure,
  taux_mortalite: measure,
  gavage_duration_days: measure,
  days_since_production: measure,
  dataset_split: name,
}).meta({ id: "TrainingRow" });
export type TrainingRow = z.infer<typeof TrainingRow>;

export const TrainingData = z.object({ total: z.int(), data: z.array(TrainingRow) })
  .meta({ id: "TrainingData" });

export const Marked = z.object({
  success: z.literal(true),
  marked_count: z.int(),
  split: z.string(),
})
  .meta({ id: "MarkedFeedbacks" });
