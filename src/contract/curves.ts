/** The REST bodies of feeding curves. */
import { z } from "zod";
import { GENETIQUES, MOMENTS, word } from "./words.ts";

export const CURVE_STATUSES = ["proposed", "approved", "active", "retired"] as const;
export type CurveStatus = (typeof CURVE_STATUSES)[number];

const grams = z.number().min(1).max(10_000);
const Dose = z.strictObject({
  premiere_g: grams.meta({ description: "Dose of J0, g per duck" }),
  derniere_g: grams.meta({ description: "Dose of the last day, g per duck" }),
});

/** The planned doses of a lot: from the first day to the last along `p ** forme`, p from 0 to 1. */
export const Curve = z.strictObject({
  duree_jours: z.int().min(1).max(31).meta({ description: "Days of feeding, 2 meals each" }),
  matin: Dose,
  soir: Dose,
  forme: z.number().min(0.1).max(10).default(1).meta({
    description: "1 is a straight line, below 1 rises early, above 1 rises late",
  }),
}).meta({ id: "Curve" });
export type Curve = z.infer<typeof Curve>;

/** The curve that a lot is to follow. */
export const LotCurve = z.object({ id: z.int(), version: z.int(), curve: Curve })
  .meta({ id: "LotCurve" });
export type LotCurve = z.infer<typeof LotCurve>;

const Estimate = z.object({
  now: z.number().meta({ description: "Predicted with the base curve" }),
  change: z.number(),
  low: z.number().meta({ description: "Lower end of the 95 % confidence interval of the change" }),
  high: z.number(),
});

/** What the optimiser expects to change when its curve takes the place of the base curve. */
export const ExpectedChange = z.object({
  lots: z.int().meta({ description: "Finished lots the model was fitted to" }),
  base_curve_id: z.int().nullable(),
  base_curve: Curve,
  objective: Estimate,
  quality: Estimate.meta({ description: "Mean SQAL score, 0–1" }),
  rating: Estimate.nullable().meta({ description: "Stars, null while too few lots are rated" }),
  mortality: Estimate.meta({ description: "% of the ducks placed" }),
  itm: Estimate.meta({ description: "kg of maize per kg of liver" }),
  maize: Estimate.meta({ description: "g per duck over the lot" }),
}).meta({ id: "ExpectedChange" });
export type ExpectedChange = z.infer<typeof ExpectedChange>;

const instant = z.string().nullable();

export const FeedingCurve = z.object({
  id: z.int(),
  genetique: z.string(),
  site: z.string().nullable().meta({ description: "null: every site without a curve of its own" }),
  version: z.int(),
  status: z.enum(CURVE_STATUSES),
  source: z.enum(["optimiser", "manual"]),
  curve: Curve,
  total_maize_g: z.number(),
  expected: ExpectedChange.nullable(),
  nb_lots: z.int().meta({ description: "Lots placed with it" }),
  proposed_by: z.string(),
  proposed_at: z.string(),
  approved_by: instant,
  approved_at: instant,
  activated_by: instant,
  activated_at: instant,
  retired_by: instant,
  retired_at: instant,
}).meta({ id: "FeedingCurve" });
export type FeedingCurve = z.infer<typeof FeedingCurve>;

export const FeedingCurveList = z.object({ curves: z.array(FeedingCurve) })
  .meta({ id: "FeedingCurveList" });

export const FeedingCurveDetail = FeedingCurve.extend({
  doses: z.array(z.object({
    jour: z.int(),
    moment: z.enum(MOMENTS),
    dose_g: z.number(),
  })).meta({ description: "Every planned meal, g per duck" }),
}).meta({ id: "FeedingCurveDetail" });

/** Without `curve` the optimiser is asked for one. */
export const ProposeCurveBody = z.strictObject({
  genetique: z.enum(GENETIQUES),
  site: word(2).nullish().meta({ description: "Every site when absent" }),
  curve: Curve.optional(),
  by: word(100).optional().meta({ description: "Who proposes it" }),
}).meta({ id: "ProposeCurve" });

export const CurveActBody = z.strictObject({ by: word(100) }).meta({ id: "CurveAct" });

/** Why there is no proposal. */
export const NoProposal = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("not_enough_lots"),
    lots: z.int(),
    needed: z.int(),
    message: z.string(),
  }),
  z.object({
    status: z.literal("no_improvement"),
    lots: z.int(),
    best: ExpectedChange.meta({ description: "The best that was found" }),
    message: z.string(),
  }),
]).meta({ id: "NoProposal" });
export type NoProposal = z.infer<typeof NoProposal>;
