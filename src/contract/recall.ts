/** What a recall asks for, and its report. */
import { z } from "zod";
import { TraceFeedback, TraceLot, TraceProduct } from "./trace.ts";
import { saying, text, word } from "./words.ts";

/** More lots at once are no recall but a typing error. */
export const MAX_RECALL_LOTS = 5_000;

/** Ids are PostgreSQL integers. */
const MAX_ID = 2 ** 31 - 1;

const criteria = {
  maize_lot: word(50).optional().meta({ description: "Lots that were fed this maize" }),
  lot: text(20_000).optional().meta({ description: "Codes or LOT_… ids, comma-separated" }),
  gaveur_id: z.coerce.number().int().min(1).max(MAX_ID).optional(),
  site: word(2).optional(),
  since: z.iso.date().optional().meta({ description: "Only lots fed on this day or later" }),
};

function isNarrow({ maize_lot, lot, gaveur_id, site }: RecallCriteria): boolean {
  return [maize_lot, lot, gaveur_id, site].some((value) => value !== undefined);
}
const narrow = {
  error: "name what to recall: maize_lot, lot, gaveur_id or site",
  path: ["maize_lot"],
};

export type RecallCriteria = z.infer<z.ZodObject<typeof criteria>>;
export const RecallCriteria = z.object(criteria).refine(isNarrow, narrow);

export const RecallOrder = z.object({
  ...criteria,
  reason: saying(500),
  by: saying(90).meta({ description: "Who answers for it" }),
}).refine(isNarrow, narrow).meta({ id: "RecallOrder" });
export type RecallOrder = z.infer<typeof RecallOrder>;

const count = z.int();

export const RecallReport = z.object({
  executed: z.boolean().meta({ description: "False for a drill, which changes nothing" }),
  criteria: z.record(z.string(), z.union([z.string(), z.number()])),
  reason: z.string().nullable(),
  counts: z.object({
    lots: count,
    samples: count,
    products: count,
    products_active: count.meta({ description: "Still on the market" }),
    products_withdrawn: count.meta({ description: "Taken off it by this recall" }),
    feedbacks: count,
  }),
  lots: z.array(TraceLot),
  products: z.array(TraceProduct),
  feedbacks: z.array(TraceFeedback),
  took_ms: z.number().meta({ description: "To find and, when executed, to withdraw them" }),
}).meta({ id: "RecallReport" });
export type RecallReport = z.infer<typeof RecallReport>;
