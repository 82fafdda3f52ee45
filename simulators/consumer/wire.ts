/** What is read of a server's answers: loosely, so that older servers are understood as well. */
import { z } from "zod";

const measure = z.number().nullish().catch(null);
const text = z.string().nullish().catch(null);

export const ProductRow = z.object({
  product_id: z.string().min(1),
  qr_code: z.string().min(1),
  lot_id: z.union([z.number(), z.string()]).nullish().catch(null),
  sample_id: text,
  sqal_grade: text,
  created_at: text,
});
export type ProductRow = z.infer<typeof ProductRow>;
export const ProductList = z.array(z.unknown());

export const ScanAnswer = z.object({
  traceability: z.object({
    production_date: text,
    quality_control_date: text,
    best_before_date: text,
    sqal_quality_score: measure,
    sqal_grade: text,
    average_itm: measure,
  }),
});
export type ScanAnswer = z.infer<typeof ScanAnswer>;

export const SampleAnswer = z.object({
  fusion_final_score: measure,
  fusion_final_grade: text,
  as7341_freshness_index: measure,
  as7341_fat_quality_index: measure,
  as7341_oxidation_index: measure,
  as7341_color_uniformity: measure,
  vl53l8ch_surface_uniformity: measure,
  poids_foie_estime_g: measure,
});
export type SampleAnswer = z.infer<typeof SampleAnswer>;

export const FeedbackAnswer = z.object({
  feedback_id: measure,
  reward_points: measure,
});
