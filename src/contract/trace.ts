/** What trace answers say of a lot, a product or a sample: where it comes from, where it went. */
import { z } from "zod";
import { Closure } from "./lots.ts";
import { SQAL_STATUSES, STATUTS_LOT } from "./words.ts";

const instant = z.string().meta({ description: "ISO 8601, simulated time, UTC" });
const count = z.int().meta({ description: "≥ 0" });

export const TraceMaizeLot = z.object({
  code: z.string(),
  site: z.string().nullable(),
  delivered_on: z.string().nullable().meta({ description: "YYYY-MM-DD" }),
  supplier: z.string().nullable(),
}).meta({ id: "TraceMaizeLot" });
export type TraceMaizeLot = z.infer<typeof TraceMaizeLot>;

export const TraceMaizeUse = TraceMaizeLot.extend({
  since: z.string().meta({ description: "First day of its use in the lot, YYYY-MM-DD" }),
}).meta({ id: "TraceMaizeUse" });
export type TraceMaizeUse = z.infer<typeof TraceMaizeUse>;

export const TraceLot = z.object({
  code_lot: z.string(),
  lot_id: z.string(),
  site: z.string(),
  gaveur_id: z.int(),
  gaveur_nom: z.string().nullable(),
  genetique: z.string().nullable(),
  debut_lot: z.string().meta({ description: "J0, YYYY-MM-DD" }),
  jour_actuel: z.int(),
  statut: z.enum(STATUTS_LOT),
  cloture: Closure.nullable().meta({ description: "Of a lot that was ended before it was ready" }),
  nb_canards_initial: count,
  itm: z.number().nullable().meta({ description: "kg of maize per kg of liver, once measured" }),
  sqal_status: z.enum(SQAL_STATUSES).nullable(),
  date_abattage: instant.nullable(),
  maize_lots: z.array(z.string()).meta({ description: "Codes of the maize it was fed" }),
  nb_samples: count,
  nb_products: count,
  nb_products_active: count,
  nb_feedbacks: count,
  average_rating: z.number().nullable(),
}).meta({ id: "TraceLot" });
export type TraceLot = z.infer<typeof TraceLot>;

export const TraceOrigin = TraceLot.extend({
  site_nom: z.string(),
  region: z.string().nullable(),
  duree_prevue: z.int().nullable(),
  nb_canards_final: count.nullable(),
  taux_mortalite: z.number().meta({ description: "% of the ducks placed" }),
  poids_foie_moyen_g: z.number().nullable(),
  decided_by: z.string().nullable(),
  decision_reason: z.string().nullable(),
  curve: z.object({ id: z.int(), version: z.int(), total_maize_g: z.number().nullable() })
    .nullable().meta({ description: "The feeding curve it followed, if any" }),
  meals: z.object({
    count,
    first: instant.nullable(),
    last: instant.nullable(),
    dose_theorique_g: z.number().meta({ description: "Planned maize per duck, g" }),
    dose_reelle_g: z.number().meta({ description: "Given maize per duck, g" }),
    maize_kg: z.number().meta({ description: "Given to all ducks, kg" }),
  }),
  events: count.meta({ description: "Registry events" }),
}).meta({ id: "TraceOrigin" });
export type TraceOrigin = z.infer<typeof TraceOrigin>;

export const TraceSample = z.object({
  sample_id: z.string(),
  device_id: z.string(),
  time: instant,
  grade: z.string(),
  score: z.number().meta({ description: "0 to 1" }),
  is_compliant: z.boolean(),
  poids_foie_g: z.number(),
}).meta({ id: "TraceSample" });
export type TraceSample = z.infer<typeof TraceSample>;

export const TraceProduct = z.object({
  product_id: z.string(),
  qr_code: z.string(),
  code_lot: z.string(),
  sample_id: z.string().nullable(),
  production_date: z.string().nullable(),
  best_before_date: z.string().nullable(),
  grade: z.string().nullable(),
  score: z.number().nullable(),
  is_active: z.boolean(),
  nb_feedbacks: count,
  average_rating: z.number().nullable(),
}).meta({ id: "TraceProduct" });
export type TraceProduct = z.infer<typeof TraceProduct>;

export const TraceFeedback = z.object({
  feedback_id: z.int(),
  product_id: z.string(),
  time: instant,
  overall_rating: z.int(),
  comment: z.string().nullable(),
}).meta({ id: "TraceFeedback" });
export type TraceFeedback = z.infer<typeof TraceFeedback>;

export const TRACE_KINDS = [
  "maize",
  "gaveur",
  "lot",
  "device",
  "sample",
  "product",
  "feedback",
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** Nodes and edges for a drawing; edges point forward, from maize to feedback. */
export const TraceGraph = z.object({
  nodes: z.array(z.object({
    id: z.string().meta({ description: "`kind:key`" }),
    kind: z.enum(TRACE_KINDS),
    label: z.string(),
  })),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
}).meta({ id: "TraceGraph" });
export type TraceGraph = z.infer<typeof TraceGraph>;

/** Most feedback that one trace shows; `lot.nb_feedbacks` and `nb_feedbacks` count them all. */
export const MAX_TRACE_FEEDBACKS = 500;

export const Trace = z.object({
  subject: z.object({ kind: z.enum(["lot", "product", "sample"]), id: z.string() }),
  maize: z.array(TraceMaizeUse),
  lot: TraceOrigin.nullable().meta({ description: "Null for a sample that named no lot" }),
  samples: z.array(TraceSample).meta({ description: "All of the lot, or what the subject is" }),
  products: z.array(TraceProduct),
  feedbacks: z.array(TraceFeedback).meta({
    description: `The newest ${MAX_TRACE_FEEDBACKS} of these products`,
  }),
}).meta({ id: "Trace" });
export type Trace = z.infer<typeof Trace>;

export const TraceWithGraph = Trace.extend({
  graph: TraceGraph.optional().meta({ description: "With `?graph=true`" }),
}).meta({ id: "TraceWithGraph" });
export type TraceWithGraph = z.infer<typeof TraceWithGraph>;

const nextCursor = z.string().nullable().meta({
  description: "Send back as `cursor` for the next page",
});

export const TraceLotList = z.object({ lots: z.array(TraceLot), next_cursor: nextCursor })
  .meta({ id: "TraceLotList" });
export type TraceLotList = z.infer<typeof TraceLotList>;

export const MaizeTrace = z.object({
  maize: TraceMaizeLot,
  totals: z.object({ lots: count, samples: count, products: count, feedbacks: count }),
  lots: z.array(TraceLot.extend({ since: z.string() })),
  products: z.array(TraceProduct).meta({ description: "Of the lots of this page" }),
  feedbacks: z.array(TraceFeedback).meta({
    description: `The newest ${MAX_TRACE_FEEDBACKS} of these products`,
  }),
  next_cursor: nextCursor,
}).meta({ id: "MaizeTrace" });
export type MaizeTrace = z.infer<typeof MaizeTrace>;
